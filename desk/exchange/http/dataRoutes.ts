import { marketId } from '../../../shared/domain/units.ts'
import type { Account, ExchangeTrade } from '../exchange.ts'
import { dataPage, invalid } from './dataPages.ts'
import { isAddress, isBytes32, printAccount } from './hex.ts'
import { slugOf } from './marketWire.ts'
import { positionsOf } from './positionRoutes.ts'
import { ok, type Reply } from './reply.ts'
import type { ApiContext, Call } from './route.ts'

/** A market's trades, each once on its taker's side; or a wallet's, a row a leg. Mined ones only, newest first. */
export function getTradeFeed(context: ApiContext, call: Call): Reply {
  const condition = call.query.get('condition')
  return condition === null ? getUserTrades(context, call) : getMarketTrades(context, call, condition)
}

function getMarketTrades(context: ApiContext, call: Call, condition: string): Reply {
  if (!isBytes32(condition)) return invalid('condition')
  // The makers' rows are not made up here.
  if ((call.query.get('taker_only') ?? 'true') !== 'true') return invalid('taker_only')
  const rows = context.exchange.publicTrades(marketId(condition)).map((row) => ({
    proxy_wallet: CROWD_WALLET,
    condition_id: row.market,
    token_id: row.token,
    side: row.side,
    size: row.sizeMicros / 1e6,
    price: row.priceMicros / 1e6,
    usdc_size: (row.sizeMicros * row.priceMicros) / 1e12,
    timestamp: Math.floor(row.minedAtMs / 1000),
    transaction_hash: row.transactionHash,
    ...namesOf(context, row.token),
  }))
  return dataPage(rows, call.query)
}

/** Whoever took: the simulated crowd has no wallets of its own. */
const CROWD_WALLET = `0x${'c0'.repeat(20)}`

function getUserTrades(context: ApiContext, call: Call): Reply {
  const user = call.query.get('user')
  if (!isAddress(user)) return invalid('user')
  const account = user.toLowerCase()
  const mined = context.exchange
    .trades(account)
    .filter((trade) => trade.status === 'MINED' || trade.status === 'CONFIRMED')
  return dataPage(
    mined.flatMap((trade) => printLegs(context, trade, account)),
    call.query,
  )
}

/** What a wallet's positions are worth at the current prices. */
export function getValue(context: ApiContext, call: Call): Reply {
  const user = call.query.get('user')
  if (!isAddress(user)) return invalid('user')
  const rows = positionsOf(context, user.toLowerCase())
  const value = rows.reduce((sum, row) => sum + row.current_value, 0)
  return ok({ data: { proxy_wallet: printAccount(user.toLowerCase()), value } })
}

/** Payouts in 1e-6 USDC by outcome; only condition ids of 64 digits are known here. */
export function getResolutions({ exchange }: ApiContext, call: Call): Reply {
  const condition = call.query.get('condition')
  if (!isBytes32(condition)) return invalid('condition')
  const market = exchange.markets().find((each) => each.market === marketId(condition))
  if (market === undefined) return dataPage([], new URLSearchParams())
  const { payoutMicros } = market
  const row = {
    condition_id: market.market,
    status: payoutMicros === null ? 'unresolved' : 'resolved',
    payouts: payoutMicros === null ? [] : [...payoutMicros],
  }
  return dataPage([row], new URLSearchParams())
}

function printLegs(context: ApiContext, trade: ExchangeTrade, account: Account) {
  return [trade.taker, ...trade.makers]
    .filter((leg) => leg.account === account)
    .map((leg) => {
      return {
        proxy_wallet: printAccount(account),
        condition_id: trade.market,
        token_id: leg.token,
        side: leg.side,
        size: leg.sizeMicros / 1e6,
        price: leg.priceMicros / 1e6,
        usdc_size: leg.usdcMicros / 1e6,
        timestamp: Math.floor(trade.matchedAtMs / 1000),
        transaction_hash: trade.transactionHash,
        ...namesOf(context, leg.token),
      }
    })
}

function namesOf({ exchange }: ApiContext, token: ExchangeTrade['taker']['token']) {
  const market = exchange.marketOf(token)
  const index = market?.tokens[0] === token ? 0 : 1
  return {
    title: market?.question ?? '',
    slug: market === undefined ? '' : slugOf(market),
    outcome: market?.outcomes[index] ?? '',
    outcome_index: index,
  }
}
