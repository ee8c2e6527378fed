import { isObject } from '../domain/jsonObject.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import { type EpochMs, epochMs, type MarketId, MICROS, price, size } from '../domain/units.ts'
import type { MarketTrades, PublicTrade } from '../ports/publicFeed.ts'
import { dataApiPages } from './dataApiPager.ts'
import { pagesOf, parseDataApiPage } from './pages.ts'
import { createBudget, type PublicSession } from './session.ts'
import { tradeKey } from './tradeKey.ts'
import { brief, readMarketId, readNumberMicros, readSide, readTime, readTokenId } from './wire.ts'

const PAGE = 500
/** Ahead of every clock: should the venue heed it one day, nothing is left out. */
const DAY_SECONDS = 86_400
/** Whatever limit was requested, the venue sends no more than a thousand. */
const MAX_RECORDS_A_PAGE = 10_000
/** Ten thousand trades within an order's life are more than any market has had. */
const MAX_PAGES = 20

/**
 * The public trades of a market by the Data API, newest first until the instant is passed. Its pages are a walk by
 * key, so that a list that grows meanwhile neither skips nor repeats a record. Each trade is listed once, on the taker's
 * side. Whatever keeps it from a page makes the answer unknown; the bound on pages and a record that cannot be read make
 * it shorter, and it says from when on it is complete.
 */
export async function readMarketTrades(
  session: PublicSession,
  market: MarketId,
  sinceMs: EpochMs,
): Promise<Read<MarketTrades>> {
  let asOf = session.clock.nowMs()
  // The window of a market's trades is the venue's own whatever is requested; but its cache answers the same address for
  // five minutes, and this one is new each second. It stays the same from page to page: another filter begins again.
  const end = Math.floor(asOf / 1_000) + DAY_SECONDS
  // The index leaves out less than 0.01 share.
  const filter = { condition: market, taker_only: true, end, limit: PAGE }
  const source = {
    fetch: dataApiPages(session, '/v2/trades', filter),
    parse: (json: unknown) => parseTradesPage(json, market),
  }
  const budget = createBudget(session.limits.readDeadlineMs)
  const records: ReadTrade[] = []
  for await (const step of pagesOf(source, { budget, maxPages: MAX_PAGES })) {
    if (!step.ok) return unknown(`public trades, ${step.unknown}`)
    const { nth, page, headers } = step
    if (headers?.isStored === true) {
      if (headers.dateMs === null)
        return unknown(`public trades, page ${nth}: answered by a cache, of unknown age`)
      if (headers.dateMs < asOf) asOf = headers.dateMs
    }
    if (page.unreadable !== null) {
      const untilMs = page.unreadable.untilMs ?? records.at(-1)?.stampedAtMs
      if (untilMs === undefined) return unknown(`public trades, page ${nth}: ${page.unreadable.why}`)
      const fromMs = epochMs(Math.max(sinceMs, untilMs + 1_000))
      return known({ trades: keyedTrades([...records, ...page.records], fromMs), fromMs }, asOf)
    }
    for (const record of page.records) records.push(record)
    const oldest = records.at(-1)
    if (page.next === null || (oldest !== undefined && oldest.stampedAtMs < sinceMs))
      return known({ trades: keyedTrades(records, sinceMs), fromMs: sinceMs }, asOf)
  }
  const last = records.at(-1)
  // Of the oldest second some may be on the page that was not read.
  const fromMs = epochMs((last?.stampedAtMs ?? asOf) + 1_000)
  return known({ trades: keyedTrades(records, fromMs), fromMs }, asOf)
}

interface ReadTrade extends Omit<PublicTrade, 'key'> {
  readonly identity: string
}

interface TradesPage {
  /** Those that can be read, newest first. */
  readonly records: readonly ReadTrade[]
  /** The newest that cannot: at or before `untilMs` trades may be missing; null: the page does not say when it was. */
  readonly unreadable: { readonly untilMs: EpochMs | null; readonly why: string } | null
  readonly next: string | null
}

/** The records as they came, or why they are none. One that cannot be read leaves those that are newer as they are. */
export function parseTradesPage(json: unknown, market: MarketId): TradesPage | string {
  const page = parseDataApiPage(json)
  if (typeof page === 'string') return page
  if (page.records.length > MAX_RECORDS_A_PAGE) return `${page.records.length} records on a page`
  const records: ReadTrade[] = []
  let unreadable: TradesPage['unreadable'] = null
  for (const raw of page.records) {
    // The address asked for one market alone: a record that names another says nothing about it.
    if (isOfAnother(raw, market)) continue
    const record = parseRecord(raw, market)
    const before = records.at(-1)
    if (typeof record === 'string') {
      unreadable ??= { untilMs: stampOf(raw) ?? before?.stampedAtMs ?? null, why: record }
    } else if (unreadable === null && before !== undefined && record.stampedAtMs > before.stampedAtMs) {
      // One of the two has another time than it says.
      records.pop()
      const why = 'not newest first: cannot tell where it is complete'
      unreadable = { untilMs: records.at(-1)?.stampedAtMs ?? null, why }
    } else {
      records.push(record)
    }
  }
  return { records, unreadable, next: page.next }
}

const stampOf = (raw: unknown): EpochMs | null => (isObject(raw) ? readTime(raw['timestamp']) : null)

function isOfAnother(raw: unknown, market: MarketId): boolean {
  const stated = isObject(raw) ? readMarketId(raw['condition_id']) : null
  return stated !== null && stated !== market
}

function parseRecord(raw: unknown, market: MarketId): ReadTrade | string {
  if (!isObject(raw)) return `not a trade: ${brief(raw)}`
  if (readMarketId(raw['condition_id']) !== market) return `a trade of another market: ${brief(raw)}`
  const token = readTokenId(raw['token_id'])
  const taker = readSide(raw['side'])
  const priceMicros = readNumberMicros(raw['price'])
  const sizeMicros = readNumberMicros(raw['size'])
  const stampedAtMs = readTime(raw['timestamp'])
  if (token === null || taker === null || stampedAtMs === null) return `a trade cannot be read: ${brief(raw)}`
  if (priceMicros === null || priceMicros > MICROS || sizeMicros === null)
    return `a trade's numbers cannot be read: ${brief(raw)}`
  const identity = JSON.stringify([
    raw['transaction_hash'],
    raw['proxy_wallet'],
    token,
    taker,
    priceMicros,
    sizeMicros,
    stampedAtMs,
  ])
  return {
    identity,
    tokenId: token,
    taker,
    priceMicros: price(priceMicros),
    sizeMicros: size(sizeMicros),
    stampedAtMs,
  }
}

/** Records alike to the last field are trades of their own, distinguished by their number. */
export function keyedTrades(records: readonly ReadTrade[], fromMs: EpochMs): readonly PublicTrade[] {
  const seen = new Map<string, number>()
  return records
    .filter((record) => record.stampedAtMs >= fromMs)
    .map(({ identity, ...trade }) => {
      const nth = (seen.get(identity) ?? 0) + 1
      seen.set(identity, nth)
      return { ...trade, key: tradeKey(`${identity} ${nth}`) }
    })
}
