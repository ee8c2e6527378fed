import { chunksOf } from '../../domain/chunksOf.ts'
import { isObject } from '../../domain/jsonObject.ts'
import type { Ladder } from '../../domain/market.ts'
import { known, type Read, unknown } from '../../domain/read.ts'
import { type MarketId, price, type TokenId } from '../../domain/units.ts'
import { MAX_DATA_RECORDS } from '../../domain/venueRules.ts'
import type { Catalogue, CatalogueMarket, Period, PricePoint } from '../../ports/catalogue.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Answer } from '../answer.ts'
import { interpretLadders } from '../books.ts'
import { checkedHosts, type VenueHosts } from '../createSession.ts'
import { DEFAULT_LIMITS, type VenueLimits } from '../limits.ts'
import { listedAddress } from '../listing.ts'
import { keyedTrades, parseTradesPage } from '../publicTrades.ts'
import { okJson, readOf } from '../session.ts'
import { brief, readNumberMicros, readTime } from '../wire.ts'
import { parseCatalogueMarket } from './catalogueMarket.ts'
import { createPacedReads, type PacedReads } from './pacedReads.ts'
import { readRewarded } from './rewardedMarkets.ts'

export interface CatalogueOptions extends VenueHosts {
  readonly clock: Clock
}

/** A page of five hundred records takes the venue seconds. */
const REQUEST_TIMEOUT_MS = 20_000
/** Each with two ids at most: the address stays short enough for every server on the way. */
const IDS_A_CALL = 50
/** A hundred books are some hundred kilobytes. */
const BOOKS_A_CALL = 100
/** What the venue takes of histories at once. */
const HISTORIES_A_CALL = 20
const MAX_FOUND = 25

interface Reading extends CatalogueOptions {
  readonly limits: VenueLimits
  readonly polite: PacedReads
}

/** @throws InputError for hosts that can never work. */
export function createCatalogue(options: CatalogueOptions): Catalogue {
  const limits = {
    ...DEFAULT_LIMITS,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    readDeadlineMs: REQUEST_TIMEOUT_MS,
  }
  const of: Reading = {
    clock: options.clock,
    ...checkedHosts(options),
    limits,
    polite: createPacedReads({ clock: options.clock, limits }),
  }
  const { read, calls } = of.polite
  return {
    bySlug: (slug) => readBySlug(of, slug),
    byWords: (words) => readByWords(of, words),
    byIds: (markets, { closed } = { closed: false }) => readByIds(of, markets, closed),
    rewarded: () => readRewarded({ ...of, read }),
    ladders: (tokens) => readLadders(of, tokens),
    prices: (tokens, period) => readPrices(of, tokens, period),
    trades: (market, sinceMs) => readTrades(of, market, sinceMs),
    calls,
  }
}

async function readBySlug(of: Reading, slug: string): Promise<Read<readonly CatalogueMarket[]>> {
  const asOf = of.clock.nowMs()
  const name = encodeURIComponent(slug)
  const event = await of.polite.read({ method: 'GET', url: `${of.gammaHost}/events/slug/${name}` })
  if (!isMissing(event)) return readOf(asOf, event, (json) => marketsOf([json], asOf), 'event: ')
  const market = await of.polite.read({ method: 'GET', url: `${of.gammaHost}/markets/slug/${name}` })
  if (isMissing(market)) return known([], asOf)
  const parse = (json: unknown) => {
    const parsed = parseCatalogueMarket(json, asOf)
    return typeof parsed === 'string' ? parsed : [parsed]
  }
  return readOf(asOf, market, parse, 'market: ')
}

const isMissing = (answer: Answer): boolean => answer.is === 'answer' && answer.status === 404

async function readByWords(of: Reading, words: string): Promise<Read<readonly CatalogueMarket[]>> {
  const asOf = of.clock.nowMs()
  const params = { q: words, limit_per_type: MAX_FOUND, events_status: 'active' }
  const answer = await of.polite.read({ method: 'GET', url: `${of.gammaHost}/public-search`, params })
  const parse = (json: unknown) => {
    const events = isObject(json) ? (json['events'] ?? []) : null
    if (!Array.isArray(events)) return `not a search: ${brief(json)}`
    return marketsOf(events, asOf).filter((market) => !market.closed)
  }
  return readOf(asOf, answer, parse, 'search: ')
}

/** The markets of events that can be read: one that cannot is no reason to hide the others. */
const marketsOf = (events: readonly unknown[], nowMs: number): readonly CatalogueMarket[] =>
  readable(
    events.flatMap((event) => (isObject(event) && Array.isArray(event['markets']) ? event['markets'] : [])),
    nowMs,
  )

const readable = (records: readonly unknown[], nowMs: number): readonly CatalogueMarket[] =>
  records.map((record) => parseCatalogueMarket(record, nowMs)).filter((record) => typeof record !== 'string')

async function readByIds(
  of: Reading,
  markets: readonly MarketId[],
  closed: boolean,
): Promise<Read<ReadonlyMap<MarketId, CatalogueMarket>>> {
  const asOf = of.clock.nowMs()
  const answers = await Promise.all(
    chunksOf(markets, IDS_A_CALL).map(async (some) => {
      const url = `${listedAddress(of.gammaHost, some, { closed, limit: 100 })}&include_tag=true`
      return okJson(await of.polite.read({ method: 'GET', url }))
    }),
  )
  const records: unknown[] = []
  for (const answer of answers) {
    if (!answer.ok) return unknown(`catalogue: ${answer.unknown}`)
    const page = isObject(answer.json) ? answer.json['markets'] : null
    if (!Array.isArray(page)) return unknown(`not a page of markets: ${brief(answer.json)}`)
    for (const record of page) records.push(record)
  }
  return known(new Map(readable(records, asOf).map((market) => [market.market, market])), asOf)
}

async function readLadders(
  of: Reading,
  tokens: readonly TokenId[],
): Promise<ReadonlyMap<TokenId, Read<Ladder>>> {
  const read = await Promise.all(
    chunksOf(tokens, BOOKS_A_CALL).map(async (some) => {
      const asOf = of.clock.nowMs()
      const data = some.map((token) => ({ token_id: token }))
      const answer = okJson(await of.polite.read({ method: 'POST', url: `${of.host}/books`, data }))
      return answer.ok
        ? interpretLadders(answer.json, some, asOf)
        : new Map(some.map((token) => [token, answer] as const))
    }),
  )
  return new Map(read.flatMap((map) => [...map]))
}

async function readPrices(
  of: Reading,
  tokens: readonly TokenId[],
  { fromMs, toMs }: Period,
): Promise<ReadonlyMap<TokenId, readonly PricePoint[]>> {
  const read = await Promise.all(
    chunksOf(tokens, HISTORIES_A_CALL).map(async (some) => {
      const window = { start_ts: Math.floor(fromMs / 1_000), end_ts: Math.floor(toMs / 1_000), fidelity: 1 }
      const answer = okJson(
        await of.polite.read({
          method: 'POST',
          url: `${of.host}/batch-prices-history`,
          data: { markets: some, ...window },
        }),
      )
      const histories = answer.ok && isObject(answer.json) ? answer.json['history'] : null
      if (!isObject(histories)) return []
      return some.flatMap((token) => {
        const points = histories[token]
        return Array.isArray(points) ? [[token, pointsOf(points, toMs)] as const] : []
      })
    }),
  )
  return new Map(read.flat())
}

/** Where the window has passed the venue adds a point of now: what lies outside is left out. */
const pointsOf = (points: readonly unknown[], toMs: number): readonly PricePoint[] =>
  points.flatMap((point) => {
    const atMs = isObject(point) ? readTime(point['t']) : null
    const micros = isObject(point) ? readNumberMicros(point['p']) : null
    return atMs === null || micros === null || micros > 1_000_000 || atMs > toMs
      ? []
      : [{ atMs, priceMicros: price(micros) }]
  })

async function readTrades(of: Reading, market: MarketId, sinceMs: PricePoint['atMs']) {
  const asOf = of.clock.nowMs()
  const params = { condition: market, taker_only: true, limit: MAX_DATA_RECORDS }
  const url = `${of.dataApiHost}/v2/trades`
  const answer = okJson(await of.polite.read({ method: 'GET', url, params }))
  if (!answer.ok) return unknown(`public trades: ${answer.unknown}`)
  const page = parseTradesPage(answer.json, market)
  if (typeof page === 'string') return unknown(`public trades: ${page}`)
  const oldest = page.records.at(-1)
  // Of the oldest second of a full page some may be on the next.
  const isCut = page.unreadable !== null || page.next !== null
  const fromMs = isCut && oldest !== undefined && oldest.stampedAtMs > sinceMs ? oldest.stampedAtMs : sinceMs
  return known({ trades: keyedTrades(page.records, fromMs), fromMs }, asOf)
}
