import { assert } from '../../shared/domain/assert.ts'
import { coveringNotional } from '../../shared/simulator/nearestNotional.ts'
import type { EndDetail, RestingStatus } from './exchange.ts'
import type { Floor, FloorMarket } from './floor.ts'
import { ladderOf, marketState } from './floor.ts'
import { isBid } from './form.ts'
import type { Asset } from './movements.ts'
import type { BookOrder } from './priceLevel.ts'
import { remainingMicros } from './priceLevel.ts'

/** Takes a resting order off the book for good and gives back what it held. */
export function removeOrder(
  floor: Floor,
  order: BookOrder,
  status: Exclude<RestingStatus, 'LIVE'>,
  endDetail?: EndDetail,
): void {
  assert(order.status === 'LIVE', `order ${order.request.id} is ${order.status}, not LIVE`)
  const state = marketState(floor, order.market)
  const { level } = order
  if (level !== null) {
    level.leave(order)
    ladderOf(state, isBid(order.form)).dropIfEmpty(level)
  }
  if (order.expiry !== null) floor.events.remove(order.expiry.atMs, order.expiry.task)
  order.expiry = null
  order.status = status
  if (endDetail !== undefined) order.endDetail = endDetail
  order.closedAtMs = floor.nowMs
  holdFor(floor, order)
  floor.ledger.account(order.request.account).open.delete(order)
  state.changedAtMs = floor.nowMs
}

export function removeAll(
  floor: Floor,
  state: FloorMarket,
  status: 'CANCELED' | 'CANCELED_MARKET_RESOLVED',
): void {
  for (const ladder of [state.bids, state.asks]) {
    for (const level of [...ladder.bestFirst()]) {
      for (const order of [...level.orders]) removeOrder(floor, order, status)
      level.setCrowd(0)
      ladder.dropIfEmpty(level)
    }
  }
  state.changedAtMs = floor.nowMs
}

/** Sets what an order holds to what it could still cost; nothing, once it no longer lives. */
export function holdFor(floor: Floor, order: BookOrder): void {
  const heldMicros = order.status === 'LIVE' ? needOf(order) : 0
  floor.ledger.hold(order.request.account, assetGiven(order), order.market, heldMicros - order.heldMicros)
  order.heldMicros = heldMicros
}

/** Gives back what a living order holds, until `holdFor` reserves it again. */
export function releaseHold(floor: Floor, order: BookOrder): void {
  floor.ledger.hold(order.request.account, assetGiven(order), order.market, -order.heldMicros)
  order.heldMicros = 0
}

export const assetGiven = (order: BookOrder): Asset =>
  order.form.side === 'BUY' ? 'USDC' : order.request.token

/** The most its open rest can still cost: USDC rounded up, or shares. */
export const needOf = (order: BookOrder): number =>
  order.form.side === 'BUY'
    ? coveringNotional(order.priceMicros, remainingMicros(order))
    : remainingMicros(order)
