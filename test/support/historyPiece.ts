import type { Trades } from '../../shared/domain/leg.ts'
import type { HistoryAsk, HistoryPiece } from '../../shared/ports/venue.ts'

/** What the venue answers of a market's history: whole, or that it is more than `maxRecords`. */
export function historyPiece(
  { market, fromMs, untilMs }: HistoryAsk,
  trades: Trades,
  maxRecords: number,
): HistoryPiece {
  const isWithin = (atMs: number): boolean => atMs >= fromMs && atMs < untilMs
  const legs = trades.legs.filter((leg) => leg.market === market && isWithin(leg.matchedAtMs))
  if (legs.length > maxRecords && untilMs - fromMs > 1000) {
    const newest = legs.map((leg) => leg.matchedAtMs).toSorted((a, b) => b - a)
    return { is: 'too much', oldestMs: newest[maxRecords - 1] ?? null }
  }
  const unreadable = trades.unreadable.filter(
    ({ matchedAtMs }) => matchedAtMs === null || isWithin(matchedAtMs),
  )
  return { is: 'whole', trades: { legs, withoutId: trades.withoutId, unreadable } }
}
