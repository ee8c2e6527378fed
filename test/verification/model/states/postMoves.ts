import type { Order, OrderDraft } from '../../../../shared/domain/order.ts'
import { type OrderId, orderId } from '../../../../shared/domain/units.ts'
import { absorb, withIntent } from '../../../../shared/machine/absorb.ts'
import type { PostOutcome } from '../../../../shared/machine/decision.ts'
import type { Domain, PostEnd } from './domain.ts'
import { forget } from './forget.ts'
import type { Log } from './log.ts'
import type { Move } from './venueMoves.ts'
import { ownedMicros, type TrueOrder, type World } from './world.ts'

/** A post-only quote can cross; a person may halt between the decision and the sending. */
export function fits(end: PostEnd, draft: OrderDraft, world: World, domain: Domain): boolean {
  if (end === 'crossing') return draft.postOnly
  if (end === 'halted since') return domain.operator.includes('halt') && world.control === 'running'
  return true
}

export function postMove(world: World, draft: OrderDraft, end: PostEnd, domain: Domain, log: Log): Move {
  const order = intent(draft, world)
  const intended = withIntent(world.state, order)
  log.phase(world.state.phase, intended.phase, 'acted')
  const isCovered = draft.side === 'BUY' || draft.sizeMicros <= ownedMicros(world)
  const outcome = outcomeOf(end, order.id, isCovered)
  const orders = [...world.orders, ...landed(end, order, world, isCovered)]
  const next = { ...world, orders, state: intended, nextId: world.nextId + 1 }
  const calm = end === 'accepted'
  if (outcome === null) return { label: ', post: crash', to: forget(next), calm }

  const absorbed = absorb(intended, [{ of: 'post', order, outcome, atMs: world.nowMs }], domain.settings)
  log.phase(intended.phase, absorbed.state.phase, 'acted')
  absorbed.stops.forEach(log.stop)
  const halts = end === 'halted since' || absorbed.stops.length > 0
  const to: World = { ...next, state: absorbed.state, control: halts ? 'halted' : world.control }
  const said = outcome.is === 'rejected' ? `refused (${outcome.code})` : end
  return { label: `, post: ${said}`, to: forget(to), calm }
}

/** As the act makes it of what was signed. */
const intent = (draft: OrderDraft, { nextId, nowMs }: World): Order => ({
  id: orderId(`0xorder${nextId}`),
  purpose: draft.purpose,
  side: draft.side,
  tokenId: draft.tokenId,
  priceMicros: draft.priceMicros,
  sizeMicros: draft.sizeMicros,
  postOnly: draft.postOnly,
  salt: '1',
  timestamp: '1',
  intendedAtMs: nowMs,
  expiresAtMs: draft.expiresAtMs,
  life: { at: 'INTENDED' },
  matchedMicros: null,
  absences: 0,
  ...(draft.haltSeq === undefined ? {} : { haltSeq: draft.haltSeq }),
})

const otherIdOf = (id: OrderId): OrderId => orderId(`${id}-other`)

/** null: the tick crashed after the intent was stored, whether or not the request left. */
function outcomeOf(end: PostEnd, id: OrderId, isCovered: boolean): PostOutcome | null {
  switch (end) {
    case 'accepted':
      return isCovered
        ? { is: 'accepted', id }
        : { is: 'rejected', code: 'balance', text: 'not enough balance' }
    case 'other id':
      return { is: 'accepted', id: otherIdOf(id) }
    case 'in flight':
      return { is: 'unknown', why: 'timed out' }
    case 'refused':
      return { is: 'rejected', code: 'other', text: 'refused' }
    case 'crossing':
      return { is: 'rejected', code: 'crosses', text: 'would cross' }
    case 'not sent':
    case 'halted since':
      return { is: 'unsent', why: end }
    case 'crash':
      return null
  }
}

/** What the venue has of it; the order of a SELL that the account does not hold never lands. */
function landed(end: PostEnd, order: Order, { nowMs }: World, isCovered: boolean): readonly TrueOrder[] {
  const at = end === 'accepted' || end === 'other id' ? 'live' : 'in flight'
  if (!isCovered || !['accepted', 'other id', 'in flight', 'crash'].includes(end)) return []
  return [
    {
      id: end === 'other id' ? otherIdOf(order.id) : order.id,
      side: order.side,
      priceMicros: order.priceMicros,
      sizeMicros: order.sizeMicros,
      createdAtMs: nowMs,
      expiresAtMs: order.expiresAtMs,
      at,
      matchedMicros: 0,
      fills: 0,
    },
  ]
}
