import type { Ladder, MarketInfo } from '../domain/market.ts'
import type { Read } from '../domain/read.ts'
import type { EpochMs, MarketId, PriceMicros, SizeMicros, TokenId, UsdcMicros } from '../domain/units.ts'
import type { MarketTrades } from './publicFeed.ts'

/** What anybody may read to find a market and to judge it, without a key. Calls never throw for what the venue does. */
export interface Catalogue {
  /** By the last part of an address: every market of the event of that name, else the market of that name; or none. */
  bySlug(slug: string): Promise<Read<readonly CatalogueMarket[]>>
  /** Open markets of the events that the venue finds for the words. */
  byWords(words: string): Promise<Read<readonly CatalogueMarket[]>>
  /** Those that are open, or those that have closed; a market that the answers leave out is not in the map. */
  byIds(
    markets: readonly MarketId[],
    of?: { readonly closed: boolean },
  ): Promise<Read<ReadonlyMap<MarketId, CatalogueMarket>>>
  /** Every market with a reward programme. */
  rewarded(): Promise<Read<readonly RewardedMarket[]>>
  /** A book that the answers leave out is unknown. */
  ladders(tokens: readonly TokenId[]): Promise<ReadonlyMap<TokenId, Read<Ladder>>>
  /** Mids by the minute, oldest first. */
  prices(tokens: readonly TokenId[], of: Period): Promise<ReadonlyMap<TokenId, readonly PricePoint[]>>
  /** The newest trades of a market since an instant, as far as one page holds them. */
  trades(market: MarketId, sinceMs: EpochMs): Promise<Read<MarketTrades>>
  /** Requests so far. */
  calls(): number
}

/** Both ends are included. */
export interface Period {
  readonly fromMs: EpochMs
  readonly toMs: EpochMs
}

export interface PricePoint {
  readonly atMs: EpochMs
  readonly priceMicros: PriceMicros
}

/** A market in the catalogue's words, with its rules. */
export interface CatalogueMarket extends MarketInfo {
  readonly question: string
  /** In the order of `tokens`. */
  readonly outcomes: readonly [string, string]
  readonly slug: string
  /** Distinguishes the markets of one event; empty: it is alone. */
  readonly groupTitle: string
  /** Tags of its event; empty where the answer has none. */
  readonly tags: readonly string[]
  /** Part of the taker's fee that goes back to makers, in ppm. */
  readonly rebatePpm: number
  /** Resolution rules in the venue's words. */
  readonly description: string
  /** null: no programme today. */
  readonly pool: RewardPool | null
}

/** What a market's reward programme pays, and for what. */
export interface RewardPool {
  readonly minSizeMicros: SizeMicros
  /** Distance from the mid from which an order earns nothing. */
  readonly maxSpreadMicros: PriceMicros
  readonly dailyMicros: UsdcMicros
}

/** A record of the rewards listing. */
export interface RewardedMarket extends RewardPool {
  readonly market: MarketId
  readonly question: string
  readonly slug: string
  readonly tokens: readonly [TokenId, TokenId]
  readonly outcomes: readonly [string, string]
  /** Of the first token. */
  readonly priceMicros: PriceMicros
}
