import type { MarketId, PriceMicros, SizeMicros, TokenId, UsdcMicros } from './units.ts'

/**
 * One market's settings as the pure rooms use them: integers, units in the names, nothing optional.
 * `config/` makes them from what the user wrote; docs/configuration.md has names, defaults and bounds.
 */
export interface MarketSettings {
  readonly market: MarketId
  /** The outcome we quote. */
  readonly tokenId: TokenId
  /** false: it left the configuration while it still holds something; reconciled and sold out, never entered. */
  readonly configured: boolean
  /** false: no entries; the position is sold in the usual way, under the market's own limits. */
  readonly entries: boolean
  readonly risk: RiskSettings
  readonly regime: RegimeSettings
  readonly quote: QuoteSettings
  readonly safety: SafetySettings
}

/** Everything a market is judged, quoted and sold out by. */
export type SettingGroups = Pick<MarketSettings, 'risk' | 'regime' | 'quote' | 'safety'>

export interface RiskSettings {
  /** MAX_USDC_LOCKED of the requirement. */
  readonly maxUsdcLockedMicros: UsdcMicros
  readonly entryUsdcMicros: UsdcMicros
  readonly maxDailyLossMicros: UsdcMicros
  /** EXPOSURE stops above cap x this / 1000. */
  readonly exposureStopPermille: number
  /** 'confirmed': stop on confirmed shares x mid; 'literal': on total exposure, as the requirement's list says. */
  readonly exposureStop: 'confirmed' | 'literal'
  readonly emergencyExit: 'hold' | 'flatten'
  /** 'carry': less than the minimum size counts as flat; 'hold': the letter, no entry while any share is held. */
  readonly dust: 'carry' | 'hold'
  /** From which settlement status a fill is confirmed. */
  readonly settledAt: 'CONFIRMED' | 'MINED'
  /** What an entry may cost where only that makes it large enough for the market's rewards; at least `entryUsdcMicros`. */
  readonly rewardEntryMicros: UsdcMicros
  /** No SELL of ours, of whatever purpose, is ever priced below this. */
  readonly exitFloorMicros: PriceMicros
}

export interface RegimeSettings {
  readonly minSpreadMicros: PriceMicros
  readonly maxSpreadMicros: PriceMicros
  /** Size wanted at the touch on each side. */
  readonly minDepthMicros: SizeMicros
  readonly minMidMicros: PriceMicros
  readonly maxMidMicros: PriceMicros
  /** Largest believable distance of the mid from the last good one. */
  readonly maxJumpMicros: PriceMicros
  /** How long the last good mid is a measure for jumps. */
  readonly jumpMemoryMs: number
  /** How far back mids are remembered; volatility is measured on them. */
  readonly volatilityWindowMs: number
  /** Time for which the mid must have been watched without a gap before an entry. */
  readonly minHistoryMs: number
  /** Largest standard deviation of one-minute changes of the mid, and the largest such change. */
  readonly maxSdMicros: PriceMicros
  readonly maxMoveMicros: PriceMicros
  /** What a filter of taste still wants of the market of a resting entry, in percent of what entering wants. */
  readonly stayPercent: number
  /** Oldest read of the book that is decided on. */
  readonly maxReadAgeMs: number
  readonly gameStartMarginMs: number
  readonly allowInPlay: boolean
  /** No entries in the last part of a market's life. */
  readonly endMarginMs: number
}

export interface QuoteSettings {
  /** Levels smaller than this are not joined: they are bait or dust. */
  readonly dustLevelMicros: SizeMicros
  readonly minEdgeTicks: number
  /** An entry keeps at least sd x this / 1000 below the mid. */
  readonly volatilityDistancePermille: number
  /** Exit at average cost plus this, or better; it falls in a straight line to its floor while we hold. */
  readonly targetTicks: number
  readonly targetFloorTicks: number
  readonly targetDecayMs: number
  readonly repriceTicks: number
  /** A younger quote is not moved where moving it is a mere preference. */
  readonly minQuoteAgeMs: number
  /** Whether price and size lean to what the market's rewards ask. */
  readonly preferRewards: boolean
  /** Whether allow the time stop, the stop-loss and the game start to sell as a taker; the next three are for that alone. */
  readonly takerExit: boolean
  readonly timeStopMs: number
  /** Of the mid below the average cost. */
  readonly stopLossMicros: PriceMicros
  /** No bid further below the mid is taken. */
  readonly takerSlippageMicros: PriceMicros
  readonly entryTtlMs: number
  readonly exitTtlMs: number
  readonly entryMaxAgeMs: number
}

export interface SafetySettings {
  readonly sendDeadlineMs: number
  readonly maxSkewMs: number
  readonly expirySlackMs: number
  readonly fillSettleMs: number
  readonly settleStuckMs: number
  readonly flapWindowMs: number
  readonly positionLagMs: number
  readonly blindCancelMs: number
  readonly blindMs: number
  readonly failedTradesLimit: number
  /** Two looks at too many open orders at least this far apart are a STOP. */
  readonly openOrdersGapMs: number
  /** Time between two reads of REST positions and balance; they are also read before any sell. */
  readonly sanityEveryMs: number
}

/** What holds for the whole stack. */
export interface StackSettings {
  readonly wallet: string
  /** What all caps together must fit into, those of markets that have left the configuration included. */
  readonly accountMicros: UsdcMicros
  /** Money that is stuck pages once a day from this share of `accountMicros` on, in percent. */
  readonly stuckPagePercent: number
  /** Over all outcomes together, besides the limits of each; absent: theirs alone. */
  readonly limits?: StackLimits
  /** From tick to tick inside one invocation; null: one tick an invocation. */
  readonly cadenceMs: number | null
  readonly minGapMs: number
  /** Life of the lease, above the Lambda's time-out so that no holder outlives it. */
  readonly leaseMs: number
  readonly cancelAllOnStop: boolean
  /** Two complete lists without an order of ours, this far apart, end a STOP. */
  readonly stopListGapMs: number
  /** One for each outcome that is traded: a market has one or two of them. */
  readonly markets: readonly MarketSettings[]
  /** Of each of `markets`, in their order; absent: each is an entry of its own. */
  readonly places?: readonly EntryPlace[]
}

/** null: no such limit. */
export interface StackLimits {
  readonly lockedMicros: UsdcMicros | null
  readonly dailyLossMicros: UsdcMicros | null
}

/** Where the file names an outcome: in which entry of its list, and by which of the entry's tokens. */
export interface EntryPlace {
  readonly entry: number
  readonly token: 'token' | 'otherToken'
}

/** Where the file names the outcome of this number. */
export const entryPlace = ({ places }: Pick<StackSettings, 'places'>, index: number): EntryPlace =>
  places?.[index] ?? { entry: index, token: 'token' }
