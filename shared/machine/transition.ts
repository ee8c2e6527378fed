import { assert } from '../domain/assert.ts'
import { type Control, isStopActive, mayJoinStop, type StopReason } from '../domain/control.ts'
import type { MarketSettings } from '../domain/settings.ts'
import { updated } from '../domain/updated.ts'
import { without } from '../domain/without.ts'
import { checkState } from './checkState.ts'
import { refusalsOf } from './condition.ts'
import { type Context, contextOf, modeOf } from './context.ts'
import type { Decision } from './decision.ts'
import { exitOnlyCauses, withExitOnly } from './exitOnly.ts'
import type { Facts } from './facts.ts'
import { withFlattenLeft } from './flattenLeft.ts'
import { keepWaits } from './keepWaits.ts'
import { countRefusals } from './marketsOwn.ts'
import type { Observation } from './observation.ts'
import { movePhase } from './phase.ts'
import { riskCheck } from './riskCheck.ts'
import { type Row, rowName } from './row.ts'
import { cancelEach, halted } from './rows/halted.ts'
import { notArmed } from './rows/notArmed.ts'
import type { MarketState } from './state.ts'
import { stopConditions } from './stopConditions.ts'
import { checkChange, TRANSITIONS } from './transitions.ts'
import type { Waits } from './wait.ts'
import { withinStack } from './withinStack.ts'

/**
 * One tick's decision: the facts are folded already; then come safety and STOP, then the row of the phase.
 * Pure: the same input gives the same output, byte for byte.
 */
export function transition(facts: Facts, seen: Observation, settings: MarketSettings): Decision {
  const watched = stopConditions(facts, seen, settings)
  const capped = withinStack(watched.state, seen, settings)
  const limited = withExitOnly(watched.state, exitOnlyCauses(watched.state, seen, capped))
  const moved = movePhase(withTradedUnder(limited.state, settings))
  const { state } = moved
  const context = contextOf(state, seen, capped, facts.tradesUsable)

  const chosen = withLastCancels(choose(context, watched.stops), state)
  const actions = riskCheck(context, chosen)
  const waited = keepWaits(context, chosen, modeOf(seen.control))
  const asked = updated(askCancels(state, chosen, seen), { day: countRefusals(state.day, chosen) })
  const left = withFlattenLeft(asked, controlOf(seen), chosen.left)
  const decided: Decision = {
    state: withWaits(left.state, waited.waits),
    actions,
    events: [...facts.events, ...limited.events, ...left.events, ...moved.events, ...waited.events],
    audit: {
      row: rowName(chosen),
      code: chosen.code,
      reason: chosen.reason,
      from: facts.before,
      to: state.phase,
      refusals: chosen.refusals ?? [],
    },
  }
  checkState(decided.state)
  checkChange(facts.before, state, 'observed')
  return decided
}

/** An order past its date whose hash cannot be read: a cancel that is answered is one part of the proof that it is dead. */
function withLastCancels(row: Row, { orders }: MarketState): Row {
  const asked = row.actions.flatMap((action) => (action.do === 'cancel' ? [action.id] : []))
  const last = orders.filter(
    ({ id, life, outlived }) =>
      life.at !== 'DEAD' &&
      outlived !== undefined &&
      outlived.cancelAnsweredAtMs === undefined &&
      !asked.includes(id),
  )
  const cancels = last.map(
    ({ id }) => ({ do: 'cancel', id, why: 'past its end date and unreadable' }) as const,
  )
  return { ...row, actions: [...cancels, ...row.actions] }
}

function choose(context: Context, stops: readonly StopReason[]): Row {
  const { state, seen } = context
  const mode = modeOf(seen.control)
  const control = controlOf(seen)

  if (mode === 'NOT_ARMED') return notArmed(context, state.phase === 'IDLE' ? ofPhase(context) : null)
  // A lasting cause is counted once a halt: it bars neither its end nor the operator's flatten.
  const fresh = control?.halted === true ? stops.filter(({ code }) => !control.codes.includes(code)) : stops
  const joining =
    control !== null && isStopActive(control) ? fresh.filter(({ code }) => mayJoinStop(code)) : []
  if (fresh.length > joining.length) return stopRow(context, fresh)
  if (mode === 'HALTED' || mode === 'UNREADABLE') return withStops(halted(context, control), joining)
  if (state.settling) {
    return { at: 'SETTLING', does: 'wait', code: 'settling', reason: 'the market is closed', actions: [] }
  }
  return ofPhase(context)
}

/** The row by which a tick in this phase acts itself; what does not hold of its conditions is what it refuses by. */
function ofPhase(context: Context): Row {
  const row = TRANSITIONS.find(({ from, act }) => from === context.state.phase && act !== undefined)
  assert(row?.act !== undefined, `no row acts in ${context.state.phase}`)
  return row.act(context, refusalsOf(row.asks ?? [], context))
}

const controlOf = ({ control }: Observation): Control | null =>
  control.ok && control.value !== 'absent' ? control.value : null

/** "Immediately cancel all orders and stop trading": latched before anything else, then cancelled. */
const stopRow = (context: Context, stops: readonly StopReason[]): Row => ({
  at: 'STOP',
  does: 'STOP',
  code: 'stop',
  reason: stops.map((stop) => `${stop.code}: ${stop.text}`).join('; '),
  actions: [...stops.map(latching), ...cancelEach(context, 'STOP')],
})

/** What only joins the active STOP changes nothing of what is done: the flatten continues because of the loss. */
const withStops = (row: Row, stops: readonly StopReason[]): Row => ({
  ...row,
  actions: [...stops.map(latching), ...row.actions],
})

const latching = (reason: StopReason) => ({ do: 'stop', reason }) as const

/** Should the market leave the configuration, its item knows what it was traded under. */
const withTradedUnder = (
  state: MarketState,
  { configured, risk, regime, quote, safety }: MarketSettings,
): MarketState => {
  if (!configured) return state
  const now = { risk, regime, quote, safety }
  return updated(state, { tradedUnder: updated(state.tradedUnder ?? now, now) })
}

/** No wait, no key. */
const withWaits = (state: MarketState, waits: Waits): MarketState =>
  Object.keys(waits).length === 0 ? without(state, 'waits') : { ...state, waits }

/** A cancel once requested is requested again until the order is dead, with the reason it had. */
function askCancels(state: MarketState, { actions }: Row, { nowMs }: Observation): MarketState {
  const asked = new Map(
    actions.flatMap((action) => (action.do === 'cancel' ? [[action.id, action.why]] : [])),
  )
  if (asked.size === 0) return state
  return {
    ...state,
    orders: state.orders.map((order) => {
      const why = asked.get(order.id)
      return why === undefined || order.cancelAsked !== undefined
        ? order
        : { ...order, cancelAsked: { atMs: nowMs, why } }
    }),
  }
}
