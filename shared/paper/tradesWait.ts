import type { Read } from '../domain/read.ts'
import type { EpochMs } from '../domain/units.ts'
import { DATA_CACHE_MS } from '../domain/venueRules.ts'
import type { MarketTrades } from '../ports/publicFeed.ts'
import type { PaperTiming } from './timing.ts'

/** The index states its lag now and then, and between it falls behind a little. */
const MARGIN_MS = 5_000
/** Where it reports none: the longest time the venue's cache was seen to answer in its place. */
const UNSTATED_MS = DATA_CACHE_MS
/** More than this is reported: fills are booked as late. */
export const LATE_INDEX_MS = 60_000

/**
 * How long after its stamp a trade is shown at the latest, in ms: as the index says of itself; but whatever is older
 * than its newest record has been shown, for it follows the chain block by block.
 * @param stated What the index says of its lag; null: nobody can ask it.
 */
export function tradesWaitMs(
  { trades }: MarketTrades,
  of: { readonly asOf: EpochMs; readonly stated: Read<number> | null; readonly timing: PaperTiming },
): number {
  const { asOf, stated, timing } = of
  if (stated === null) return timing.showLagMs
  const newest = Math.max(0, ...trades.map(({ stampedAtMs }) => stampedAtMs))
  const lagMs = Math.min(stated.ok ? stated.value + MARGIN_MS : UNSTATED_MS, asOf - newest)
  return Math.max(timing.showLagMs, lagMs)
}
