import type { TradeSource } from './paperBook.ts'

/** Where the trades of one look came from. */
export interface TradesLooked {
  readonly source: TradeSource
  /** How late the source is, as measured; null: nobody could tell. */
  readonly lagMs: number | null
  /** So long after its stamp a trade is waited for. */
  readonly waitMs: number
}
