import type { Read } from './read.ts'
import type { EpochMs, MarketId, PriceMicros, TokenId } from './units.ts'

/** A public trade in the terms of our token, however it was taken. */
export interface WitnessTrade {
  readonly priceMicros: PriceMicros
  /** Of the block, in whole seconds: some seconds after the match, never before it. */
  readonly stampedAtMs: EpochMs
}

/** What public sources other than the book say of a token's price. */
export interface Witness {
  /** The midpoint that the venue itself computes. */
  readonly midMicros: Read<PriceMicros>
  /** The market's newest trade; null: there is none. */
  readonly trade: Read<WitnessTrade | null>
}

/** Whose market, which of its tokens. */
export interface WitnessTarget {
  readonly market: MarketId
  readonly token: TokenId
}
