import type { Ladder } from '../domain/market.ts'
import type { Read } from '../domain/read.ts'
import type { EpochMs, MarketId, TokenId } from '../domain/units.ts'
import type { PublicTrade } from './publicFeed.ts'

/** The exact trades of markets as a stream reports them while somebody listens. Calls never throw for what it does. */
export interface LiveTrades {
  /** From now on each trade of this market is heard, as far as anybody can know. */
  hears(market: MarketId): boolean
  /**
   * What was traded since the instant, and until when it is complete.
   * @param shown What is displayed of a token of it, read otherwise just before: a stream that is silent while that
   * changes is dead.
   */
  look(market: MarketId, sinceMs: EpochMs, shown: ShownLadder): Promise<LiveLook>
}

/** One outcome's display. */
export interface ShownLadder {
  readonly token: TokenId
  readonly ladder: Read<Ladder>
}

/**
 * `heard`: complete from the instant until `untilMs`. `lost`: the same, but no further will ever be heard. `unheard`:
 * nobody listened at the instant.
 */
export type LiveLook =
  | {
      readonly is: 'heard' | 'lost'
      readonly trades: readonly PublicTrade[]
      readonly untilMs: EpochMs
      readonly lagMs: number
    }
  | { readonly is: 'unheard' }
