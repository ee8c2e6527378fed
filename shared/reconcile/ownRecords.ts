import type { LegWithoutId, Trades, UnreadableLeg } from '../domain/leg.ts'
import type { OpenOrders } from '../domain/openOrders.ts'
import { hasId } from '../domain/order.ts'
import type { Read } from '../domain/read.ts'
import type { OrderId, TokenId } from '../domain/units.ts'
import type { MarketState } from '../machine/state.ts'

/**
 * Of the account's trades those that can concern this outcome, as its tick decides on them and its line keeps them; the
 * market's other outcome, where it is ours, judges its own. A record that names no market may concern any outcome, and
 * is judged by the tick; so is one that names an order of ours.
 */
export function ownTrades(trades: Read<Trades>, state: MarketState, siblingToken?: TokenId): Read<Trades> {
  if (!trades.ok) return trades
  const { legs, withoutId, unreadable } = trades.value
  const isOurs = (id: OrderId | null): boolean => state.orders.some((order) => hasId(order, id))
  // A record that cannot be read names the taker's token: a fill of the other outcome's may be one of ours by minting.
  const mayConcern = (record: LegWithoutId | UnreadableLeg): boolean =>
    record.market === null || record.market === state.market || isOurs(record.orderId)
  const value = {
    legs: legs.filter(
      ({ market, tokenId, orderId }) =>
        market === state.market &&
        (siblingToken === undefined || tokenId !== siblingToken || isOurs(orderId)),
    ),
    withoutId: withoutId.filter(mayConcern),
    unreadable: unreadable.filter(mayConcern),
  }
  return { ...trades, value }
}

/** The same of the open orders; one of ours stays, whatever market the venue names for it. */
export function ownOrders(
  list: Read<OpenOrders>,
  state: MarketState,
  siblingToken?: TokenId,
): Read<OpenOrders> {
  if (!list.ok) return list
  const orders = list.value.orders.filter(
    ({ id, market, tokenId }) =>
      (market === state.market && (siblingToken === undefined || tokenId !== siblingToken)) ||
      state.orders.some((order) => hasId(order, id)),
  )
  return { ...list, value: { ...list.value, orders } }
}
