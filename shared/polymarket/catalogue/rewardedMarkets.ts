import { isObject } from '../../domain/jsonObject.ts'
import { known, type Read, unknown } from '../../domain/read.ts'
import { type MarketId, price } from '../../domain/units.ts'
import type { RewardedMarket } from '../../ports/catalogue.ts'
import type { Clock } from '../../ports/clock.ts'
import type { VenueLimits } from '../limits.ts'
import { parseClobPage, readPages } from '../pages.ts'
import { createBudget } from '../session.ts'
import { readMarketId, readNumberMicros, readTokenId } from '../wire.ts'
import { dailyOf, poolOf } from './catalogueMarket.ts'
import type { PacedRead } from './pacedReads.ts'

/** The most that a page holds, whatever is requested. */
const RECORDS_A_PAGE = 500
/** Sixteen thousand markets had a programme in the autumn of 2026. */
const MAX_PAGES = 80
const MAX_RECORDS = RECORDS_A_PAGE * MAX_PAGES
/** The pages follow one another, each a second or two. */
const DEADLINE_MS = 180_000

/**
 * The rewards listing, page by page. The offsets of a list that moves repeat and skip records: each market counts once, and
 * one that is skipped is missing until the next reading. Records that cannot be read are left out.
 */
export async function readRewarded(of: {
  readonly read: PacedRead
  readonly host: string
  readonly clock: Clock
  readonly limits: VenueLimits
}): Promise<Read<readonly RewardedMarket[]>> {
  const asOf = of.clock.nowMs()
  const url = `${of.host}/rewards/markets/multi`
  const listing = await readPages(
    {
      clock: of.clock,
      limits: { ...of.limits, maxPages: MAX_PAGES, maxRecords: MAX_RECORDS },
      parse: parseClobPage,
      fetch: (cursor) =>
        of.read({ method: 'GET', url, params: { page_size: RECORDS_A_PAGE, next_cursor: cursor } }),
    },
    createBudget(DEADLINE_MS),
  )
  if (!listing.ok) return unknown(`rewards listing: ${listing.unknown}`)
  const markets = new Map<MarketId, RewardedMarket>()
  for (const record of listing.records) {
    const market = parseRecord(record, asOf)
    if (market !== null) markets.set(market.market, market)
  }
  return known([...markets.values()], asOf)
}

function parseRecord(record: unknown, nowMs: number): RewardedMarket | null {
  if (!isObject(record)) return null
  const market = readMarketId(record['condition_id'])
  const configs = Array.isArray(record['rewards_config']) ? record['rewards_config'] : []
  const daily = dailyOf(configs, { rate: 'rate_per_day', start: 'start_date', end: 'end_date' }, nowMs)
  const pool = poolOf({ daily, minSize: record['rewards_min_size'], cents: record['rewards_max_spread'] })
  const tokens = Array.isArray(record['tokens']) ? record['tokens'].map(parseToken) : []
  const [first, second] = tokens
  if (market === null || pool === null || !first || !second || tokens.length !== 2) return null
  const { question, market_slug: slug } = record
  return {
    ...pool,
    market,
    question: typeof question === 'string' ? question : '',
    slug: typeof slug === 'string' ? slug : '',
    tokens: [first.token, second.token],
    outcomes: [first.outcome, second.outcome],
    priceMicros: first.priceMicros,
  }
}

function parseToken(json: unknown) {
  if (!isObject(json)) return null
  const token = readTokenId(json['token_id'])
  const micros = readNumberMicros(json['price'])
  const { outcome } = json
  if (token === null || micros === null || typeof outcome !== 'string') return null
  return { token, outcome, priceMicros: price(Math.min(1_000_000, micros)) }
}
