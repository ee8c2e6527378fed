import { formatMicros } from '../domain/decimal.ts'
import { mayBeLive } from '../domain/order.ts'
import type { EpochMs } from '../domain/units.ts'
import { EARLY_DROP_MS } from '../domain/venueRules.ts'
import { bookSanity } from '../strategy/bookSanity.ts'
import { isContradicted } from '../strategy/witness.ts'
import { type Context, exitView, type Mode } from './context.ts'
import { confirmedMicros, heldMicros, provisionalMicros } from './inventory.ts'
import { entryRefusals } from './marketsOwn.ts'
import { refusalsInWords } from './refusalWords.ts'
import type { Row } from './row.ts'
import type { WaitName } from './wait.ts'

/** What a watchdog found. */
export interface Found {
  readonly why: string
  /** Where the state says since when: such a wait needs no counting, and ends at once. */
  readonly dated?: { readonly sinceMs: EpochMs; readonly of: string }
  /** Another watchdog pages for all of it: the wait is counted, and not paged. */
  readonly pagedElsewhere?: true
}

export interface Watchdog {
  readonly name: WaitName
  /** Longer than that, and a person is called. */
  readonly longestMs: (context: Context) => number
  /** In other modes the wait is none: a halted position is the operator's, and STOP has alarms of its own. */
  readonly modes: readonly Mode[]
  /** Whether it holds in this tick, after the row was chosen. */
  readonly find: (context: Context, row: Row) => Found | null
}

const MINUTE_MS = 60_000
const TRADING: readonly Mode[] = ['RUNNING', 'UNREADABLE']
const ALWAYS: readonly Mode[] = ['RUNNING', 'UNREADABLE', 'HALTED', 'NOT_ARMED']
const ARMED: readonly Mode[] = ['RUNNING', 'UNREADABLE', 'HALTED']

/** Every wait there is, with its longest time. What the market's own state refuses is none. */
export const WATCHDOGS: readonly Watchdog[] = [
  {
    name: 'exitNotResting',
    // A reprice takes seconds, a restart of the venue two minutes; after five the position is unprotected.
    longestMs: () => 5 * MINUTE_MS,
    modes: TRADING,
    find: (context, row) => (isUnprotected(context) ? { why: inWords(row) } : null),
  },
  {
    name: 'priceNotBelieved',
    // The longest wipe of a book on record took 48 s; after three minutes the position is valued by its bids.
    longestMs: () => 5 * MINUTE_MS,
    modes: ARMED,
    find: disbelief,
  },
  {
    name: 'bookContradicted',
    // It has lasted for two minutes before the book is not believed.
    longestMs: () => 0,
    modes: ARMED,
    find: contradicted,
  },
  {
    name: 'entriesRefused',
    // No money is at stake while nothing is held: a venue's bad half hour needs nobody.
    longestMs: () => 60 * MINUTE_MS,
    modes: ['RUNNING'],
    find: (_, row) => {
      const { other } = entryRefusals(row)
      return other.length === 0 ? null : { why: refusalsInWords(other) }
    },
  },
  {
    name: 'orderUndecided',
    // Its end, the slack and the minute after which it may be called dead; then two minutes for the proof itself.
    longestMs: ({ settings }) => settings.safety.expirySlackMs + 3 * MINUTE_MS,
    modes: ALWAYS,
    find: ({ state, seen }) =>
      oldest(
        state.orders
          .filter((order) => mayBeLive(order) && order.expiresAtMs < seen.nowMs)
          .map(({ id, side, expiresAtMs }) => ({ why: `${side} ${id}`, sinceMs: expiresAtMs, of: id })),
      ),
  },
  {
    name: 'cancelUnconfirmed',
    // It is requested again in every tick; five minutes of that are thirty answers that confirm nothing.
    longestMs: () => 5 * MINUTE_MS,
    modes: TRADING,
    // Past its end an order is `orderUndecided`, with the cancel that is requested then.
    find: ({ state, seen }) =>
      oldest(
        state.orders.flatMap((order) => {
          const { cancelAsked: asked, id, side } = order
          return asked === undefined || !mayBeLive(order) || order.expiresAtMs < seen.nowMs
            ? []
            : [{ why: `${side} ${id}, ${asked.why}`, sinceMs: asked.atMs, of: id }]
        }),
      ),
  },
  {
    name: 'legUnsettled',
    // A fill settles within seconds or minutes; the venue gives its own retries up within half an hour.
    longestMs: () => 30 * MINUTE_MS,
    modes: ALWAYS,
    find: ({ state }) =>
      oldest(
        state.legs
          .filter(({ status }) => status === 'PROVISIONAL')
          .map(({ tradeId, side, matchedAtMs }) => ({
            why: `${side}, trade ${tradeId}`,
            sinceMs: matchedAtMs,
            of: tradeId,
          })),
      ),
  },
  {
    name: 'balanceNotRefreshed',
    // It is requested each half minute: ten requests without an answer.
    longestMs: () => 5 * MINUTE_MS,
    modes: ARMED,
    find: ({ state }) =>
      state.suspicion.balanceRefresh?.answered === false
        ? { why: `our fills say ${formatMicros(confirmedMicros(state))} shares` }
        : null,
  },
  {
    name: 'catchingUp',
    // A day of a busy market is a few dozen pieces, one a tick.
    longestMs: () => 30 * MINUTE_MS,
    modes: ALWAYS,
    find: ({ state: { catchUp } }) =>
      catchUp === undefined ? null : { why: `read up to ${new Date(catchUp.fromMs).toISOString()}` },
  },
  {
    name: 'surplus',
    // As long as the venue may lag behind the trades; only what is still there after it looked at the chain again.
    longestMs: ({ settings }) => settings.safety.positionLagMs,
    modes: ALWAYS,
    find: ({ state: { surplus } }) =>
      surplus?.refresh?.answered === true
        ? {
            why: `${formatMicros(surplus.sizeMicros)} shares`,
            dated: { sinceMs: surplus.sinceMs, of: 'surplus' },
          }
        : null,
  },
  {
    name: 'flattenWaiting',
    // Somebody wants to be out of the market, and believes that it is being done.
    longestMs: () => 5 * MINUTE_MS,
    modes: ['HALTED'],
    // What no bid takes was reported when it began.
    find: (context, row) =>
      row.code === 'noFlatten' && row.left === undefined && isUnprotected(context)
        ? { why: inWords(row) }
        : null,
  },
]

const inWords = ({ reason, refusals }: Row): string =>
  refusals === undefined ? reason : refusalsInWords(refusals)

/** Something can be sold, and no SELL rests; one that the venue has dropped by its date does not, read or unread. */
function isUnprotected({ state, seen }: Context): boolean {
  const sellable = confirmedMicros(state) - provisionalMicros(state, 'SELL')
  // Unsellable by the market's minimum, and settling: a person was called for that already.
  if (sellable < state.minSizeMicros || state.settling || state.unsellable === true) return false
  return !state.orders.some(
    ({ side, life, expiresAtMs }) =>
      side === 'SELL' && life.at === 'LIVE' && seen.nowMs < expiresAtMs - EARLY_DROP_MS,
  )
}

function disbelief(context: Context): Found | null {
  const { state } = context
  if (heldMicros(state) < state.minSizeMicros || state.settling) return null
  // The book that values what is held: a catalogue that is away is no reason to doubt it.
  const sanity = bookSanity(exitView(context))
  if (sanity.sane) return null
  // That alone is `bookContradicted`: one page for one cause. Its time counts: what follows it is no new wait.
  const isPagedThere = sanity.refusals.every((refusal) => refusal === 'contradicted')
  const why = refusalsInWords(sanity.refusals)
  return isPagedThere ? { why, pagedElsewhere: true } : { why }
}

function contradicted({ state, seen, settings }: Context): Found | null {
  const { contradiction } = state
  if (contradiction === undefined || !isContradicted(contradiction, seen.nowMs, settings)) return null
  const { sinceMs, says } = contradiction
  const what = says === undefined ? '' : ` at ${formatMicros(says.againstMicros)}`
  const stamp = says === undefined ? '' : `, and it has not changed since ${isoTime(says.stampedAtMs)}`
  return {
    why: `public trades or the midpoint are${what} beyond its touch${stamp}`,
    dated: { sinceMs, of: String(sinceMs) },
  }
}

const isoTime = (atMs: EpochMs): string => new Date(atMs).toISOString()

const oldest = (
  found: readonly { readonly why: string; readonly sinceMs: EpochMs; readonly of: string }[],
): Found | null => {
  const [first] = found.toSorted((a, b) => a.sinceMs - b.sinceMs)
  return first === undefined ? null : { why: first.why, dated: { sinceMs: first.sinceMs, of: first.of } }
}
