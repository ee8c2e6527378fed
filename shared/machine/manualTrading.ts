import { type ControlItem, isStopActive } from '../domain/control.ts'
import type { SeenLeg } from '../domain/leg.ts'
import type { VenueOrder } from '../domain/market.ts'
import { hasId } from '../domain/order.ts'
import type { Read } from '../domain/read.ts'
import type { EpochMs, OrderId } from '../domain/units.ts'
import { without } from '../domain/without.ts'
import type { Changed } from './event.ts'
import type { Observation } from './observation.ts'
import type { MarketState } from './state.ts'

/**
 * The person's own orders. Once a halt was done nothing of ours is sent until `resume`: what is created on our markets
 * after that, and in none of our records, is the person's. It is reported, and is no reason to STOP.
 */

/**
 * Since when; null: nothing is the person's, for this halt was never done or none is active. Older code that ended a halt
 * left no instant: its end has proved that nothing of ours rested, so what is in none of our records came after it.
 */
export function manualSinceMs(control: Read<ControlItem>): EpochMs | null {
  if (!control.ok || control.value === 'absent' || !isStopActive(control.value)) return null
  const { handSinceMs: sinceMs, doneSeq, clearedSeq } = control.value
  return sinceMs ?? (doneSeq > clearedSeq ? SOME_TIME_AGO : null)
}

const SOME_TIME_AGO = 0 as EpochMs

/** By its time alone; `maxSkewMs` is what the venue's clock may be off by. */
export const isManualOrder = (
  { createdAtMs }: { readonly createdAtMs: VenueOrder['createdAtMs'] | null },
  sinceMs: EpochMs | null,
  maxSkewMs: number,
): boolean => sinceMs !== null && createdAtMs !== null && createdAtMs > sinceMs + maxSkewMs

export const isManualFill = ({ matchedAtMs }: SeenLeg, control: Read<ControlItem>): boolean => {
  const sinceMs = manualSinceMs(control)
  return sinceMs !== null && matchedAtMs > sinceMs
}

/** The person's open orders that are kept; `resume` and `flatten` need to know of one. */
const MAX_MANUAL_ORDERS = 8

/**
 * The person's orders that rest in this market, as its item shows them, each reported as it comes; a list that cannot be
 * read changes nothing.
 */
export function withManualOrders(state: MarketState, seen: Observation, maxSkewMs: number): Changed {
  if (!seen.control.ok || !seen.openOrders.ok) return { state, events: [] }
  const rest = without(state, 'handOrders')
  const sinceMs = manualSinceMs(seen.control)
  if (sinceMs === null) return { state: without(rest, 'handFilled'), events: [] }
  const ids = seen.openOrders.value.orders
    .filter((order) => order.market === state.market && isManualOrder(order, sinceMs, maxSkewMs))
    .map(({ id }): OrderId => id)
    .filter((id) => !state.orders.some((order) => hasId(order, id)))
    .slice(0, MAX_MANUAL_ORDERS)
  const known = state.handOrders ?? []
  return {
    state: ids.length === 0 ? rest : { ...rest, handOrders: ids },
    events: ids.filter((id) => !known.includes(id)).map((id) => ({ is: 'handOrder', id })),
  }
}
