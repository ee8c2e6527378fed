import type { LegWithoutId, Trades, UnreadableLeg } from '../domain/leg.ts'
import type { OpenOrders } from '../domain/openOrders.ts'
import { hasId } from '../domain/order.ts'
import type { Read } from '../domain/read.ts'
import type { MarketState } from '../machine/state.ts'

/**
 * Of the account's trades those that can concern this market: what its tick decides on, and what its line keeps. A record
 * that names no market may be anybody's, and is judged by the tick; so is one that names an order of ours.
 */
export function ownTrades(trades: Read<Trades>, state: MarketState): Read<Trades> {
  if (!trades.ok) return trades
  const { legs, withoutId, unreadable } = trades.value
  const mayConcern = (row: LegWithoutId | UnreadableLeg): boolean =>
    row.market === null ||
    row.market === state.market ||
    state.orders.some((order) => hasId(order, row.orderId))
  const value = {
    legs: legs.filter((leg) => leg.market === state.market),
    withoutId: withoutId.filter(mayConcern),
    unreadable: unreadable.filter(mayConcern),
  }
  return { ...trades, value }
}

/** The same of the open orders; one of ours stays, whatever market the venue names for it. */
export function ownOrders(list: Read<OpenOrders>, state: MarketState): Read<OpenOrders> {
  if (!list.ok) return list
  const orders = list.value.orders.filter(
    ({ id, market }) => market === state.market || state.orders.some((order) => hasId(order, id)),
  )
  return { ...list, value: { ...list.value, orders } }
}
