import { hasId } from '../../../../shared/domain/order.ts'
import { type OrderId, size } from '../../../../shared/domain/units.ts'
import type { ActResult, CancelOutcome } from '../../../../shared/machine/decision.ts'
import type { CancelEnd, Domain } from './domain.ts'
import type { TrueOrder, World } from './world.ts'

/** One way a tick's cancels can end; null results: it crashed after they had been sent. */
export interface CancelChoice {
  readonly label: string
  readonly orders: World['orders']
  readonly results: readonly ActResult[] | null
  readonly calm: boolean
}

type Asked = { readonly id: OrderId; readonly why: string }
type After = Extract<ActResult, { of: 'cancel' }>['after']

/** Every combination of how the cancels that a tick asks for can end. */
export function cancelChoices(
  world: World,
  asked: readonly Asked[],
  domain: Domain,
): readonly CancelChoice[] {
  let choices: readonly CancelChoice[] = [{ label: '', orders: world.orders, results: [], calm: true }]
  for (const each of asked) {
    choices = choices.flatMap((choice) =>
      choice.results === null ? [choice] : extend(choice, each, world, domain),
    )
  }
  return choices
}

interface End {
  readonly end: string
  readonly real: TrueOrder | undefined
  readonly outcome: CancelOutcome
  readonly after: After
  readonly calm: boolean
  readonly crash?: true
}

function extend(choice: CancelChoice, asked: Asked, world: World, domain: Domain): readonly CancelChoice[] {
  const order = world.state.orders.find((each) => each.id === asked.id)
  // An order whose intent was stored in this very tick is not in the stored item: it is not cancelled by it either.
  const real = choice.orders.find((each) =>
    order === undefined ? each.id === asked.id : hasId(order, each.id),
  )
  return endsOf(real, domain).map((end): CancelChoice => {
    const { outcome, after } = end
    const orders = choice.orders.map((each) =>
      end.real !== undefined && each.id === end.real.id ? end.real : each,
    )
    const result: ActResult = {
      of: 'cancel',
      id: asked.id,
      why: asked.why,
      outcome,
      after,
      atMs: world.nowMs,
    }
    const side = order?.side ?? 'order'
    return {
      label: `${choice.label}, cancel ${side} (${asked.why}): ${end.end}`,
      orders,
      results: end.crash === true || choice.results === null ? null : [...choice.results, result],
      calm: choice.calm && end.calm,
    }
  })
}

function endsOf(real: TrueOrder | undefined, { cancels }: Domain): readonly End[] {
  if (real === undefined || real.at === 'in flight') {
    return [{ end: 'not found', real, outcome: REFUSED, after: 'unknown', calm: true }]
  }
  const matchedMicros = size(real.matchedMicros)
  if (real.at === 'terminal') {
    const over = { terminal: true, matchedMicros }
    const ends: End[] = [{ end: 'gone already', real, outcome: REFUSED, after: over, calm: true }]
    if (cancels.includes('confirmed, not read')) {
      ends.push({ end: 'gone already, not read', real, outcome: REFUSED, after: 'unknown', calm: false })
      ends.push({ end: 'gone, confirmed anyway', real, outcome: DONE, after: 'unknown', calm: false })
    }
    return ends
  }
  return cancels.map((end) => liveEnd(end, real))
}

function liveEnd(end: CancelEnd, live: TrueOrder): End {
  const matchedMicros = size(live.matchedMicros)
  const real: TrueOrder = { ...live, at: 'terminal' }
  const calm = end === 'confirmed'
  switch (end) {
    case 'confirmed':
      return { end, real, outcome: DONE, after: { terminal: true, matchedMicros }, calm }
    case 'confirmed, not read':
      return { end, real, outcome: DONE, after: 'unknown', calm }
    case 'reply lost':
      return { end, real, outcome: LOST, after: 'unknown', calm }
    case 'never arrived':
      return { end, real: live, outcome: LOST, after: { terminal: false, matchedMicros }, calm }
    case 'crash':
      return { end, real, outcome: LOST, after: 'unknown', calm, crash: true }
  }
}

const DONE: CancelOutcome = { is: 'canceled' }
const LOST: CancelOutcome = { is: 'unknown', why: 'timed out' }
const REFUSED: CancelOutcome = { is: 'notCanceled', text: 'not found or already gone' }
