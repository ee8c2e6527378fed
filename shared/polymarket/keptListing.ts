import type { EpochMs, TokenId } from '../domain/units.ts'

/** A listing that the order book has confirmed. */
export interface KeptListing {
  readonly listing: MarketListing
  readonly askedAtMs: EpochMs
}

/** What the catalogue (Gamma) alone can say: which protocol a market belongs to, and so which of its ids are traded. */
export interface MarketListing {
  /** 'v1': tokens of the Conditional Token Framework. 'v2': position ids of Protocol V2. */
  readonly version: 'v1' | 'v2'
  /** The two traded ids, in the catalogue's order. */
  readonly tokens: readonly [TokenId, TokenId]
  /** The instant of its end as written there; absent where the record has none. */
  readonly endDate?: string
}
