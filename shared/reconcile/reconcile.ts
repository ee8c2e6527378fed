import { utcDay } from '../accounting/utcDay.ts'
import { equityAtMidMicros } from '../accounting/valuation.ts'
import { isFeeComputable } from '../domain/fee.ts'
import type { MarketInfo } from '../domain/market.ts'
import type { MarketSettings } from '../domain/settings.ts'
import type { EpochMs, SizeMicros } from '../domain/units.ts'
import { updated } from '../domain/updated.ts'
import { without } from '../domain/without.ts'
import { endRefusals } from '../machine/brake.ts'
import type { MachineEvent } from '../machine/event.ts'
import { exposure } from '../machine/exposure.ts'
import { changed, type Facts, happened } from '../machine/facts.ts'
import { backedMicros, confirmedMicros, position, provisionalMicros, unclosed } from '../machine/inventory.ts'
import { rulesOf } from '../machine/knownRules.ts'
import { withManualOrders } from '../machine/manualTrading.ts'
import { markOf } from '../machine/mark.ts'
import type { Observation } from '../machine/observation.ts'
import { withLastBalance } from '../machine/offerable.ts'
import type { MarketState } from '../machine/state.ts'
import { stopsOfItem } from '../machine/stopConditions.ts'
import { rememberHolding, tallyOf } from '../machine/tally.ts'
import { isMinimumSize } from '../strategy/grid.ts'
import { withCatchUp } from './catchUp.ts'
import { reconcileBook } from './reconcileBook.ts'
import { reconcileLegs } from './reconcileLegs.ts'
import { reconcileOrders } from './reconcileOrders.ts'
import { reconcileUnreadable } from './reconcileUnreadable.ts'

const DAY_MS = 86_400_000

/**
 * Brings the stored state into line with what one tick observed. Pure: same input, same output.
 *
 * 1. Fills first, for they are the source of truth; then what the orders' reads prove; then the market.
 * 2. An unknown read changes nothing.
 * 3. What contradicts our records is reported, never repaired by guessing.
 */
export function reconcile(
  state: MarketState,
  seen: Observation,
  settings: MarketSettings,
  wallet: string,
): Facts {
  const contradictions = stopsOfItem({ state, wallet, tokenId: settings.tokenId }, seen.nowMs)
  let facts: Facts = { state, before: state.phase, contradictions, events: [], tradesUsable: false }
  facts = reconcileLegs(facts, seen, settings.risk.settledAt)
  facts = reconcileUnreadable(facts, seen)
  facts = { ...facts, state: withCatchUp(facts, state, seen) }
  facts = reconcileOrders(facts, seen, settings.safety)
  facts = releaseSides(facts)
  facts = changed(facts, withManualOrders(facts.state, seen, settings.safety.maxSkewMs))
  facts = reconcileMarket(facts, seen, settings)
  facts = { ...facts, state: withLook(facts.state, seen) }
  facts = newDay(facts, state, seen.nowMs)
  return { ...facts, state: { ...facts.state, tickedAtMs: seen.beganAtMs ?? seen.nowMs } }
}

/** What shows on the book was no refusal, whatever the answer to its post had said. */
function releaseSides(facts: Facts): Facts {
  let next = facts
  for (const { side, life } of facts.state.orders) {
    if (life.at !== 'LIVE') continue
    next = changed(next, endRefusals(next.state, side))
  }
  return next
}

/** What the market's own reads change: rules, settling, the last believed mid, histories. */
function reconcileMarket(facts: Facts, seen: Observation, settings: MarketSettings): Facts {
  const { state } = facts
  const { nowMs } = seen
  const events: MachineEvent[] = []
  let next = updated(state, { suspicion: forget(state, nowMs) })
  if (seen.info.ok) {
    const { closed, minSizeMicros, feeRatePpm, feeExponent } = seen.info.value
    if (closed && !next.settling) events.push({ is: 'marketClosed', heldMicros: confirmedMicros(next) })
    next = withPayout(updated(next, { settling: closed }), seen.info.value)
    const rules = rulesOf(seen.info.value, seen.info.asOf)
    next = updated(next, { rules: updated(next.rules ?? rules, rules) })
    // A fee nobody can compute lets no entry in, and leaves the last known one to what is still to be sold.
    if (isFeeComputable(seen.info.value)) next = updated(next, { feeRatePpm, feeExponent })
    if (isMinimumSize(minSizeMicros) && mayChangeMinimum(next)) next = updated(next, { minSizeMicros })
    const heldMicros = backedMicros(next)
    const isLeft = isUnsellable(next, heldMicros, minSizeMicros)
    if (isLeft && next.unsellable !== true) {
      events.push({ is: 'unsellable', heldMicros, minimumMicros: minSizeMicros })
    }
    next = withUnsellable(next, isLeft)
  }
  next = reconcileBook(next, seen, settings)
  if (seen.balance !== undefined || seen.restPosition !== undefined) next = { ...next, sanityReadAtMs: nowMs }
  next = updated(withLastBalance(next, seen.balance), {
    heldSinceMs: heldSince(next, nowMs),
    tally: tallyOf(next),
    inventoryHistory: rememberHolding(next, nowMs, settings.safety.positionLagMs),
  })
  return happened({ ...facts, state: next }, ...events)
}

/** The place of a second look that continues in the next tick; one that was not made changes nothing. */
function withLook(state: MarketState, { lookFromMs }: Observation): MarketState {
  if (lookFromMs === undefined) return state
  return lookFromMs === null ? without(state, 'lookFromMs') : { ...state, lookFromMs }
}

function withPayout(state: MarketState, { tokens, payoutMicros }: MarketInfo): MarketState {
  const paid = payoutMicros?.[tokens.indexOf(state.tokenId)]
  return paid === undefined ? without(state, 'payoutMicros') : { ...state, payoutMicros: paid }
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

const withUnsellable = (state: MarketState, isLeft: boolean): MarketState =>
  isLeft ? { ...state, unsellable: true } : without(state, 'unsellable')

function forget({ suspicion }: MarketState, nowMs: EpochMs): MarketState['suspicion'] {
  const failedLegs = suspicion.failedLegs.filter((atMs) => nowMs - atMs < DAY_MS)
  return failedLegs.length === suspicion.failedLegs.length ? suspicion : { ...suspicion, failedLegs }
}

/**
 * A day begins with what was held at the last mid that was believed before its first tick: neither a book wiped at
 * midnight nor a fall that is seen only afterwards widens the day's limit.
 * @param stored The state that the day before ended with.
 */
function newDay(facts: Facts, stored: MarketState, nowMs: EpochMs): Facts {
  const { state } = facts
  const utc = utcDay(nowMs)
  if (state.day.utc === utc) return facts
  const held = position(stored)
  const mark = markOf(stored, nowMs)
  const startEquityMicros = equityAtMidMicros(held, stored.lastGoodMid)
  return happened(
    { ...facts, state: { ...state, day: { utc, startEquityMicros } } },
    {
      is: 'dayEnded',
      utc: stored.day.utc,
      position: held,
      mark,
      exposureMicros: exposure(stored, mark).totalMicros,
      refused: stored.day.refused ?? {},
    },
  )
}
