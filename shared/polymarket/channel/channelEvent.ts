import type { Level, LevelChange } from '../../domain/market.ts'
import type { Side } from '../../domain/order.ts'

/** Best prices in micros; null: that side is empty. */
export interface ChannelTouch {
  readonly bidMicros: number | null
  readonly askMicros: number | null
}

/**
 * What one message of the venue's market channel says of one outcome token, whichever way it reached us: live, as
 * JSON lines, as csv, or in the public archive.
 */
export type ChannelEvent = { readonly stampMs: number } & (
  | {
      readonly is: 'book'
      readonly asset: string
      readonly bids: readonly Level[]
      readonly asks: readonly Level[]
    }
  /** Absolute new sizes; 0 = gone. `touch`: the best prices after them, where they are stated. */
  | {
      readonly is: 'changes'
      readonly asset: string
      readonly changes: readonly LevelChange[]
      readonly touch?: ChannelTouch
    }
  /** The exact trade; `taker` is the taker's side. null: a price or size that no trade can have. */
  | {
      readonly is: 'trade'
      readonly asset: string
      readonly taker: Side
      readonly traded: Level | null
      /** Of the chain; null where it is not stated. */
      readonly transaction: string | null
    }
  | { readonly is: 'tick'; readonly asset: string; readonly tickMicros: number }
  /** `assets` are the market's tokens, as far as they are stated. */
  | { readonly is: 'resolved'; readonly winner: string; readonly assets: readonly string[] }
)
