import { applyLeg } from '../accounting/applyLeg.ts'
import { foldOrder } from '../accounting/foldLegs.ts'
import { type Leg, legKey } from '../domain/leg.ts'
import { hasId, isClosed, type Order } from '../domain/order.ts'
import { type EpochMs, epochMs } from '../domain/units.ts'
import type { MarketState } from '../machine/state.ts'
import type { LedgerRecord } from '../ports/store.ts'
import { holdsCursor, isLeftBehind, readCursorMs } from './readCursor.ts'
import { withFolded } from './withFolded.ts'

/** Closed orders that may stay in the item whatever holds the cursor; of more, the oldest go. */
const MAX_CLOSED = 6

/** What leaves the item: its state without it, and the records that must be in the ledger before that is stored. */
export interface Pruned {
  readonly state: MarketState
  readonly records: readonly LedgerRecord[]
}

/**
 * Moves what is settled from the item to the ledger: legs older than the cursor into the folded position, closed
 * orders nobody asks about any longer. The records must be in the ledger before the pruned state is stored.
 *
 * Only what the stored item already held is pruned: so a record in the ledger proves that the leg has been in the item,
 * and a leg that is in the ledger and not in the item has been folded. A writer that lost its lease can therefore
 * never make a fill look counted that is not.
 */
export function prune(state: MarketState, stored: MarketState): Pruned {
  const cursorMs = readCursorMs(state)
  const folding = foldSettled(state, stored, cursorMs)
  const gone = forgettable(folding.state, stored, cursorMs)
  if (folding.records.length + gone.length === 0) return folding
  const { market } = state
  return {
    state: { ...folding.state, orders: folding.state.orders.filter((order) => !gone.includes(order)) },
    records: [...folding.records, ...gone.map((order): LedgerRecord => ({ kind: 'order', market, order }))],
  }
}

/**
 * Folds legs in their order, up to the first that is still open. A leg that the cursor has left behind unsettled is
 * passed over: should it settle after all, it is folded then. By it the size, the money and the fees of the position
 * are the same as in the order of the matches; only what of the money is cost and what is realised follows the order
 * in which the fills became known.
 */
function foldSettled(state: MarketState, stored: MarketState, cursorMs: EpochMs): Pruned {
  const { market } = state
  if (state.legs.length === 0) return { state, records: [] }
  const records: LedgerRecord[] = []
  const kept: Leg[] = []
  let { folded, foldedUntilMs, orders } = state
  let isOpen = false
  for (const leg of state.legs.toSorted(foldOrder)) {
    const isSettled = isFinal(leg, stored) && isFree(leg, state) && leg.matchedAtMs < cursorMs
    isOpen ||= !isSettled && !(leg.status === 'PROVISIONAL' && isLeftBehind(state, leg.matchedAtMs))
    if (isOpen || !isSettled) {
      kept.push(leg)
      continue
    }
    const isLate = !orders.some((order) => hasId(order, leg.orderId))
    records.push({ kind: 'fill', market, leg, ...(isLate ? { orderLeft: true } : {}) })
    foldedUntilMs = epochMs(Math.max(foldedUntilMs, leg.matchedAtMs + 1))
    orders = orders.map((order) => (hasId(order, leg.orderId) ? withFolded(order, leg) : order))
    if (leg.status !== 'CONFIRMED') continue
    const applied = applyLeg(folded, leg)
    folded = applied.position
    if (applied.closed) records.push(trip(market, leg, folded))
  }
  return { state: { ...state, folded, foldedUntilMs, legs: kept, orders }, records }
}

/** Final, and just so in the stored item. */
const isFinal = (leg: Leg, stored: MarketState): boolean =>
  leg.status !== 'PROVISIONAL' &&
  stored.legs.some((each) => legKey(each) === legKey(leg) && each.status === leg.status)

/** Its order is closed, gone, or no question of every tick. */
function isFree(leg: Leg, state: MarketState): boolean {
  const order = state.orders.find((each) => hasId(each, leg.orderId))
  return order === undefined || !holdsCursor(state, order)
}

/**
 * Closed orders, and just so in the stored item: those that no leg and no read asks about any longer, and the oldest of
 * too many. A fill of one that comes late is known as ours by its record.
 */
function forgettable(state: MarketState, stored: MarketState, cursorMs: EpochMs): readonly Order[] {
  const closed = state.orders
    .filter(
      (order) => isClosed(order) && stored.orders.some((each) => each.id === order.id && isClosed(each)),
    )
    .toSorted((a, b) => (a.closedAtMs ?? 0) - (b.closedAtMs ?? 0))
  const surplus = state.orders.filter(isClosed).length - MAX_CLOSED
  return closed.filter(
    (order, i) =>
      i < surplus ||
      ((order.closedAtMs ?? 0) < cursorMs && !state.legs.some((leg) => hasId(order, leg.orderId))),
  )
}

const trip = (
  market: MarketState['market'],
  leg: Leg,
  folded: MarketState['folded'],
): Extract<LedgerRecord, { kind: 'trip' }> => ({
  kind: 'trip',
  market,
  trip: {
    market,
    tokenId: leg.tokenId,
    number: folded.roundTrips,
    closedAtMs: leg.matchedAtMs,
    realisedMicros: folded.realisedMicros,
  },
})
