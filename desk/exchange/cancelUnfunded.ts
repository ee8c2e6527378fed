import type { Account } from './exchange.ts'
import type { Floor } from './floor.ts'
import type { BookOrder } from './priceLevel.ts'
import { assetGiven, removeOrder } from './removeOrder.ts'

/**
 * The venue watches balances: where an account's open orders of one market no longer fit what it has, the newest
 * of them go as INVALID until the rest do. One balance backs the orders of every market, so a fill in one market
 * can end orders in another.
 */
export function cancelUnfunded(floor: Floor, account: Account): void {
  const state = floor.ledger.account(account)
  if (isFunded(floor, account)) return
  for (const order of [...state.open].reverse()) {
    if (!fits(floor, order)) removeOrder(floor, order, 'INVALID', 'CANCELED_NOT_ENOUGH_BALANCE')
  }
}

function isFunded(floor: Floor, account: Account): boolean {
  const { heldIn, usdc, shares } = floor.ledger.account(account)
  for (const heldMicros of heldIn.values()) {
    if (heldMicros > usdc.settled - usdc.matched) return false
  }
  for (const { settled, matched, held } of shares.values()) {
    if (held > settled - matched) return false
  }
  return true
}

function fits(floor: Floor, order: BookOrder): boolean {
  const { account } = order.request
  const asset = assetGiven(order)
  return floor.ledger.held(account, asset, order.market) <= floor.ledger.spendable(account, asset)
}
