import type { MarketId, PriceMicros, TokenId } from '../domain/units.ts'

/** What a bell listens for: the touch of one market's book. */
export interface WatchedBook {
  readonly market: MarketId
  readonly tokenId: TokenId
  /** A best price that has moved by more than this since the last tick rings. */
  readonly moveMicros: PriceMicros
}

/**
 * Can end a wait early, and nothing else: it is no source of truth. What it hears is never passed on, no tick decides by it,
 * and a run is as right without it. It may be lost, silent, wrong or always ringing: that costs speed or calls, within
 * the bounds of the caller that waits.
 */
export interface Bell {
  /** Begins to listen for one run; waits for nothing and never throws. @param ring May be called at any time. */
  listen(ring: (market: MarketId) => void): Listening
}

export interface Listening {
  /** Listens to these from now on, and to no others. */
  follow(markets: readonly WatchedBook[]): void
  /** A tick of these begins: what they show now is what moves are measured from. */
  ticked(markets: readonly MarketId[]): void
  /** At once, and nothing of it continues. */
  close(): void
}
