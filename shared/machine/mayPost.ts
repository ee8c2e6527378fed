import type { Valuation } from '../accounting/valuation.ts'
import { provesAbsenceAt } from '../domain/openOrders.ts'
import type { Side } from '../domain/order.ts'
import { pausedUntilMs } from './brake.ts'
import { clocksAgree } from './clocksAgree.ts'
import type { PostCondition } from './condition.ts'
import type { Context } from './context.ts'
import { heldMicros } from './inventory.ts'
import { markOf } from './mark.ts'
import { offerableMicros } from './offerable.ts'
import { placeOf } from './place.ts'
import { MAX_LEGS, MAX_ORDERS } from './state.ts'

/** What the item may hold when an entry is posted: the rest of its room is for the exits. */
const ENTRY_ORDERS = MAX_ORDERS / 2
const ENTRY_LEGS = MAX_LEGS - 100

/**
 * What must be known before anything is posted, an exit too. A read that fails bars no exit that is safe without it: the
 * item knows every order of ours, no SELL is posted while another may be live, and a date or a tick that is wrong is
 * refused. docs/safety.md has the table, read by read.
 */
const MAY_POST: readonly PostCondition[] = [
  { refusal: 'tradesUnread', holds: ({ tradesUsable }) => tradesUsable },
  { refusal: 'catchingUp', holds: ({ state }) => state.catchUp === undefined },
  { refusal: 'openOrdersSuspect', holds: ({ state }) => state.suspicion.openOrdersSinceMs === null },
  {
    refusal: 'clockSkew',
    holds: ({ seen: { skewMs }, settings: { safety } }) => !skewMs.ok || clocksAgree(skewMs.value, safety),
  },
  { refusal: 'infoUnknown', holds: ({ exitInfo }) => exitInfo.ok },
  // The last of its room: this many orders are stuck only if the venue reports nothing for hours.
  { refusal: 'itemFull', holds: ({ state }) => state.orders.length < MAX_ORDERS - 1 },
]

/** An exit or a flatten must not run against a venue that refuses it, either. */
export const MAY_SELL: readonly PostCondition[] = [
  ...MAY_POST,
  { refusal: 'backoff', holds: (context) => !isPausing(context, 'SELL') },
]

/** The balance was read, or has shown once that these shares are ours. */
export const OFFERABLE: PostCondition = {
  refusal: 'balanceUnread',
  holds: ({ state, seen }) => offerableMicros(state, seen.balance) !== null,
}

/** An entry needs every read of its tick: nothing that adds risk is decided on an unknown. */
export const MAY_BUY: readonly PostCondition[] = [
  ...MAY_POST,
  {
    says: 'Exposure < MAX_USDC_LOCKED',
    refusal: 'exposure',
    holds: ({ state }) => !state.exitOnly.includes('exposure'),
  },
  {
    says: 'No other cause of EXIT_ONLY',
    refusals: ({ state }) => state.exitOnly.filter((cause) => cause !== 'exposure'),
  },
  {
    refusal: 'openOrdersUnread',
    holds: ({ state, seen }) =>
      seen.openOrders.ok && provesAbsenceAt(seen.openOrders.value, placeOf(state, seen)),
  },
  { refusal: 'clockUnread', holds: ({ seen }) => seen.skewMs.ok },
  // What the item remembers does for an exit alone.
  { refusal: 'infoUnknown', holds: ({ seen, exitInfo }) => seen.info.ok || !exitInfo.ok },
  {
    refusal: 'itemFull',
    holds: ({ state }) => state.orders.length <= ENTRY_ORDERS && state.legs.length <= ENTRY_LEGS,
  },
  { refusal: 'backoff', holds: (context) => !isPausing(context, 'BUY') },
  // No risk is added to dust that nobody can value.
  {
    refusal: 'markDisbelieved',
    holds: ({ state, seen }) => heldMicros(state) === 0 || isPriced(markOf(state, seen.nowMs)),
  },
  // A position would be measured by another minimum than the one the phases know.
  {
    refusal: 'minimumChanged',
    holds: ({ state, seen }) => !seen.info.ok || seen.info.value.minSizeMicros === state.minSizeMicros,
  },
]

const isPausing = ({ state, seen }: Context, side: Side): boolean => seen.nowMs < pausedUntilMs(state, side)

const isPriced = ({ belief }: Valuation): boolean => belief === 'believed' || belief === 'settled'
