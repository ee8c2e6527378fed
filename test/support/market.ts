import type { Book, Level, MarketInfo } from '../../shared/domain/market.ts'
import { known } from '../../shared/domain/read.ts'
import type {
  MarketSettings,
  QuoteSettings,
  RegimeSettings,
  RiskSettings,
} from '../../shared/domain/settings.ts'
import { epochMs, marketId, price, size, tokenId, usdc } from '../../shared/domain/units.ts'
import { MAX_MIDS, type MidMemory } from '../../shared/strategy/midMemory.ts'
import type { MarketView } from '../../shared/strategy/regime.ts'

export const NOW_MS = 1_750_815_480_000
export const now = epochMs(NOW_MS)

/** Levels as people write them: dollars and shares. */
export type Side = readonly (readonly [dollars: number, shares: number])[]

const levels = (side: Side): readonly Level[] =>
  side.map(([dollars, shares]) => ({
    priceMicros: price(Math.round(dollars * 1_000_000)),
    sizeMicros: size(Math.round(shares * 1_000_000)),
  }))

export function book(bids: Side, asks: Side): Book {
  const sum = (side: Side) => size(levels(side).reduce((total, level) => total + level.sizeMicros, 0))
  return {
    bids: levels(bids),
    asks: levels(asks),
    bidDepthMicros: sum(bids),
    askDepthMicros: sum(asks),
    venueAtMs: now,
  }
}

/** 0.56 / 0.58, mid 0.57. */
export const calmBook = book(
  [
    [0.56, 500],
    [0.55, 900],
  ],
  [
    [0.58, 400],
    [0.59, 800],
  ],
)

export const info = (with_: Partial<MarketInfo> = {}): MarketInfo => ({
  market: marketId('0xaa'),
  tokens: [tokenId('7'), tokenId('8')],
  version: 'v2',
  negRisk: false,
  accepting: true,
  closed: false,
  payoutMicros: null,
  tickMicros: price(10_000),
  minSizeMicros: size(5_000_000),
  feeRatePpm: 50_000,
  feeExponent: 1,
  gameStartMs: null,
  endMs: epochMs(NOW_MS + 7 * 86_400_000),
  ...with_,
})

export interface Over {
  readonly risk?: Partial<RiskSettings>
  readonly regime?: Partial<RegimeSettings>
  readonly quote?: Partial<QuoteSettings>
}

export const settings = (over: Over = {}): MarketSettings => ({
  market: marketId('0xaa'),
  tokenId: tokenId('7'),
  configured: true,
  entries: true,
  risk: {
    maxUsdcLockedMicros: usdc(50_000_000),
    entryUsdcMicros: usdc(20_000_000),
    maxDailyLossMicros: usdc(10_000_000),
    exposureStopPermille: 1000,
    exposureStop: 'confirmed',
    emergencyExit: 'hold',
    dust: 'carry',
    settledAt: 'CONFIRMED',
    rewardEntryMicros: usdc(20_000_000),
    exitFloorMicros: price(50_000),
    ...over.risk,
  },
  regime: {
    minSpreadMicros: price(10_000),
    maxSpreadMicros: price(50_000),
    minDepthMicros: size(100_000_000),
    minMidMicros: price(100_000),
    maxMidMicros: price(900_000),
    maxJumpMicros: price(30_000),
    jumpMemoryMs: 300_000,
    volatilityWindowMs: 600_000,
    minHistoryMs: 120_000,
    maxSdMicros: price(10_000),
    maxMoveMicros: price(30_000),
    stayPercent: 50,
    maxReadAgeMs: 5000,
    gameStartMarginMs: 1_800_000,
    allowInPlay: false,
    endMarginMs: 86_400_000,
    ...over.regime,
  },
  quote: {
    dustLevelMicros: size(20_000_000),
    minEdgeTicks: 2,
    volatilityDistancePermille: 1000,
    targetTicks: 2,
    targetFloorTicks: 1,
    targetDecayMs: 3_600_000,
    minQuoteAgeMs: 30_000,
    preferRewards: true,
    takerExit: false,
    timeStopMs: 14_400_000,
    stopLossMicros: price(50_000),
    takerSlippageMicros: price(30_000),
    repriceTicks: 2,
    entryTtlMs: 300_000,
    exitTtlMs: 600_000,
    entryMaxAgeMs: 240_000,
    ...over.quote,
  },
  safety: {
    sendDeadlineMs: 2000,
    maxSkewMs: 5000,
    expirySlackMs: 60_000,
    fillSettleMs: 60_000,
    settleStuckMs: 600_000,
    flapWindowMs: 120_000,
    positionLagMs: 600_000,
    blindCancelMs: 30_000,
    blindMs: 180_000,
    failedTradesLimit: 3,
    openOrdersGapMs: 5000,
    sanityEveryMs: 30_000,
  },
})

/** The same mid in every slot of the window, the last one ten seconds ago. */
export const calmMids = (dollars = 0.57, untilMs = NOW_MS - 10_000): MidMemory => ({
  slotMs: 10_000,
  lastSlot: Math.floor(untilMs / 10_000),
  micros: Array.from({ length: MAX_MIDS }, () => price(Math.round(dollars * 1_000_000))),
})

/** The calm book, read now, of a market a week from its end. */
export const marketView = (with_: Partial<MarketView> = {}): MarketView => ({
  book: known(calmBook, now),
  info: known(info(), now),
  lastGoodMid: { priceMicros: price(570_000), atMs: epochMs(NOW_MS - 10_000) },
  mids: calmMids(),
  nowMs: now,
  settings: settings(),
  ...with_,
})

/** 500 shares at each touch, read half a second ago. */
export const bookAt = (bidCents: number, askCents: number) =>
  known(book([[bidCents / 100, 500]], [[askCents / 100, 500]]), epochMs(NOW_MS - 500))
