import type { OrderId } from '../../shared/domain/units.ts'
import type { Account, CancelResult } from './exchange.ts'
import type { Floor } from './floor.ts'
import type { BookOrder } from './priceLevel.ts'
import { removeOrder } from './removeOrder.ts'

/** Cancels by id; what cannot be cancelled is named with the venue's words, and nothing is an error. */
export function cancelByIds(floor: Floor, account: Account, ids: readonly string[]): CancelResult {
  const canceled: OrderId[] = []
  const notCanceled: Record<string, string> = {}
  for (const id of new Set(ids.map((given) => given.toLowerCase()))) {
    const order = floor.orders.get(id)
    const why = reasonNot(order, account)
    if (order === undefined || why !== null) {
      notCanceled[id] = why ?? 'Order not found'
      continue
    }
    removeOrder(floor, order, 'CANCELED')
    canceled.push(order.request.id)
  }
  return { canceled, notCanceled }
}

/** Cancels an account's live orders, oldest first. */
export function cancelWhere(
  floor: Floor,
  account: Account,
  matches: (order: BookOrder) => boolean,
): CancelResult {
  const canceled = [...floor.ledger.account(account).open].filter((order) => !order.pending && matches(order))
  for (const order of canceled) removeOrder(floor, order, 'CANCELED')
  return { canceled: canceled.map((order) => order.request.id), notCanceled: {} }
}

/** Nothing distinguishes somebody else's order from none. */
function reasonNot(order: BookOrder | undefined, account: Account): string | null {
  if (order === undefined || order.request.account !== account) return 'Order not found or already canceled'
  if (order.status === 'LIVE') return order.pending ? 'Order not found or already canceled' : null
  return order.status === 'MATCHED' ? 'Order already matched' : 'Order already canceled'
}
