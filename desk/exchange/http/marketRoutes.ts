import { marketId, tokenId } from '../../../shared/domain/units.ts'
import type { ListedMarket } from '../exchange.ts'
import { isBytes32, isDigits } from './hex.ts'
import { printCompactMarket, printMarket, printSimplifiedMarket } from './marketWire.ts'
import { pageReply } from './pages.ts'
import { ok, type Reply, refuse } from './reply.ts'
import { rewarded } from './rewardRoutes.ts'
import type { ApiContext, Call } from './route.ts'

const MARKETS_PER_PAGE = 1000
/** What the venue prints for every market that takes a fee: a flag, not the rate. */
const FEE_FLAG = 1000
const NOT_FOUND = refuse(404, 'market not found')

export function getTickSize(context: ApiContext, call: Call): Reply {
  return withMarketOfToken(context, call.query.get('token_id'), (market) =>
    ok({ minimum_tick_size: market.tickMicros / 1e6 }),
  )
}

export function getNegRisk(context: ApiContext, call: Call): Reply {
  return withMarketOfToken(context, call.query.get('token_id'), (market) => ok({ neg_risk: market.negRisk }))
}

export function getFeeRate(context: ApiContext, call: Call): Reply {
  return withMarketOfToken(context, call.query.get('token_id'), (market) =>
    ok({ base_fee: market.feeRatePpm > 0 ? FEE_FLAG : 0 }),
  )
}

export function getMarketByToken(context: ApiContext, call: Call): Reply {
  return withMarketOfToken(context, call.params[0] ?? null, (market) =>
    ok({
      condition_id: market.market,
      primary_token_id: market.tokens[0],
      secondary_token_id: market.tokens[1],
    }),
  )
}

export function getMarket(context: ApiContext, call: Call): Reply {
  const id = call.params[0] ?? ''
  if (!id.startsWith('0x')) return refuse(400, 'Invalid market')
  const market = findMarket(context, id)
  return market === undefined ? NOT_FOUND : ok(printMarket(context.exchange, market))
}

/** Only the 64 digits form of a condition id is known here. */
export function getCompactMarket(context: ApiContext, call: Call): Reply {
  const market = findMarket(context, call.params[0] ?? '')
  return market === undefined ? NOT_FOUND : ok(printCompactMarket(market))
}

export function getMarkets({ exchange }: ApiContext, call: Call): Reply {
  return listed(call, exchange.markets(), (market) => printMarket(exchange, market))
}

/** Markets that pay rewards. */
export function getSamplingMarkets(context: ApiContext, call: Call): Reply {
  return listed(call, rewarded(context), (market) => printMarket(context.exchange, market))
}

export function getSimplifiedMarkets({ exchange }: ApiContext, call: Call): Reply {
  return listed(call, exchange.markets(), (market) => printSimplifiedMarket(exchange, market))
}

export function getSamplingSimplifiedMarkets(context: ApiContext, call: Call): Reply {
  return listed(call, rewarded(context), (market) => printSimplifiedMarket(context.exchange, market))
}

const listed = (
  { query }: Call,
  markets: readonly ListedMarket[],
  print: (market: ListedMarket) => unknown,
): Reply => pageReply(markets, query, print, { limit: MARKETS_PER_PAGE })

const findMarket = ({ exchange }: ApiContext, id: string): ListedMarket | undefined =>
  isBytes32(id) ? exchange.markets().find((market) => market.market === marketId(id)) : undefined

function withMarketOfToken(
  { exchange }: ApiContext,
  token: string | null,
  answer: (market: ListedMarket) => Reply,
): Reply {
  if (!isDigits(token)) return refuse(400, 'Invalid token id')
  const market = exchange.marketOf(tokenId(token))
  return market === undefined ? NOT_FOUND : answer(market)
}
