import type { TradeSource } from './paperAccount.ts'

/** Where the trades of one look came from. */
export interface TradesLooked {
  readonly source: TradeSource
  /** How late the source is, as measured; null: unknown. */
  readonly lagMs: number | null
  /** Time after its stamp for which a trade is waited for. */
  readonly waitMs: number
}
