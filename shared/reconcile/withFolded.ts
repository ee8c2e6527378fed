import { type Leg, legKey } from '../domain/leg.ts'
import { hasId, type Order } from '../domain/order.ts'
import { flooringMicros } from '../domain/tolerance.ts'
import { size } from '../domain/units.ts'
import type { MarketState } from '../machine/state.ts'

/** The order, with one more of its legs folded. */
export function withFolded(order: Order, leg: Leg): Order {
  const { countedMicros, matchedMicros, flooredMicros } = order.foldedLegs ?? NOTHING
  return {
    ...order,
    foldedLegs: {
      countedMicros: size(countedMicros + (leg.status === 'FAILED' ? 0 : leg.sizeMicros)),
      matchedMicros: size(matchedMicros + leg.sizeMicros),
      flooredMicros: size(flooredMicros + flooringMicros(leg)),
    },
  }
}

/**
 * An order that has left the item, with all its legs that are folded: what a new one may still take of it.
 * @param late Its fills that its own record does not count. One that the item holds is not folded: its record was written,
 * and the item after it was not.
 */
export const withLateFills = (state: MarketState, order: Order, late: readonly Leg[]): Order =>
  late
    .filter((leg) => hasId(order, leg.orderId) && !state.legs.some((held) => legKey(held) === legKey(leg)))
    .reduce(withFolded, order)

const NOTHING = { countedMicros: 0, matchedMicros: 0, flooredMicros: 0 }
