import { formatMicros } from '../../../shared/domain/decimal.ts'
import { marketId } from '../../../shared/domain/units.ts'
import type { Account, Exchange, ExchangeTrade, HalfOpenPeriod, TradeParty } from '../exchange.ts'
import { isDigits, printAccount } from './hex.ts'
import { outcomeOf } from './outcomes.ts'
import { pageReply } from './pages.ts'
import { type Reply, refuse } from './reply.ts'
import type { ApiContext, Call, Caller } from './route.ts'

const INVALID = { error: 'Invalid trade params payload' }

type Context = Pick<ApiContext, 'exchange'> & {
  readonly settings: Pick<ApiContext['settings'], 'tradeStatusPrefix'>
}

/** The caller's trades, newest first, filtered and paged. */
export function getTrades(
  context: Context,
  call: Pick<Call, 'query'>,
  caller: Pick<Caller, 'account'>,
): Reply {
  const { query } = call
  const filter = parseFilter(query)
  if (filter === null) return refuse(400, INVALID.error)
  const wanted = context.exchange.trades(caller.account, filter.period).filter(filter.wants)
  return pageReply(wanted, query, (trade) => printTrade(context, trade, caller.account), INVALID)
}

/**
 * `market` and `asset_id` look at the taker's order only: a maker on the other token misses its own fill that way.
 * `before` and `after` are in seconds and exclude their bound, the stricter reading of what the venue leaves open.
 */
function parseFilter(query: URLSearchParams): Filter | null {
  const [id, market, token] = [query.get('id'), query.get('market'), query.get('asset_id')]
  const maker = query.get('maker_address')?.toLowerCase()
  const [before, after] = [query.get('before') ?? '999999999999', query.get('after') ?? '0']
  if (!isDigits(before) || !isDigits(after)) return null
  return {
    period: { fromMs: (Number(after) + 1) * 1000, untilMs: Number(before) * 1000 },
    wants: (trade) =>
      (id === null || trade.id === id) &&
      (market === null || trade.market === marketId(market)) &&
      (token === null || trade.taker.token === token) &&
      (maker === undefined || hasPart(trade, maker)),
  }
}

interface Filter {
  readonly period: HalfOpenPeriod
  readonly wants: (trade: ExchangeTrade) => boolean
}

const hasPart = (trade: ExchangeTrade, account: Account) =>
  trade.taker.account === account || trade.makers.some((maker) => maker.account === account)

/**
 * The top level shows the taker whoever looks, with the average price rounded to three decimals; a maker finds
 * itself in `maker_orders`.
 */
function printTrade({ exchange, settings }: Context, trade: ExchangeTrade, viewer: Account) {
  const { taker } = trade
  return {
    id: trade.id,
    taker_order_id: taker.orderId,
    market: trade.market,
    asset_id: taker.token,
    side: taker.side,
    size: formatMicros(taker.sizeMicros),
    fee_rate_bps: '0',
    price: formatMicros(Math.round(taker.priceMicros / 1000) * 1000),
    status: settings.tradeStatusPrefix + trade.status,
    match_time: String(seconds(trade.matchedAtMs)),
    last_update: String(seconds(trade.updatedAtMs)),
    outcome: outcomeOf(exchange, taker.token),
    bucket_index: 0,
    owner: taker.owner,
    maker_address: printAccount(taker.account),
    transaction_hash: trade.transactionHash,
    maker_orders: trade.makers.map((maker) => printMaker(exchange, maker)),
    trader_side: taker.account === viewer ? 'TAKER' : 'MAKER',
  }
}

const printMaker = (exchange: Exchange, maker: TradeParty) => ({
  order_id: maker.orderId,
  owner: maker.owner,
  maker_address: printAccount(maker.account),
  matched_amount: formatMicros(maker.sizeMicros),
  price: formatMicros(maker.priceMicros),
  fee_rate_bps: '',
  asset_id: maker.token,
  outcome: outcomeOf(exchange, maker.token),
  side: maker.side,
})

const seconds = (ms: number): number => Math.floor(ms / 1000)
