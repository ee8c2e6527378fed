import { COLLATERAL } from '../../../shared/domain/venueRules.ts'
import type { Exchange, ListedMarket } from '../exchange.ts'
import { iso, priceOf, slugOf } from './marketWire.ts'
import { DEFAULT_REBATE_PPM } from './rebates.ts'

/** Where this Gamma begins to count its markets. */
const FIRST_ID = 500_001

export const gammaId = (index: number): string => String(FIRST_ID + index)

/** null: no number at all. */
export const indexOfGammaId = (id: string): number | null =>
  /^\d{1,9}$/.test(id) ? Number(id) - FIRST_ID : null

/** Conditions of the second protocol have 31 bytes here, and 32 at the order book. */
export const gammaCondition = ({ market, version }: ListedMarket): string =>
  version === 'v2' ? market.slice(0, -2) : market

/** Camel case, and lists inside of strings. */
export function printGamma(exchange: Exchange, market: ListedMarket, id: string) {
  const isV2 = market.version === 'v2'
  const feeFlag = market.feeRatePpm > 0 ? 1000 : 0
  return {
    id,
    conditionId: gammaCondition(market),
    version: market.version,
    question: market.question,
    slug: slugOf(market),
    outcomes: JSON.stringify(market.outcomes),
    outcomePrices: JSON.stringify(market.tokens.map((token) => String(priceOf(exchange, market, token)))),
    ...(isV2 ? { positionIds: market.tokens } : { clobTokenIds: JSON.stringify(market.tokens) }),
    active: true,
    closed: market.closed,
    archived: false,
    acceptingOrders: market.accepting,
    enableOrderBook: !market.closed,
    negRisk: market.negRisk,
    orderPriceMinTickSize: market.tickMicros / 1e6,
    orderMinSize: market.minSizeMicros / 1e6,
    endDate: iso(market.endMs),
    ...(market.gameStartMs !== null && {
      gameStartTime: iso(market.gameStartMs),
      eventStartTime: iso(market.gameStartMs),
    }),
    secondsDelay: market.secondsDelay ?? 0,
    ...printRewards(market, id),
    makerBaseFee: feeFlag,
    takerBaseFee: feeFlag,
    feesEnabled: feeFlag > 0,
    feeSchedule: {
      rate: market.feeRatePpm / 1e6,
      exponent: market.feeExponent,
      takerOnly: true,
      rebateRate: (market.rebatePpm ?? DEFAULT_REBATE_PPM) / 1e6,
    },
    ...(market.groupTitle !== undefined && { groupItemTitle: market.groupTitle }),
    ...(market.event !== undefined && { events: [market.event] }),
    ...(market.payoutMicros !== null && { umaResolutionStatus: 'resolved' }),
    ...(isV2 && { resolutionStatus: market.payoutMicros === null ? 'active' : 'resolved' }),
  }
}

/** What an event or a market is found by besides its words. */
export const printTags = ({ category }: ListedMarket) =>
  category === undefined ? [] : [{ id: '1', label: category, slug: category.toLowerCase() }]

function printRewards({ rewards, market }: ListedMarket, id: string) {
  if (rewards === undefined) return { rewardsMinSize: 0, rewardsMaxSpread: 0, clobRewards: [] }
  return {
    rewardsMinSize: rewards.minSizeMicros / 1e6,
    rewardsMaxSpread: rewards.maxSpreadMicros / 1e4,
    clobRewards: [
      {
        id,
        conditionId: market,
        assetAddress: COLLATERAL,
        rewardsAmount: 0,
        rewardsDailyRate: rewards.dailyUsdcMicros / 1e6,
        startDate: '2026-01-01',
        endDate: '2500-12-31',
      },
    ],
  }
}
