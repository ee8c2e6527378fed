import { mayBeLive } from '../domain/order.ts'
import { unreadableItem } from '../engine/unreadableItem.ts'
import type { MarketItem } from '../ports/store.ts'

/** Why `resume` would be refused for what the items say, with what to do first; null: they bar nothing. */
export function resumeBar(items: readonly MarketItem[]): string | null {
  const unreadable = unreadableItem(items)
  if (unreadable !== null) return unreadable
  const [living] = items.flatMap(({ state }) => state?.orders.filter(mayBeLive) ?? [])
  if (living !== undefined) return `order ${living.id} may still be live: wait for the STOP to be done`
  const lost = items.find(({ state }) => state?.lost !== undefined)
  if (lost !== undefined) return `${lost.market}: ${lost.state?.lost}: settle it with "npx bot adopt" first`
  const hand = items.find(({ state }) => state?.handOrders !== undefined || state?.handFilled === true)
  if (hand === undefined) return null
  const [order] = hand.state?.handOrders ?? []
  return order === undefined
    ? `${hand.market}: you traded by hand: book it with "npx bot adopt" first`
    : `${hand.market}: order ${order} of your own is open: cancel it, or wait until it is filled`
}
