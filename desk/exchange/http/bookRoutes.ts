import { createHash } from 'node:crypto'
import { formatMicros } from '../../../shared/domain/decimal.ts'
import type { Level } from '../../../shared/domain/market.ts'
import type { Side } from '../../../shared/domain/order.ts'
import { parseJson } from '../../../shared/domain/parseJson.ts'
import { type TokenId, tokenId } from '../../../shared/domain/units.ts'
import { MAX_TOKENS_A_CALL } from '../../../shared/domain/venueRules.ts'
import type { Exchange, ListedMarket } from '../exchange.ts'
import { exchangeTouch } from './exchangeTouch.ts'
import { isDigits } from './hex.ts'
import { ok, type Reply, refuse } from './reply.ts'
import type { ApiContext, Call } from './route.ts'

const NO_BOOK = refuse(404, 'No orderbook exists for the requested token id')

export const getBook = ofOne(printBook)
export const getMidpoint = ofOne(midpointOf, (mid) => ({ mid }))
export const getSpread = ofOne(spreadOf, (spread) => ({ spread }))
export const getLastTradePrice = ofOne(lastTradeOf)

export const postMidpoints = ofMany(midpointOf, (entries) => Object.fromEntries(entries))
export const postSpreads = ofMany(spreadOf, (entries) => Object.fromEntries(entries))
export const postLastTradesPrices = ofMany(lastTradeOf, (entries) =>
  entries.map(([token, last]) => ({ token_id: token, ...last })),
)
const postSomeBooks = ofMany(printBook, (entries) => entries.map(([, book]) => book))

export function postBooks(context: ApiContext, call: Call): Reply {
  const body = parseJson(call.body)
  const isTooLong = Array.isArray(body) && body.length > MAX_TOKENS_A_CALL
  return isTooLong ? refuse(400, 'Payload exceeds the limit') : postSomeBooks(context, call)
}

/** The best price on that side of the book: BUY is the best bid. */
export function getPrice(context: ApiContext, call: Call): Reply {
  const side = call.query.get('side')?.toUpperCase()
  if (!isSide(side)) return refuse(400, 'Invalid side')
  return ofOne((exchange, token) => ({
    price: formatMicros(bestOn(exchange, token, side)?.priceMicros ?? 0),
  }))(context, call)
}

/** Best price on the sides that were requested: {"token": {"BUY": "0.49", "SELL": "0.51"}}. */
export function postPrices({ exchange }: ApiContext, call: Call): Reply {
  const asked = askedOf(call)
  if (asked === null) return refuse(400, 'Invalid payload')
  const prices = new Map<string, Record<string, string>>()
  for (const { token, side } of asked) {
    if (!isSide(side)) return refuse(400, 'Invalid side')
    const best = openMarket(exchange, token) && bestOn(exchange, token, side)
    if (best) prices.set(token, { ...prices.get(token), [side]: formatMicros(best.priceMicros) })
  }
  return ok(Object.fromEntries(prices))
}

/** What is read of a token's book; null: the book does not say. */
type Reading<T> = (exchange: Exchange, token: TokenId, market: ListedMarket) => T | null
type Handler = (context: ApiContext, call: Call) => Reply

/** The same of one token, which the query names, and of many, which the body names: those without are left out there. */
function ofOne<T>(read: Reading<T>, print: (value: T) => unknown = (value) => value): Handler {
  return ({ exchange }, call) => {
    const token = call.query.get('token_id')
    if (!isDigits(token)) return refuse(400, 'Invalid token id')
    const value = readOpen(exchange, tokenId(token), read)
    return value === null ? NO_BOOK : ok(print(value))
  }
}

function ofMany<T>(
  read: Reading<T>,
  print: (entries: readonly (readonly [TokenId, T])[]) => unknown,
): Handler {
  return ({ exchange }, call) => {
    const asked = askedOf(call)
    if (asked === null) return refuse(400, 'Invalid payload')
    const entries = asked.flatMap(({ token }) => {
      const value = readOpen(exchange, token, read)
      return value === null ? [] : [[token, value] as const]
    })
    return ok(print(entries))
  }
}

function readOpen<T>(exchange: Exchange, token: TokenId, read: Reading<T>): T | null {
  const market = openMarket(exchange, token)
  return market === null ? null : read(exchange, token, market)
}

function openMarket(exchange: Exchange, token: TokenId): ListedMarket | null {
  const market = exchange.marketOf(token)
  return market === undefined || market.closed ? null : market
}

/** null: not a list of at most 500 tokens. */
function askedOf(call: Call): readonly { readonly token: TokenId; readonly side: unknown }[] | null {
  const body = parseJson(call.body)
  if (!Array.isArray(body) || body.length > MAX_TOKENS_A_CALL) return null
  const entries = body as readonly ({ readonly token_id?: unknown; readonly side?: unknown } | null)[]
  const asked = entries.flatMap((entry) =>
    isDigits(entry?.token_id) ? [{ token: tokenId(entry.token_id), side: entry.side }] : [],
  )
  return asked.length === body.length ? asked : null
}

const isSide = (side: unknown): side is Side => side === 'BUY' || side === 'SELL'

const bestOn = (exchange: Exchange, token: TokenId, side: Side): Level | undefined =>
  exchange.book(token)[side === 'BUY' ? 'bids' : 'asks'][0]

/** An empty side has no touch, and so neither a midpoint nor a spread. */
function midpointOf(exchange: Exchange, token: TokenId): string | null {
  const touch = exchangeTouch(exchange, token)
  return touch && formatMicros(Math.round((touch.bidMicros + touch.askMicros) / 2))
}

function spreadOf(exchange: Exchange, token: TokenId): string | null {
  const touch = exchangeTouch(exchange, token)
  return touch && formatMicros(touch.askMicros - touch.bidMicros)
}

function lastTradeOf(exchange: Exchange, token: TokenId) {
  const { lastTradePriceMicros, lastTradeSide } = exchange.book(token)
  return { price: formatMicros(lastTradePriceMicros ?? 500_000), side: lastTradeSide ?? '' }
}

/** Best price last on both sides, as the venue really prints it; the hash is over the object with an empty hash. */
function printBook(exchange: Exchange, token: TokenId, market: ListedMarket) {
  const book = exchange.book(token)
  const summary = {
    market: market.market,
    asset_id: token,
    timestamp: String(book.changedAtMs),
    hash: '',
    bids: book.bids.toReversed().map(printLevel),
    asks: book.asks.toReversed().map(printLevel),
    min_order_size: formatMicros(market.minSizeMicros),
    tick_size: formatMicros(market.tickMicros),
    neg_risk: market.negRisk,
    last_trade_price: book.lastTradePriceMicros === null ? '' : formatMicros(book.lastTradePriceMicros),
    ...(market.version === 'v2' && { version: 'v2' }),
  }
  return { ...summary, hash: createHash('sha1').update(JSON.stringify(summary)).digest('hex') }
}

export const printLevel = (level: Level) => ({
  price: formatMicros(level.priceMicros),
  size: formatMicros(level.sizeMicros),
})
