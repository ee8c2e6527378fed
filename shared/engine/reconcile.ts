import { utcDay } from '../accounting/utcDay.ts'
import { equityMicros } from '../accounting/valuation.ts'
import type { StopReason } from '../domain/control.ts'
import { isFeeComputable } from '../domain/fee.ts'
import type { MarketSettings } from '../domain/settings.ts'
import type { EpochMs, PriceMicros, SizeMicros } from '../domain/units.ts'
import type { MachineEvent } from '../machine/event.ts'
import { exposure } from '../machine/exposure.ts'
import { type Facts, happened, stop } from '../machine/facts.ts'
import { backedMicros, confirmedMicros, position, provisionalMicros, unclosed } from '../machine/inventory.ts'
import type { Observation } from '../machine/observation.ts'
import { withPhase } from '../machine/phase.ts'
import type { MarketState } from '../machine/state.ts'
import { rememberHolding, tallyOf } from '../machine/tally.ts'
import { bookSanity } from '../strategy/bookSanity.ts'
import { remember } from '../strategy/midMemory.ts'
import { reconcileLegs } from './reconcileLegs.ts'
import { reconcileOrders } from './reconcileOrders.ts'

const DAY_MS = 86_400_000

/**
 * Brings the stored state into line with what one tick observed. Pure: same input, same output.
 *
 * 1. Fills first, for they are the source of truth; then what the orders' reads prove; then the market.
 * 2. An unknown read changes nothing.
 * 3. What contradicts our books is told, never repaired by guessing.
 */
export function reconcile(
  state: MarketState,
  seen: Observation,
  settings: MarketSettings,
  wallet: string,
): Facts {
  let facts: Facts = { state, before: state.phase, contradictions: [], events: [], tradesUsable: false }
  if (state.wallet !== wallet || state.tokenId !== settings.tokenId) {
    facts = stop(facts, foreignItem(state, seen.nowMs))
  }
  if (state.lost !== undefined) facts = stop(facts, stateLoss(state, state.lost, seen.nowMs))
  facts = reconcileLegs(facts, seen, settings.risk.settledAt)
  facts = reconcileOrders(facts, seen, settings.safety)
  facts = reconcileMarket(facts, seen, settings)
  facts = { ...facts, state: withLook(facts.state, seen) }
  facts = newDay(facts, state, seen.nowMs)
  return { ...facts, state: withPhase(facts.state) }
}

/** What the market's own reads change: rules, settling, the last believed mid, histories. */
function reconcileMarket(facts: Facts, seen: Observation, settings: MarketSettings): Facts {
  const { state } = facts
  const { nowMs } = seen
  const events: MachineEvent[] = []
  let next = { ...state, suspicion: forget(state, nowMs) }
  if (seen.info.ok) {
    const { closed, minSizeMicros, feeRatePpm, feeExponent } = seen.info.value
    if (closed && !next.settling) events.push({ is: 'marketClosed', heldMicros: confirmedMicros(next) })
    next = { ...next, settling: closed }
    // A fee nobody can compute lets no entry in, and leaves the last known one to what is still to be sold.
    if (isFeeComputable(seen.info.value)) next = { ...next, feeRatePpm, feeExponent }
    if (mayChangeMinimum(next)) next = { ...next, minSizeMicros }
    const heldMicros = backedMicros(next)
    const isLeft = isUnsellable(next, heldMicros, minSizeMicros)
    if (isLeft && next.unsellable !== true) {
      events.push({ is: 'unsellable', heldMicros, minimumMicros: minSizeMicros })
    }
    next = withUnsellable(next, isLeft)
  }
  const sanity = bookSanity({ ...seen, lastGoodMid: state.lastGoodMid, settings })
  if (sanity.sane) next = { ...next, ...believed(next, sanity.midMicros, nowMs, settings) }
  if (seen.balance !== undefined || seen.restPosition !== undefined) next = { ...next, sanityReadAtMs: nowMs }
  next = { ...next, heldSinceMs: heldSince(next, nowMs) }
  next = { ...next, tally: tallyOf(next) }
  next = { ...next, inventoryHistory: rememberHolding(next, nowMs, settings.safety.positionLagMs) }
  return happened({ ...facts, state: next }, ...events)
}

/** The place of a second look that goes on in the next tick; one that was not made changes nothing. */
function withLook(state: MarketState, { lookFromMs }: Observation): MarketState {
  if (lookFromMs === undefined) return state
  const { lookFromMs: _, ...rest } = state
  return lookFromMs === null ? rest : { ...rest, lookFromMs }
}

const believed = (
  { mids }: MarketState,
  priceMicros: PriceMicros,
  atMs: EpochMs,
  { regime }: MarketSettings,
): Pick<MarketState, 'lastGoodMid' | 'mids'> => {
  const lastGoodMid = { priceMicros, atMs }
  return { lastGoodMid, mids: remember(mids, lastGoodMid, regime.volatilityWindowMs) }
}

/** A position ages from the tick that first finds enough of it confirmed, whatever is folded or pruned meanwhile. */
const heldSince = (state: MarketState, nowMs: EpochMs): EpochMs | null =>
  backedMicros(state) < state.minSizeMicros ? null : (state.heldSinceMs ?? nowMs)

/** A position is never turned into dust; dust that a lower minimum makes sellable becomes a position. */
function mayChangeMinimum(state: MarketState): boolean {
  const open = unclosed(state, 'BUY').length + unclosed(state, 'SELL').length
  const settling = provisionalMicros(state, 'BUY') + provisionalMicros(state, 'SELL')
  return open === 0 && settling === 0 && backedMicros(state) < state.minSizeMicros
}

/** A position the market's raised minimum has left behind: no exit can be posted, and only a person can end it. */
const isUnsellable = (state: MarketState, heldMicros: SizeMicros, minimumMicros: SizeMicros): boolean =>
  heldMicros >= state.minSizeMicros && heldMicros < minimumMicros && !state.settling

const withUnsellable = ({ unsellable: _, ...rest }: MarketState, isLeft: boolean): MarketState =>
  isLeft ? { ...rest, unsellable: true } : rest

const forget = (state: MarketState, nowMs: EpochMs): MarketState['suspicion'] => ({
  ...state.suspicion,
  failedLegs: state.suspicion.failedLegs.filter((atMs) => nowMs - atMs < DAY_MS),
})

/** @param stored The state that the day before ended with. */
function newDay(facts: Facts, stored: MarketState, nowMs: EpochMs): Facts {
  const { state } = facts
  const utc = utcDay(nowMs)
  if (state.day.utc === utc) return facts
  const startEquityMicros = equityMicros(position(state), state.lastGoodMid?.priceMicros ?? null)
  return happened(
    { ...facts, state: { ...state, day: { utc, startEquityMicros } } },
    {
      is: 'dayEnded',
      utc: stored.day.utc,
      position: position(stored),
      exposureMicros: exposure(stored, stored.lastGoodMid?.priceMicros ?? null).totalMicros,
    },
  )
}

const stateLoss = (state: MarketState, text: string, atMs: EpochMs): StopReason => ({
  code: 'STATE_LOSS',
  text,
  market: state.market,
  atMs,
})

const foreignItem = (state: MarketState, atMs: EpochMs): StopReason =>
  stateLoss(
    state,
    `the item was written for wallet ${state.wallet} and token ${state.tokenId}, not for the configured ones`,
    atMs,
  )
