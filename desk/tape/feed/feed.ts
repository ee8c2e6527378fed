import type { EpochMs } from '../../../shared/domain/units.ts'
import type { FeedEvent, ListedMarket } from '../../exchange/exchange.ts'

/** What a feed knows of the market it plays; the desk lists the market by it. */
export type FeedListing = Pick<
  ListedMarket,
  'tokens' | 'outcomes' | 'question' | 'gameStartMs' | 'endMs' | 'tickMicros' | 'minSizeMicros'
>

/** The market around us from `startMs` to `endMs`, in order of time. */
export interface Feed {
  readonly name: string
  readonly listing: FeedListing
  readonly startMs: EpochMs
  readonly endMs: EpochMs
  /** Lazy, and the same each time it is requested: a tape is longer than memory has to be. */
  events(): Iterable<FeedEvent>
}

/**
 * An event may be stamped this much earlier than the one before it, and is dated like that one: seen are 5 to 8 ms,
 * where two of the venue's machines stamp. More is a recording put together in the wrong order.
 */
export const MAX_EARLY_MS = 1_000
