import { isClosed, type Order } from '../domain/order.ts'
import { type EpochMs, epochMs, type TradeId } from '../domain/units.ts'
import type { MarketState } from '../machine/state.ts'

/** Overlap of successive reads: whether the venue's filter includes its bound is not known, and records come late. */
const OVERLAP_MS = 60_000
/** A leg unsettled for longer is requested by its id, or it would hold the cursor back forever. */
const POLL_BY_ID_AFTER_MS = 3_600_000
/** With this many legs in the item nothing older than two minutes holds the cursor: the item must have room for exits. */
const CROWDED_LEGS = 200
const CROWDED_AFTER_MS = 120_000
/** Most trades asked for by id in one tick, a request each; the next ticks ask for the others. */
const MAX_POLLED = 20

/**
 * From when trades must be read: the oldest open question, less an overlap; never before what is folded, which would
 * have to be looked up again. A stuck order is no question of every tick: the second look goes back to its beginning.
 */
export function readCursorMs(state: MarketState): EpochMs {
  const { tradesReadAtMs, foldedUntilMs } = state
  let oldestMs = tradesReadAtMs
  for (const order of state.orders)
    if (order.intendedAtMs < oldestMs && holdsCursor(state, order)) oldestMs = order.intendedAtMs
  for (const { status, matchedAtMs } of state.legs)
    if (matchedAtMs < oldestMs && status === 'PROVISIONAL' && !isLeftBehind(state, matchedAtMs))
      oldestMs = matchedAtMs
  const openMs = oldestMs - OVERLAP_MS
  return epochMs(Math.max(0, openMs, Math.min(foldedUntilMs, tradesReadAtMs - OVERLAP_MS)))
}

/** Since when the oldest stuck order may have been filled; null: none is stuck. */
export function stuckSinceMs(state: MarketState): EpochMs | null {
  const stuck = state.orders.filter((order) => order.stuck === true && !isClosed(order))
  return stuck.length === 0
    ? null
    : epochMs(Math.max(0, Math.min(...stuck.map((order) => order.intendedAtMs)) - OVERLAP_MS))
}

/** Trade ids of legs that the cursor has left behind unsettled, or a person settled: all within a few ticks. */
export function legsToPoll(state: MarketState): readonly TradeId[] {
  const unsettled = state.legs.filter(
    (leg) => leg.status === 'PROVISIONAL' && isLeftBehind(state, leg.matchedAtMs),
  )
  const all = [...new Set([...unsettled, ...(state.handSettled ?? [])].map((leg) => leg.tradeId))]
  const batches = Math.max(1, Math.ceil(all.length / MAX_POLLED))
  // By the last tick: the last read of the trades does not move while one of these legs bars it.
  const from = (mixed(state.tickedAtMs ?? state.tradesReadAtMs) % batches) * MAX_POLLED
  return all.slice(from, from + MAX_POLLED)
}

/** Ticks are evenly apart: taken as they are, their seconds could pick the same batch forever. */
function mixed(atMs: EpochMs): number {
  const product = Math.imul(Math.floor(atMs / 1000), 0x9e3779b1) >>> 0
  return (product ^ (product >>> 15)) >>> 0
}

/** Too old, or reported so late that what was matched with it is folded: read again, all of that would be judged again. */
export const isLeftBehind = (state: MarketState, matchedAtMs: number): boolean =>
  state.tradesReadAtMs - matchedAtMs > (isCrowded(state) ? CROWDED_AFTER_MS : POLL_BY_ID_AFTER_MS) ||
  matchedAtMs < state.foldedUntilMs

/** Whether fills of the order may still be reported with any time since it was posted. */
export const holdsCursor = (state: MarketState, order: Order): boolean =>
  !isClosed(order) &&
  order.stuck !== true &&
  !(isCrowded(state) && state.tradesReadAtMs - order.intendedAtMs > CROWDED_AFTER_MS)

const isCrowded = ({ legs }: MarketState): boolean => legs.length > CROWDED_LEGS
