import { gammaId } from './gammaWire.ts'
import { iso } from './marketWire.ts'
import { pageReply } from './pages.ts'
import { type Reply, refuse } from './reply.ts'
import { type ListedRewardMarket, printRewards, rewarded } from './rewardRoutes.ts'
import type { ApiContext, Call } from './route.ts'

const DEFAULT_RECORDS = 100
const MAX_RECORDS = 500
const DAY_MS = 86_400_000

/** GET /rewards/markets/multi: the rewarded markets, searched, filtered and in order. */
export function searchRewards(context: ApiContext, call: Call): Reply {
  const { query } = call
  const orderBy = query.get('order_by') ?? 'market_id'
  const position = query.get('position') ?? 'ASC'
  const key = Object.hasOwn(ORDERS, orderBy) ? ORDERS[orderBy] : undefined
  if (key === undefined) return refuse(400, 'Invalid order_by')
  if (position !== 'ASC' && position !== 'DESC') return refuse(400, 'Invalid position')
  const sign = position === 'ASC' ? 1 : -1
  const records = rewarded(context)
    .filter((market) => isTagged(market, query.getAll('tag_slug')))
    .map((market) => recordOf(context, market))
    .filter((record) => isWanted(record, query))
    .toSorted((a, b) => sign * compare(key(a), key(b)))
  const wanted = Number(query.get('page_size') ?? DEFAULT_RECORDS)
  const size = Number.isInteger(wanted) && wanted >= 1 ? Math.min(wanted, MAX_RECORDS) : DEFAULT_RECORDS
  return pageReply(records, query, (record) => record, { limit: size })
}

type Listed = ReturnType<typeof recordOf>

function recordOf(context: ApiContext, market: ListedRewardMarket) {
  const { exchange } = context
  const { bids, asks } = exchange.book(market.tokens[0])
  const [bid, ask] = [bids[0], asks[0]]
  return {
    ...printRewards(context, market),
    market_id: gammaId(exchange.markets().findIndex((each) => each.market === market.market)),
    event_id: market.event?.id ?? '',
    volume_24hr: volumeOf(context, market),
    spread: bid === undefined || ask === undefined ? 1 : (ask.priceMicros - bid.priceMicros) / 1e6,
    // No price of yesterday is kept.
    one_day_price_change: 0,
    group_item_title: market.groupTitle ?? '',
    created_at: '2026-01-01T00:00:00Z',
    end_date: iso(market.endMs)?.slice(0, 19).replace('T', ' ') ?? '',
  }
}

function volumeOf({ exchange }: ApiContext, market: ListedRewardMarket): number {
  const sinceMs = exchange.nowMs() - DAY_MS
  return exchange
    .publicTrades(market.market)
    .filter((record) => record.minedAtMs >= sinceMs)
    .reduce((sum, record) => sum + (record.sizeMicros * record.priceMicros) / 1e12, 0)
}

const isTagged = ({ category }: ListedRewardMarket, slugs: readonly string[]): boolean =>
  slugs.length === 0 || (category !== undefined && slugs.includes(category.toLowerCase()))

const priceOf = (record: Listed): number => record.tokens[0]?.price ?? 0

/** Titles of events are not searched: a search for one finds none. */
function isWanted(record: Listed, query: URLSearchParams): boolean {
  if (query.has('event_title')) return false
  const events = query.getAll('event_id')
  if (events.length > 0 && !events.includes(record.event_id)) return false
  const id = query.get('market_id')
  if (id !== null && record.market_id !== id) return false
  const words = query.get('q')?.toLowerCase() ?? ''
  if (!record.question.toLowerCase().includes(words)) return false
  const measured = { volume_24hr: record.volume_24hr, spread: record.spread, price: priceOf(record) }
  return Object.entries(measured).every(([name, value]) => {
    const [min, max] = [query.get(`min_${name}`), query.get(`max_${name}`)]
    return (min === null || value >= Number(min)) && (max === null || value <= Number(max))
  })
}

const ORDERS: Readonly<Record<string, (record: Listed) => number | string>> = {
  market_id: (record) => Number(record.market_id),
  created_at: (record) => record.created_at,
  volume_24hr: (record) => record.volume_24hr,
  spread: (record) => record.spread,
  competitiveness: (record) => record.market_competitiveness,
  max_spread: (record) => record.rewards_max_spread,
  min_size: (record) => record.rewards_min_size,
  question: (record) => record.question,
  one_day_price_change: (record) => record.one_day_price_change,
  rate_per_day: (record) => record.rewards_config[0]?.rate_per_day ?? 0,
  price: priceOf,
  end_date: (record) => record.end_date,
  start_date: (record) => record.rewards_config[0]?.start_date ?? '',
  reward_end_date: (record) => record.rewards_config[0]?.end_date ?? '',
}

const compare = (a: number | string, b: number | string): number => (a < b ? -1 : a > b ? 1 : 0)
