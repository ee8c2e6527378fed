import type { Exchange, ListedMarket } from '../exchange.ts'
import { iso, priceOf, slugOf } from './marketWire.ts'
import { ok, type Reply } from './reply.ts'
import type { ApiContext, Call } from './route.ts'

const MAX_ROWS = 100

/** The Gamma API's list, filtered by condition or token, in camel case with lists inside of strings. */
export function getGammaMarkets({ exchange }: ApiContext, call: Call): Reply {
  const conditions = call.query.getAll('condition_ids').map((id) => id.toLowerCase())
  const tokens = call.query.getAll('clob_token_ids')
  const wanted = exchange
    .markets()
    .filter(
      (market) =>
        (conditions.length === 0 || conditions.includes(market.market)) &&
        (tokens.length === 0 || market.tokens.some((token) => tokens.includes(token))),
    )
  return ok(wanted.slice(0, MAX_ROWS).map((market) => printGamma(exchange, market)))
}

function printGamma(exchange: Exchange, market: ListedMarket) {
  const isV2 = market.version === 'v2'
  return {
    conditionId: market.market,
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
