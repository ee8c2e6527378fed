import type { Side } from './order.ts'
import type { EpochMs, MarketId, OrderId, PriceMicros, SizeMicros, TokenId } from './units.ts'

export interface Level {
  readonly priceMicros: PriceMicros
  readonly sizeMicros: SizeMicros
}

/** A level's new size; 0: it is gone. */
export interface LevelChange extends Level {
  readonly side: 'bid' | 'ask'
}

/** Every level of both sides, best first. */
export interface Ladder {
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
}

/**
 * The top of one token's book, best first, and the sums over all of it: BOOK_LEVELS a side, and as many bids more as
 * cover what the reader holds.
 */
export interface Book {
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
  readonly bidDepthMicros: SizeMicros
  readonly askDepthMicros: SizeMicros
  /** When the book last changed by the venue's clock: a calm book is old and fine. */
  readonly venueAtMs: EpochMs
}
export const BOOK_LEVELS = 5
/** Every price of a book with a tick of one cent; what a finer one holds below its best hundred is not worth its room. */
export const MAX_COVERING_LEVELS = 100

export const sizeOf = (levels: readonly Level[]): number =>
  levels.reduce((total, { sizeMicros }) => total + sizeMicros, 0)

/** The best levels that take a size between them, and at least BOOK_LEVELS of them. */
export const topLevels = (levels: readonly Level[], coverMicros: number): readonly Level[] =>
  levels.slice(0, Math.max(BOOK_LEVELS, countCovering(levels, coverMicros)))

/** Only as many levels as it takes to cover a size. */
export const coveringLevels = (levels: readonly Level[], coverMicros: number): readonly Level[] =>
  levels.slice(0, countCovering(levels, coverMicros))

function countCovering(levels: readonly Level[], coverMicros: number): number {
  let leftMicros = coverMicros
  let count = 0
  while (leftMicros > 0 && count < levels.length && count < MAX_COVERING_LEVELS) {
    leftMicros -= levels[count]?.sizeMicros ?? 0
    count += 1
  }
  return count
}

/** A mid of the others' book that was believed, and when. */
export interface GoodMid {
  readonly priceMicros: PriceMicros
  readonly atMs: EpochMs
}

export interface MarketInfo {
  readonly market: MarketId
  /** Both outcome tokens: the one we quote and its complement, in the venue's order. */
  readonly tokens: readonly [TokenId, TokenId]
  readonly version: 'v1' | 'v2'
  readonly negRisk: boolean
  /** Active, not closed, not archived, book enabled and orders accepted. */
  readonly accepting: boolean
  readonly closed: boolean
  /** Set once resolved: payout of one share of each token, in the order of `tokens`. */
  readonly payoutMicros: readonly [PriceMicros, PriceMicros] | null
  readonly tickMicros: PriceMicros
  readonly minSizeMicros: SizeMicros
  /** fee = size x rate x (p(1-p))^exponent, taker only; rate in parts per million. */
  readonly feeRatePpm: number
  readonly feeExponent: number
  readonly gameStartMs: EpochMs | null
  readonly endMs: EpochMs | null
  /** Absent: no programme, or none that could be read. A preference only, so nothing hangs on it. */
  readonly rewards?: RewardProgramme
}

/**
 * What was once confirmed of a market and is kept in its item: enough to sell, to cancel and to ask for the balance
 * while nothing can be read of it. Tokens and protocol never change; where a tick did, the venue refuses the order.
 */
export interface MarketRules
  extends Pick<
    MarketInfo,
    | 'tokens'
    | 'version'
    | 'negRisk'
    | 'tickMicros'
    | 'minSizeMicros'
    | 'feeRatePpm'
    | 'feeExponent'
    | 'gameStartMs'
    | 'endMs'
  > {
  readonly readAtMs: EpochMs
}

/** What an order must be to earn the market's liquidity rewards. */
export interface RewardProgramme {
  readonly minSizeMicros: SizeMicros
  /** Largest distance from the mid. */
  readonly maxSpreadMicros: PriceMicros
  /** How long it must have rested. */
  readonly minAgeMs: number
}

export type VenueOrderStatus = 'LIVE' | 'TERMINAL'

/** An order as the venue reports it. What no decision needs may be null: it was not there, or cannot be read. */
export interface VenueOrder {
  readonly id: OrderId
  readonly market: MarketId | null
  readonly tokenId: TokenId | null
  readonly side: Side | null
  readonly status: VenueOrderStatus
  readonly priceMicros: PriceMicros | null
  readonly sizeMicros: SizeMicros | null
  /** Of a terminal order null only where the venue left it out. */
  readonly matchedMicros: SizeMicros | null
  readonly createdAtMs: EpochMs | null
}
