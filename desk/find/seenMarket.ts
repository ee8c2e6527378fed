import type { Ladder } from '../../shared/domain/market.ts'
import type { EpochMs } from '../../shared/domain/units.ts'
import type { CatalogueMarket, PricePoint, RewardedMarket } from '../../shared/ports/catalogue.ts'

/** What was read of one market; null: not read, or not to be read. */
export interface SeenMarket {
  readonly listed: RewardedMarket
  /** Of the first token, which shows the second mirrored. */
  readonly ladder: Ladder | null
  readonly rules: CatalogueMarket | null
  /** Mids of the first token by the minute. */
  readonly prices: readonly PricePoint[] | null
  readonly trades: SeenTrades | null
}

/** Trades in both tokens since an instant. */
export interface SeenTrades {
  readonly count: number
  readonly sizeMicros: number
  readonly sinceMs: EpochMs
}

/** One look at the venue. */
export interface Snapshot {
  readonly readAtMs: EpochMs
  /** Where it was read: another venue is another snapshot. */
  readonly host: string
  readonly markets: readonly SeenMarket[]
  /** Requests that it took. */
  readonly calls: number
  /** What was left unread, in words. */
  readonly notes: readonly string[]
}
