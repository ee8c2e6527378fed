import { applyLeg } from '../accounting/applyLeg.ts'
import { foldOrder } from '../accounting/foldLegs.ts'
import { type Leg, legKey } from '../domain/leg.ts'
import { hasId, isClosed } from '../domain/order.ts'
import { epochMs } from '../domain/units.ts'
import type { MarketState } from '../machine/state.ts'
import { readCursorMs } from './readCursor.ts'
import type { LedgerRow } from './store.ts'

/**
 * Moves what is settled from the item to the ledger: legs older than the cursor into the folded position, closed
 * orders nobody asks about any more. The rows must be in the ledger before the pruned state is stored.
 *
 * Only what the stored item already held is pruned: so a row in the ledger proves that the leg has been in the item,
 * and a leg that is in the ledger and not in the item has been folded. A writer that lost its lease can therefore
 * never make a fill look counted that is not.
 */
export function prune(
  state: MarketState,
  stored: MarketState,
): { readonly state: MarketState; readonly rows: readonly LedgerRow[] } {
  const cursorMs = readCursorMs(state)
  const { market } = state
  const rows: LedgerRow[] = []
  let { folded, foldedUntilMs } = state

  const inOrder = state.legs.toSorted(foldOrder)
  const firstKept = inOrder.findIndex((leg) => !isSettled(leg, state, stored) || leg.matchedAtMs >= cursorMs)
  const done = firstKept < 0 ? inOrder : inOrder.slice(0, firstKept)
  for (const leg of done) {
    rows.push({ kind: 'fill', market, leg })
    foldedUntilMs = epochMs(Math.max(foldedUntilMs, leg.matchedAtMs + 1))
    if (leg.status !== 'CONFIRMED') continue
    const applied = applyLeg(folded, leg)
    folded = applied.position
    if (applied.closed) rows.push(trip(market, leg, folded))
  }
  const legs = firstKept < 0 ? [] : inOrder.slice(firstKept)

  const forgettable = (order: MarketState['orders'][number]): boolean =>
    order.closedAtMs !== undefined &&
    order.closedAtMs < cursorMs &&
    stored.orders.some((each) => each.id === order.id && isClosed(each)) &&
    !legs.some((leg) => hasId(order, leg.orderId))
  for (const order of state.orders) if (forgettable(order)) rows.push({ kind: 'order', market, order })
  const orders = state.orders.filter((order) => !forgettable(order))

  return { state: { ...state, folded, foldedUntilMs, legs, orders }, rows }
}

/** Final, its order closed or gone, and just so in the stored item. */
function isSettled(leg: Leg, state: MarketState, stored: MarketState): boolean {
  const order = state.orders.find((each) => hasId(each, leg.orderId))
  return (
    leg.status !== 'PROVISIONAL' &&
    (order === undefined || isClosed(order)) &&
    stored.legs.some((each) => legKey(each) === legKey(leg) && each.status === leg.status)
  )
}

const trip = (
  market: MarketState['market'],
  leg: Leg,
  folded: MarketState['folded'],
): Extract<LedgerRow, { kind: 'trip' }> => ({
  kind: 'trip',
  market,
  trip: {
    market,
    number: folded.roundTrips,
    closedAtMs: leg.matchedAtMs,
    realisedMicros: folded.realisedMicros,
  },
})
