import { createHash } from 'node:crypto'
import { formatMicros } from '../../../shared/domain/decimal.ts'
import type { TokenId } from '../../../shared/domain/units.ts'
import type { Exchange, ExchangeOrder, ExchangeTrade } from '../exchange.ts'
import { outcomeOf } from './outcomes.ts'
import { ok, type Reply, refuse } from './reply.ts'
import type { ApiContext, Call, Caller } from './route.ts'

/** As the venue numbers them. */
const CANCELED = 1
const FILLED = 2
const RESOLVED = 4
const FILL_FAILED = 8
const KEPT_MS = 48 * 3_600_000

/** What happened to the caller's orders within two days, newest first, less what was dropped. */
export function getNotifications(context: ApiContext, _call: Call, caller: Caller): Reply {
  const dropped = context.droppedNotifications.get(caller.address)
  const shown = happenings(context.exchange, caller)
    .filter(({ atMs }) => context.exchange.nowMs() - atMs <= KEPT_MS)
    .toSorted((a, b) => b.atMs - a.atMs)
    .map((each) => ({ ...each, id: numberOf(each.key) }))
    .filter(({ id }) => dropped?.has(String(id)) !== true)
  return ok(
    shown.map(({ id, type, payload, atMs }) => ({
      id,
      type,
      owner: caller.apiKey,
      timestamp: Math.floor(atMs / 1000),
      payload,
    })),
  )
}

/** Without ids nothing is dropped. */
export function dropNotifications(context: ApiContext, call: Call, caller: Caller): Reply {
  const ids = (call.query.get('ids') ?? '').split(',').filter((id) => id !== '')
  if (ids.length > MAX_DROPPED) return refuse(400, 'Invalid notification ids')
  const dropped = context.droppedNotifications.get(caller.address) ?? new Set<string>()
  for (const id of ids) dropped.add(id)
  context.droppedNotifications.set(caller.address, dropped)
  return ok('OK')
}

const MAX_DROPPED = 1000

/** 48 bits of its hash: the same number each time it is requested, and one that a double can hold. */
const numberOf = (key: string): number =>
  Number.parseInt(createHash('sha256').update(key).digest('hex').slice(0, 12), 16)

interface Happening {
  /** Names it for good; the venue numbers them. */
  readonly key: string
  readonly type: number
  readonly atMs: number
  readonly payload: unknown
}

function happenings(exchange: Exchange, { account }: Caller): readonly Happening[] {
  const orders = new Map(exchange.orders(account).map((order) => [order.id, order]))
  const canceled = [...orders.values()].flatMap((order): Happening[] => {
    if (order.closedAtMs === null || order.status !== 'CANCELED') return []
    const payload = payloadOf(exchange, order, { trade: null, matchedMicros: 0 })
    return [{ key: `${CANCELED}-${order.id}`, type: CANCELED, atMs: order.closedAtMs, payload }]
  })
  const fills = exchange.trades(account).flatMap((trade) =>
    [trade.taker, ...trade.makers].flatMap((part): Happening[] => {
      const order = orders.get(part.orderId)
      if (part.account !== account || order === undefined) return []
      const payload = payloadOf(exchange, order, { trade, matchedMicros: part.sizeMicros })
      const key = `${trade.id}-${part.orderId}`
      const filled = { key: `${FILLED}-${key}`, type: FILLED, atMs: trade.matchedAtMs, payload }
      if (trade.status !== 'FAILED') return [filled]
      return [filled, { key: `${FILL_FAILED}-${key}`, type: FILL_FAILED, atMs: trade.updatedAtMs, payload }]
    }),
  )
  return [...canceled, ...fills, ...resolutions(exchange, account)]
}

/** Markets that ended with shares of the account, or orders of it, in them. */
function resolutions(exchange: Exchange, account: string): readonly Happening[] {
  const held = exchange.holdings(account).sharesMicros
  return exchange.markets().flatMap((market): Happening[] => {
    if (market.payoutMicros === null || !market.tokens.some((token) => held.has(token))) return []
    const payload = { market: market.market, question: market.question }
    return [{ key: `${RESOLVED}-${market.market}`, type: RESOLVED, atMs: exchange.nowMs(), payload }]
  })
}

function payloadOf(
  exchange: Exchange,
  order: ExchangeOrder,
  { trade, matchedMicros }: { readonly trade: ExchangeTrade | null; readonly matchedMicros: number },
) {
  return {
    order_id: order.id,
    market: order.market,
    asset_id: order.token,
    side: order.side,
    type: order.orderType,
    price: formatMicros(order.priceMicros),
    original_size: formatMicros(order.sizeMicros),
    matched_size: formatMicros(matchedMicros),
    remaining_size: formatMicros(order.sizeMicros - order.matchedMicros),
    outcome: outcomeOf(exchange, order.token),
    outcome_index: indexOf(exchange, order.token),
    trade_id: trade?.id ?? '',
    transaction_hash: trade?.transactionHash ?? '',
  }
}

const indexOf = (exchange: Exchange, token: TokenId): number =>
  exchange.marketOf(token)?.tokens[0] === token ? 0 : 1
