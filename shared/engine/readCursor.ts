import { isClosed } from '../domain/order.ts'
import { type EpochMs, epochMs } from '../domain/units.ts'
import type { MarketState } from '../machine/state.ts'

/** Overlap of successive reads: whether the venue's filter includes its bound is not known, and rows come late. */
const OVERLAP_MS = 60_000
/** A leg unsettled for longer is asked for by its id, or it would hold the cursor back for ever. */
const POLL_BY_ID_AFTER_MS = 3_600_000

/** From when trades must be read: the oldest open question, less an overlap. */
export function readCursorMs(state: MarketState): EpochMs {
  const orders = state.orders.filter((order) => !isClosed(order)).map((order) => order.intendedAtMs)
  const legs = state.legs
    .filter((leg) => leg.status === 'PROVISIONAL' && !isLeftBehind(state, leg.matchedAtMs))
    .map((leg) => leg.matchedAtMs)
  return epochMs(Math.max(0, Math.min(state.tradesReadAtMs, ...orders, ...legs) - OVERLAP_MS))
}

/** Trade ids of legs that the cursor has left behind unsettled. */
export const legsToPoll = (state: MarketState): readonly MarketState['legs'][number]['tradeId'][] => [
  ...new Set(
    state.legs
      .filter((leg) => leg.status === 'PROVISIONAL' && isLeftBehind(state, leg.matchedAtMs))
      .map((leg) => leg.tradeId),
  ),
]

/** Too old, or told so late that what was matched beside it is folded: read again, all of that would be judged anew. */
const isLeftBehind = ({ tradesReadAtMs, foldedUntilMs }: MarketState, matchedAtMs: number): boolean =>
  tradesReadAtMs - matchedAtMs > POLL_BY_ID_AFTER_MS || matchedAtMs < foldedUntilMs
