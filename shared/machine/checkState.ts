import { assert } from '../domain/assert.ts'
import { isClosed, isDead, mayBeLive } from '../domain/order.ts'
import { MAX_MIDS } from '../strategy/midMemory.ts'
import { confirmedMicros, fitsOrder, unclosed } from './inventory.ts'
import { phaseOf } from './phase.ts'
import { MAX_INVENTORY_HISTORY, MAX_LEGS, MAX_ORDERS, type MarketState } from './state.ts'

/** What holds of every state that is ever stored or decided on; a breach is our own fault and a STOP. */
export function checkState(state: MarketState): void {
  assert(state.schema === 1, 'state: schema')
  assert(
    state.phase === phaseOf(state),
    () => `state: phase ${state.phase} is stored, ${phaseOf(state)} is computed`,
  )
  assert(confirmedMicros(state) >= 0, 'state: negative inventory')
  assert(state.orders.length <= MAX_ORDERS, `state: more than ${MAX_ORDERS} orders`)
  assert(state.legs.length <= MAX_LEGS, `state: more than ${MAX_LEGS} legs`)
  assert(state.inventoryHistory.length <= MAX_INVENTORY_HISTORY, 'state: inventory history')
  assert((state.mids?.micros.length ?? 0) <= MAX_MIDS, `state: more than ${MAX_MIDS} mids`)
  for (const side of ['BUY', 'SELL'] as const) {
    // Safety rules 2 and 4: at most one entry and one exit that lives or may be live, and one not closed.
    const open = unclosed(state, side).filter((order) => order.stuck !== true)
    assert(open.length <= 1, () => `state: ${open.length} ${side} orders not closed`)
    assert(
      state.orders.filter((o) => o.side === side && mayBeLive(o)).length <= 1,
      () => `state: two live ${side} orders`,
    )
  }
  for (const order of state.orders) {
    assert(!isClosed(order) || isDead(order), () => `order ${order.id}: closed but not dead`)
    assert(fitsOrder(state, order), () => `order ${order.id}: filled beyond its size`)
  }
}
