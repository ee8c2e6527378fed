import type { Outcome } from '../domain/outcome.ts'

/**
 * Every metric there is: here for the alarms and the dashboard to join. Each costs 0.30 USD a month (those of a
 * market: once per market), so whatever else one may want to know is in the log line of the tick.
 */
export const METRIC_NAMESPACE = 'PolymarketMarketMaker'

/** Of the whole stack; dimension: service. */
export const STACK_METRICS = {
  /** A tick that stored what it did; halted and unarmed ones too. Its absence is the dead-man's switch. Stored by the second. */
  tickCompleted: 'TickCompleted',
  /** Somebody else held the lease: their tick counts, ours does not. */
  tickBusy: 'TickBusy',
  /** Events too old to act on, dropped. */
  tickLate: 'TickLate',
  /** 1 while halted or while the flag cannot be read, else 0. */
  halted: 'Halted',
  rejectedPosts: 'RejectedPosts',
  /** Seconds since the last tick of the market that has waited longest: other markets that tick do not hide it. */
  marketSilence: 'MarketSilence',
  /** Milliseconds from the first read of a tick to the last answer. */
  venueLatency: 'VenueLatency',
  /** Requests of the kind that is nearest to its published limit, over that limit; above 1 never. Once a run. */
  venueLimitUse: 'VenueLimitUse',
  /** 1 while a market is closed and shares of it, beyond dust, are not paid out. */
  settling: 'Settling',
  /** Waits that a person was informed of and that still last. */
  overdueWaits: 'OverdueWaits',
  /** Things a person must look at. */
  pages: 'Pages',
  /** The STOP function answered the drill: an alarm reaches it. */
  drillAnswered: 'DrillAnswered',
  /** A pass of STOP after which an order may still be live. */
  stopNotDone: 'StopNotDone',
  /**
   * What EXPOSURE stops on, over the bound it stops at. As a share of 1, so that its alarm is the same for every
   * configuration: a deployment that changes no code changes no alarm that stops.
   */
  exposureUse: 'ExposureUse',
  /** USDC, over all markets as an invocation last ticked each: what is held and quoted, what of it is held, and the money. */
  totalExposure: 'TotalExposure',
  totalConfirmedExposure: 'TotalConfirmedExposure',
  totalRealisedPnl: 'TotalRealisedPnl',
  totalUnrealisedPnl: 'TotalUnrealisedPnl',
} as const

/** Of one market, where the configuration asks for them; dimensions: service, market. Money in USDC, inventory in shares. */
export const MARKET_METRICS = {
  exposure: 'Exposure',
  confirmedExposure: 'ConfirmedExposure',
  inventory: 'Inventory',
  realisedPnl: 'RealisedPnl',
  unrealisedPnl: 'UnrealisedPnl',
  /** USDC a share; our quotes only while they may be live. */
  mid: 'Mid',
  bid: 'Bid',
  ask: 'Ask',
} as const

export const MARKET_DIMENSION = 'market'

/**
 * Its value: the market's id for the outcome that is configured first; two outcomes of one market never share a metric.
 * @param configured the outcomes of the configuration, in its order.
 */
export function marketDimension({ market, tokenId }: Outcome, configured: readonly Outcome[]): string {
  const first = configured.find((each) => each.market === market)
  return first === undefined || first.tokenId === tokenId ? market : `${market}#${tokenId}`
}

/** The dimension that distinguishes one stack's metrics from another's of the same account and region. */
export const serviceName = ({
  stage,
  name,
}: {
  readonly stage: string
  readonly name: string | null
}): string => (name === null ? `market-maker-${stage}` : `market-maker-${stage}-${name}`)
