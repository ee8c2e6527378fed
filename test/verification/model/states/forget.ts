import { hasId } from '../../../../shared/domain/order.ts'
import type { OrderId } from '../../../../shared/domain/units.ts'
import { readCursorMs } from '../../../../shared/reconcile/readCursor.ts'
import type { World } from './world.ts'

/** Drops what no reading contains any more: fills that are final, folded and behind the cursor, and their orders. */
export function forget(world: World): World {
  const cursorMs = readCursorMs(world.state)
  const isOver = (trade: World['trades'][number]): boolean =>
    !trade.hidden &&
    trade.status !== 'PROVISIONAL' &&
    trade.shown === trade.status &&
    trade.matchedAtMs < cursorMs &&
    !world.state.legs.some((leg) => leg.tradeId === trade.id)
  const over = world.trades.filter(isOver)
  const trades = over.length === 0 ? world.trades : world.trades.filter((trade) => !isOver(trade))
  const settled = over
    .filter((trade) => trade.status === 'CONFIRMED')
    .reduce((sum, { side, sizeMicros }) => sum + (side === 'BUY' ? sizeMicros : -sizeMicros), 0)
  const isAsked = (id: OrderId): boolean => trades.some((trade) => trade.order === id)
  return {
    ...world,
    trades,
    baseMicros: world.baseMicros + settled,
    orders: world.orders.filter(
      ({ id, at }) =>
        at !== 'terminal' || isAsked(id) || world.state.orders.some((order) => hasId(order, id)),
    ),
    ledgerFills: Object.fromEntries(
      Object.entries(world.ledgerFills).filter(([key]) =>
        trades.some((trade) => key === `${trade.id}:${trade.order}`),
      ),
    ),
    ledgerOrders: world.ledgerOrders.filter(isAsked),
  }
}
