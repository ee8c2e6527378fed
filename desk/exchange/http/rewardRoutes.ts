import { parseJson } from '../../../shared/domain/parseJson.ts'
import { marketId } from '../../../shared/domain/units.ts'
import { COLLATERAL } from '../../../shared/domain/venueRules.ts'
import type { ListedMarket, RewardRule } from '../exchange.ts'
import { isAddress, isBytes32, printAccount } from './hex.ts'
import { printRewardTokens, slugOf } from './marketWire.ts'
import { dayOf } from './minuteWatch.ts'
import { pageReply } from './pages.ts'
import { rebatesOf } from './rebates.ts'
import { ok, type Reply, refuse } from './reply.ts'
import { competitiveness, isScoring, rewardShares } from './rewardScores.ts'
import type { ApiContext, Call, Caller } from './route.ts'

const DATE = /^\d{4}-\d{2}-\d{2}$/
const MAX_SCORED = 1000

export type ListedRewardMarket = ListedMarket & { readonly rewards: RewardRule }

export function getCurrentRewards(context: ApiContext, call: Call): Reply {
  return pageReply(rewarded(context), call.query, (market) => printRewards(context, market))
}

export function getMarketRewards(context: ApiContext, call: Call): Reply {
  const id = call.params[0] ?? ''
  if (!isBytes32(id)) return refuse(400, 'Invalid market')
  const markets = rewarded(context).filter((market) => market.market === marketId(id))
  return pageReply(markets, call.query, (market) => printRewards(context, market))
}

/** What the caller earned on one UTC day, a record a market. */
export function getUserEarnings(context: ApiContext, call: Call, caller: Caller): Reply {
  const date = dateOf(context, call)
  if (date === null) return refuse(400, 'Invalid date')
  // A market that has closed since has earned all the same.
  const records = context.exchange.markets().filter((market) => earned(context, date, caller, market) > 0)
  return pageReply(records, call.query, (market) => ({
    date: `${date}T00:00:00Z`,
    condition_id: market.market,
    ...earning(caller, earned(context, date, caller, market)),
  }))
}

export function getTotalEarnings(context: ApiContext, call: Call, caller: Caller): Reply {
  const date = dateOf(context, call)
  if (date === null) return refuse(400, 'Invalid date')
  const total = rewarded(context).reduce((sum, market) => sum + earned(context, date, caller, market), 0)
  return ok(total === 0 ? [] : [{ date, ...earning(caller, total) }])
}

/** The caller's part of each market's rewards at this instant, in percent. */
export function getRewardPercentages(context: ApiContext, _call: Call, caller: Caller): Reply {
  const entries = rewarded(context).map((market) => [market.market, percentage(context, market, caller)])
  return ok(Object.fromEntries(entries.filter(([, percent]) => percent !== 0)))
}

export function getEarningsByMarket(context: ApiContext, call: Call, caller: Caller): Reply {
  const date = dateOf(context, call)
  if (date === null) return refuse(400, 'Invalid date')
  return pageReply(rewarded(context), call.query, (market) => ({
    ...printRewards(context, market),
    maker_address: printAccount(caller.account),
    earning_percentage: percentage(context, market, caller),
    earnings: [
      { asset_address: COLLATERAL, earnings: earned(context, date, caller, market) / 1e6, asset_rate: 1 },
    ],
  }))
}

/** Part of the taker fees on one UTC day that goes back to a maker, a record a market. */
export function getRebates({ exchange }: ApiContext, call: Call): Reply {
  const [date, maker] = [call.query.get('date'), call.query.get('maker_address')]
  if (date === null || !DATE.test(date)) return refuse(400, 'Invalid date')
  if (!isAddress(maker)) return refuse(400, 'Invalid maker address')
  const account = maker.toLowerCase()
  const byMarket = rebatesOf(exchange, account, date)
  // Seen live: a maker without any gets null.
  if (byMarket.size === 0) return ok(null)
  return ok(
    [...byMarket].map(([market, micros]) => ({
      date: `${date}T00:00:00Z`,
      condition_id: market.market,
      asset_address: COLLATERAL,
      maker_address: printAccount(account),
      rebated_fees_usdc: (micros / 1e6).toFixed(6),
    })),
  )
}

export function getOrderScoring({ exchange }: ApiContext, call: Call, caller: Caller): Reply {
  const id = call.query.get('order_id')
  if (!isBytes32(id)) return refuse(400, 'Invalid orderID')
  const order = exchange.order(id)
  return ok({ scoring: order?.account === caller.account && isScoring(exchange, order) })
}

export function postOrdersScoring({ exchange }: ApiContext, call: Call, caller: Caller): Reply {
  const ids = parseJson(call.body)
  if (!Array.isArray(ids) || ids.length > MAX_SCORED || !ids.every(isBytes32)) {
    return refuse(400, 'Invalid orderID')
  }
  const entries = ids.map((id) => {
    const order = exchange.order(id)
    return [id, order?.account === caller.account && isScoring(exchange, order)]
  })
  return ok(Object.fromEntries(entries))
}

export const rewarded = ({ exchange }: ApiContext): readonly ListedRewardMarket[] =>
  exchange.markets().filter(hasRewards)

const hasRewards = (market: ListedMarket): market is ListedRewardMarket =>
  market.rewards !== undefined && !market.closed

const earned = ({ watch }: ApiContext, date: string, caller: Caller, market: ListedMarket): number =>
  watch.earnedMicros(date, caller.account, market.market)

const earning = (caller: Caller, micros: number) => ({
  asset_address: COLLATERAL,
  maker_address: printAccount(caller.account),
  earnings: micros / 1e6,
  asset_rate: 1,
})

function percentage({ exchange, keys, wallets }: ApiContext, market: ListedMarket, caller: Caller): number {
  const accounts = [...new Set([...keys.owners().map((owner) => wallets.accountOf(owner)), caller.account])]
  return 100 * (rewardShares(exchange, market, accounts).get(caller.account) ?? 0)
}

/** Default: today, in market time. */
function dateOf({ exchange }: ApiContext, call: Call): string | null {
  const date = call.query.get('date') ?? dayOf(exchange.nowMs())
  return DATE.test(date) ? date : null
}

export function printRewards({ exchange }: ApiContext, market: ListedRewardMarket) {
  const { rewards } = market
  return {
    condition_id: market.market,
    question: market.question,
    market_slug: slugOf(market),
    event_slug: market.event?.slug ?? slugOf(market),
    image: '',
    rewards_max_spread: rewards.maxSpreadMicros / 1e4,
    rewards_min_size: rewards.minSizeMicros / 1e6,
    market_competitiveness: competitiveness(exchange, market),
    tokens: printRewardTokens(exchange, market),
    rewards_config: [
      {
        id: 1,
        asset_address: COLLATERAL,
        start_date: '2026-01-01',
        end_date: '2500-12-31',
        rate_per_day: rewards.dailyUsdcMicros / 1e6,
        total_rewards: 0,
        total_days: 0,
      },
    ],
  }
}
