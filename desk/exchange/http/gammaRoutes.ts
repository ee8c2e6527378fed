import type { Exchange, ListedMarket } from '../exchange.ts'
import { iso, priceOf, slugOf } from './marketWire.ts'
import { ok, type Reply } from './reply.ts'
import type { ApiContext, Call } from './route.ts'

const MAX_ROWS = 100

/** The Gamma API's old list, filtered by condition or token, in camel case with lists inside of strings. */
export function getGammaMarkets(context: ApiContext, call: Call): Reply {
  return ok(listed(context, call))
}

/** Its successor, paged by a cursor; everything asked for by id fits into the first page. */
export function getGammaKeyset(context: ApiContext, call: Call): Reply {
  return ok({ markets: listed(context, call) })
}

/** Closed markets are left out unless they are asked for. */
function listed({ exchange }: ApiContext, { query }: Call) {
  const conditions = query.getAll('condition_ids').map((id) => id.toLowerCase())
  const tokens = query.getAll('clob_token_ids')
  const closed = query.get('closed') === 'true'
  const wanted = exchange
    .markets()
    .filter(
      (market) =>
        market.closed === closed &&
        (conditions.length === 0 || conditions.includes(conditionOf(market))) &&
        (tokens.length === 0 || market.tokens.some((token) => tokens.includes(token))),
    )
  return wanted.slice(0, MAX_ROWS).map((market) => printGamma(exchange, market))
}

/** Conditions of the second protocol have 31 bytes here, and 32 at the order book. */
const conditionOf = ({ market, version }: ListedMarket): string =>
  version === 'v2' ? market.slice(0, -2) : market

function printGamma(exchange: Exchange, market: ListedMarket) {
  const isV2 = market.version === 'v2'
  return {
    conditionId: conditionOf(market),
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
    ...(market.gameStartMs !== null && { gameStartTime: iso(market.gameStartMs) }),
    feesEnabled: market.feeRatePpm > 0,
    feeSchedule: {
      rate: market.feeRatePpm / 1e6,
      exponent: market.feeExponent,
      takerOnly: true,
      rebateRate: 0,
    },
  }
}
