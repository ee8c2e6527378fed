import type { Valuation } from '../accounting/valuation.ts'
import { provesAbsenceAt } from '../domain/openOrders.ts'
import type { Side } from '../domain/order.ts'
import { pausedUntilMs } from './brake.ts'
import type { Context } from './context.ts'
import { heldMicros } from './inventory.ts'
import { markOf } from './mark.ts'
import { placeOf } from './place.ts'
import { MAX_LEGS, MAX_ORDERS } from './state.ts'

/** What the item may hold when an entry is posted: the rest of its room is for the exits. */
const ENTRY_ORDERS = MAX_ORDERS / 2
const ENTRY_LEGS = MAX_LEGS - 100

/**
 * What must be known before anything is posted, an exit too. A read that fails bars no exit that is safe without it: the item knows
 * every order of ours, no SELL is posted beside one that may live, and a date or a tick that is wrong is refused.
 * docs/safety.md has the table, read by read. Returns the names of what is missing.
 */
export function mayNotPost({ state, seen, settings, tradesUsable, exitInfo }: Context): readonly string[] {
  const refusals: string[] = []
  if (!tradesUsable) refusals.push('tradesUnread')
  if (state.catchUp !== undefined) refusals.push('catchingUp')
  if (state.suspicion.openOrdersSinceMs !== null) refusals.push('openOrdersSuspect')
  if (seen.skewMs.ok && Math.abs(seen.skewMs.value) > settings.safety.maxSkewMs) refusals.push('clockSkew')
  if (!exitInfo.ok) refusals.push('infoUnknown')
  // The last of its room: so many orders are stuck only where the venue tells nothing for hours.
  if (state.orders.length >= MAX_ORDERS - 1) refusals.push('itemFull')
  return refusals
}

/** An exit or a flatten must not run against a venue that refuses it, either. */
export const mayNotSell = (context: Context): readonly string[] => [
  ...mayNotPost(context),
  ...(isPausing(context, 'SELL') ? ['backoff'] : []),
]

const isPausing = ({ state, seen }: Context, side: Side): boolean => seen.nowMs < pausedUntilMs(state, side)

/** An entry needs every read of its tick: nothing that adds risk is decided on an unknown. */
export function mayNotEnter(context: Context): readonly string[] {
  const { state, seen } = context
  const refusals = [...mayNotPost(context), ...state.exitOnly]
  if (!seen.openOrders.ok || !provesAbsenceAt(seen.openOrders.value, placeOf(state, seen)))
    refusals.push('openOrdersUnread')
  if (!seen.skewMs.ok) refusals.push('clockUnread')
  if (!seen.info.ok && !refusals.includes('infoUnknown')) refusals.push('infoUnknown')
  if (state.orders.length > ENTRY_ORDERS || state.legs.length > ENTRY_LEGS) refusals.push('itemFull')
  if (isPausing(context, 'BUY')) refusals.push('backoff')
  // No risk is added to dust that nobody can value.
  if (heldMicros(state) > 0 && !isPriced(markOf(state, seen.nowMs))) refusals.push('markDisbelieved')
  // A position would be measured by another minimum than the one the phases know.
  if (seen.info.ok && seen.info.value.minSizeMicros !== state.minSizeMicros) refusals.push('minimumChanged')
  return refusals
}

const isPriced = ({ belief }: Valuation): boolean => belief === 'believed' || belief === 'settled'
