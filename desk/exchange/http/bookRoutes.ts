import { createHash } from 'node:crypto'
import { formatMicros } from '../../../shared/domain/decimal.ts'
import type { Level } from '../../../shared/domain/market.ts'
import { parseJson } from '../../../shared/domain/parseJson.ts'
import { type TokenId, tokenId } from '../../../shared/domain/units.ts'
import { MAX_TOKENS_A_CALL } from '../../../shared/domain/venueRules.ts'
import type { Exchange, ListedMarket } from '../exchange.ts'
import { exchangeTouch } from './exchangeTouch.ts'
import { isDigits } from './hex.ts'
import { ok, type Reply, refuse } from './reply.ts'
import type { ApiContext, Call } from './route.ts'

const NO_BOOK = refuse(404, 'No orderbook exists for the requested token id')
const INVALID_TOKEN = refuse(400, 'Invalid token id')

export function getBook({ exchange }: ApiContext, call: Call): Reply {
  return withBook(exchange, call, (token, market) => ok(printBook(exchange, token, market)))
}

/** Unknown tokens are missing from the answer without a word. */
export function postBooks({ exchange }: ApiContext, call: Call): Reply {
  const body = parseJson(call.body)
  if (!Array.isArray(body)) return refuse(400, 'Invalid payload')
  if (body.length > MAX_TOKENS_A_CALL) return refuse(400, 'Payload exceeds the limit')
  const tokens = body.map((entry: { readonly token_id?: unknown } | null) => entry?.token_id)
  if (!tokens.every(isDigits)) return refuse(400, 'Invalid payload')
  return ok(
    tokens.flatMap((text) => {
      const market = withOpenBook(exchange, tokenId(text))
      return market === null ? [] : [printBook(exchange, tokenId(text), market)]
    }),
  )
}

export function getMidpoint({ exchange }: ApiContext, call: Call): Reply {
  return withTouch(exchange, call, (bid, ask) => ok({ mid: formatMicros(Math.round((bid + ask) / 2)) }))
}

export function getSpread({ exchange }: ApiContext, call: Call): Reply {
  return withTouch(exchange, call, (bid, ask) => ok({ spread: formatMicros(ask - bid) }))
}

/** The best price on that side of the book: BUY is the best bid. */
export function getPrice({ exchange }: ApiContext, call: Call): Reply {
  const side = call.query.get('side')?.toUpperCase()
  if (side !== 'BUY' && side !== 'SELL') return refuse(400, 'Invalid side')
  return withBook(exchange, call, (token) => {
    const book = exchange.book(token)
    const best = (side === 'BUY' ? book.bids : book.asks)[0]
    return ok({ price: formatMicros(best?.priceMicros ?? 0) })
  })
}

export function getLastTradePrice({ exchange }: ApiContext, call: Call): Reply {
  return withBook(exchange, call, (token) => {
    const { lastTradePriceMicros, lastTradeSide } = exchange.book(token)
    return ok({ price: formatMicros(lastTradePriceMicros ?? 500_000), side: lastTradeSide ?? '' })
  })
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

const printLevel = (level: Level) => ({
  price: formatMicros(level.priceMicros),
  size: formatMicros(level.sizeMicros),
})

function withBook(
  exchange: Exchange,
  call: Call,
  answer: (token: TokenId, market: ListedMarket) => Reply,
): Reply {
  const token = call.query.get('token_id')
  if (!isDigits(token)) return INVALID_TOKEN
  const market = withOpenBook(exchange, tokenId(token))
  return market === null ? NO_BOOK : answer(tokenId(token), market)
}

/** An empty side has no touch, and so no answer. */
function withTouch(
  exchange: Exchange,
  call: Call,
  answer: (bidMicros: number, askMicros: number) => Reply,
): Reply {
  return withBook(exchange, call, (token) => {
    const touch = exchangeTouch(exchange, token)
    return touch === null ? NO_BOOK : answer(touch.bidMicros, touch.askMicros)
  })
}

function withOpenBook(exchange: Exchange, token: TokenId): ListedMarket | null {
  const market = exchange.marketOf(token)
  return market === undefined || market.closed ? null : market
}
