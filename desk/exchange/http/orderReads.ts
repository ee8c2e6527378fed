import { formatMicros } from '../../../shared/domain/decimal.ts'
import { marketId } from '../../../shared/domain/units.ts'
import type { Exchange, ExchangeOrder } from '../exchange.ts'
import { printAccount } from './hex.ts'
import { outcomeOf } from './outcomes.ts'
import { pageReply } from './pages.ts'
import { json, ok, type Reply, refuse } from './reply.ts'
import type { ApiContext, Call, Caller } from './route.ts'

const INVALID = { error: 'invalid order params payload' }

/** One order by hash, of whatever status unless the settings have the venue forget the terminal ones. */
export function getOrder(context: ApiContext, call: Call, caller: Caller): Reply {
  const order = ownOrder(context, caller, call.params[0] ?? '')
  if (order === undefined) return refuse(404, 'Order not found')
  const isOver = order.status !== 'LIVE' && order.status !== 'DELAYED'
  if (isOver && context.settings.terminalOrders !== 'returned')
    return context.settings.terminalOrders === 'null' ? json(200, null) : refuse(404, 'Order not found')
  return ok(printOrder(context.exchange, order))
}

/** Live orders, oldest first; with `id` that order of whatever status. */
export function getOpenOrders(context: ApiContext, call: Call, caller: Caller): Reply {
  const { query } = call
  const id = query.get('id')
  const orders = id === null ? context.exchange.openOrders(caller.account) : [ownOrder(context, caller, id)]
  const market = query.get('market')
  const token = query.get('asset_id')
  const wanted = orders.filter(
    (order): order is ExchangeOrder =>
      order !== undefined &&
      (market === null || order.market === marketId(market)) &&
      (token === null || order.token === token),
  )
  return pageReply(wanted, query, (order) => printOrder(context.exchange, order), INVALID)
}

/** Orders of the first exchange that were left over at the cut-over: all of them are gone. */
export const getPreMigrationOrders = (_context: ApiContext, { query }: Call): Reply =>
  pageReply([], query, (order) => order, INVALID)

function ownOrder(context: ApiContext, caller: Caller, id: string): ExchangeOrder | undefined {
  const order = context.exchange.order(id.toLowerCase())
  return order?.account === caller.account ? order : undefined
}

function printOrder(exchange: Exchange, order: ExchangeOrder) {
  return {
    ...orderFields(exchange, order),
    maker_address: printAccount(order.account),
    expiration: String(Math.floor((order.expiresAtMs ?? 0) / 1000)),
    order_type: order.orderType,
    created_at: Math.floor(order.createdAtMs / 1000),
  }
}

/** What the API and the user channel say of an order alike. */
export const orderFields = (exchange: Exchange, order: ExchangeOrder) => ({
  id: order.id,
  status: order.endDetail ?? order.status,
  owner: order.owner,
  market: order.market,
  asset_id: order.token,
  side: order.side,
  original_size: formatMicros(order.sizeMicros),
  size_matched: formatMicros(order.matchedMicros),
  price: formatMicros(order.priceMicros),
  outcome: outcomeOf(exchange, order.token),
  associate_trades: order.tradeIds,
})
