import type { Book, Ladder, MarketInfo } from '../domain/market.ts'
import type { Side } from '../domain/order.ts'
import type { Read } from '../domain/read.ts'
import type { EpochMs, MarketId, MonotonicMs, PriceMicros, SizeMicros, TokenId } from '../domain/units.ts'
import type { Witness, WitnessTarget } from '../domain/witness.ts'

/**
 * What anybody may read of the venue, without a key. There is no way to send an order through it: code that holds a
 * feed alone cannot trade. Calls never throw for what the venue or the network does.
 */
export interface PublicFeed {
  /** The same feed, each of whose calls has answered by then; absent where calls take no time. */
  endingBy?(atMs: MonotonicMs): PublicFeed
  /** The top of each book, and bids down to where they take `coverMicros` of shares. */
  books(tokens: readonly TokenId[], coverMicros?: SizeMicros): Promise<ReadonlyMap<TokenId, Read<Book>>>
  /** All that is displayed of one token. */
  ladder(token: TokenId): Promise<Read<Ladder>>
  market(market: MarketId): Promise<Read<MarketInfo>>
  /** The trades among all, in both tokens of the market, stamped at or after the instant. */
  marketTrades(market: MarketId, sinceMs: EpochMs): Promise<Read<MarketTrades>>
  /** How far the index that lists those trades is behind, in ms; absent: nobody can ask it. */
  indexLag?(): Promise<Read<number>>
  /** A second public source of the price, past every cache: one request each for midpoint and newest trade. */
  witness(of: WitnessTarget): Promise<Witness>
  timeMs(): Promise<Read<EpochMs>>
}

export interface MarketTrades {
  readonly trades: readonly PublicTrade[]
  /** Complete from here on: later than was asked where the list is longer than is read. */
  readonly fromMs: EpochMs
}

/** One trade as the venue's index of the chain lists it: once, from the taker's side. */
export interface PublicTrade {
  /** Names the trade; the index gives it no id. */
  readonly key: string
  readonly tokenId: TokenId
  readonly taker: Side
  /** Of a trade over several levels the average. */
  readonly priceMicros: PriceMicros
  readonly sizeMicros: SizeMicros
  /** Of the block, in whole seconds: some seconds after the match, never before it. */
  readonly stampedAtMs: EpochMs
}
