import type { Book, MarketInfo } from '../../../../shared/domain/market.ts'
import type { MarketSettings } from '../../../../shared/domain/settings.ts'
import {
  type EpochMs,
  epochMs,
  type PriceMicros,
  price,
  size,
  usdc,
} from '../../../../shared/domain/units.ts'
import { SETTINGS } from '../modelSettings.ts'

/**
 * Time moves in two sizes of step. Every bound on time below lies between two multiples of the first, so that an order
 * is fresh, too old, dropped by the venue, or provably absent after none, one, two or three of them.
 */
export const STEP_MS = 130_000
/** A day and more: past every bound there is. */
export const LONG_MS = 90_000_000

/** The unit of every size: half the market's minimum, so one is dust and two can be sold. */
export const UNIT_MICROS = 2_500_000
export const MIN_SIZE_MICROS = 2 * UNIT_MICROS

/** How one reading of the world can differ from the truth; at most one in a tick. */
export type ReadFault =
  | 'trades unread'
  | 'trades as last shown'
  | 'trades of all time'
  | 'a trade without an id'
  | 'ledger unread'
  | 'list unread'
  | 'list lacks a live order'
  | 'list still shows a dead order'
  | 'list shows a stranger'
  | 'order unread'
  | 'order not found'
  | 'order without its matched size'
  | 'balance unread'
  | 'balance short'
  | 'position odd'
  | 'market unread'
  | 'clock skewed'
  | 'control unread'
  | 'ledger cannot be written'

/** How a post can end. 'in flight': the answer is lost, and the order may land later or never. */
export type PostEnd =
  | 'accepted'
  | 'in flight'
  | 'refused'
  | 'crossing'
  | 'not sent'
  | 'halted since'
  | 'crash'
  | 'other id'

/** How a cancel can end: what the venue answers, and what a look by hash shows afterwards. */
export type CancelEnd = 'confirmed' | 'confirmed, not read' | 'reply lost' | 'never arrived' | 'crash'

export type Fill = 'dust' | 'minimum' | 'whole'
export type OperatorMove = 'halt' | 'resume' | 'drain' | 'disarm' | 'arm' | 'flatten' | 'lose control'
export type BookName = 'calm' | 'lower' | 'high' | 'empty' | 'unread'

/** What may happen in one exploration. */
export interface Domain {
  readonly name: string
  readonly about: string
  readonly settings: MarketSettings
  /** The first is the one that faults come with. */
  readonly books: readonly BookName[]
  readonly reads: readonly ReadFault[]
  readonly posts: readonly PostEnd[]
  readonly cancels: readonly CancelEnd[]
  readonly fills: readonly Fill[]
  /** Fills of one order. */
  readonly fillsPerOrder: number
  /** A matched trade may fail to settle. */
  readonly failures: boolean
  /** Trades that match without showing in the trades API, at once. */
  readonly hiddenTrades: number
  /** A settled trade may be taken back. */
  readonly reversals: boolean
  /** The venue may drop a live order by itself. */
  readonly drops: boolean
  readonly operator: readonly OperatorMove[]
  readonly longStep: boolean
  /** Largest holding, in units, at which the venue still fills an entry. */
  readonly maxUnits: number
  /** Fills that are told apart, at once. */
  readonly maxTrades: number
  /**
   * Fills that are final, of orders that are closed, differ by age and by whether they are folded: what pruning and the
   * ledger are about. Where it is false they count as one sum, which is all that a decision looks at.
   */
  readonly tellsFillsApart: boolean
}

/**
 * The volatility of the mid never refuses here and moves no quote, so that the memory of mids, of which nothing else
 * depends, may be left out when states are compared; so may the age of a position, but where a domain sells by it.
 *
 * Bounds of time fit the step. The exit joins the ask whatever the shares cost, and no loss stops: so neither cost nor
 * profit is part of a state's future, and both may be left out when states are compared.
 */
export const MODEL_SETTINGS: MarketSettings = {
  ...SETTINGS,
  risk: {
    ...SETTINGS.risk,
    maxUsdcLockedMicros: usdc(10_000_000),
    entryUsdcMicros: usdc(5_000_000),
    maxDailyLossMicros: usdc(1_000_000_000_000),
    exitFloorMicros: price(10_000),
  },
  regime: {
    ...SETTINGS.regime,
    minSpreadMicros: price(10_000),
    maxSpreadMicros: price(50_000),
    minDepthMicros: size(1_000_000),
    minMidMicros: price(100_000),
    maxMidMicros: price(900_000),
    maxJumpMicros: price(1_000_000),
    volatilityWindowMs: 0,
    minHistoryMs: 0,
    maxSdMicros: price(1_000_000),
    maxMoveMicros: price(1_000_000),
    stayPercent: 100,
    maxReadAgeMs: 10_000,
    endMarginMs: 0,
  },
  quote: {
    ...SETTINGS.quote,
    dustLevelMicros: size(1_000_000),
    // As wide as the spread: quotes join the touch.
    minEdgeTicks: 4,
    volatilityDistancePermille: 0,
    targetTicks: -45,
    targetFloorTicks: -45,
    repriceTicks: 2,
    minQuoteAgeMs: 0,
    entryTtlMs: 320_000,
    exitTtlMs: 320_000,
    entryMaxAgeMs: 100_000,
  },
  safety: {
    ...SETTINGS.safety,
    expirySlackMs: 60_000,
    fillSettleMs: 60_000,
    settleStuckMs: 200_000,
    flapWindowMs: 200_000,
    positionLagMs: 200_000,
    blindCancelMs: 30_000,
    blindMs: 180_000,
    failedTradesLimit: 2,
    openOrdersGapMs: 5_000,
    sanityEveryMs: 0,
  },
}

/** A Monday noon. */
export const START_MS: EpochMs = epochMs(Date.UTC(2026, 0, 5, 12))

export const INFO: MarketInfo = {
  market: SETTINGS.market,
  tokens: [SETTINGS.tokenId, '8' as typeof SETTINGS.tokenId],
  version: 'v2',
  negRisk: false,
  accepting: true,
  closed: false,
  payoutMicros: null,
  tickMicros: price(10_000),
  minSizeMicros: size(MIN_SIZE_MICROS),
  feeRatePpm: 0,
  feeExponent: 1,
  gameStartMs: null,
  endMs: null,
}

/** The whole entry budget buys four units in the calm book and five in the lower one; at the high one it is too much. */
const TOUCHES: Readonly<Record<Exclude<BookName, 'empty' | 'unread'>, readonly [number, number]>> = {
  calm: [500_000, 540_000],
  lower: [400_000, 440_000],
  high: [920_000, 960_000],
}

export function bookNamed(name: Exclude<BookName, 'unread'>): Book {
  const depth = size(1_000_000_000)
  const level = (micros: number) => [{ priceMicros: price(micros) as PriceMicros, sizeMicros: depth }]
  const touch = name === 'empty' ? null : TOUCHES[name]
  return {
    bids: touch === null ? [] : level(touch[0]),
    asks: level(touch?.[1] ?? 990_000),
    bidDepthMicros: depth,
    askDepthMicros: depth,
    venueAtMs: START_MS,
  }
}
