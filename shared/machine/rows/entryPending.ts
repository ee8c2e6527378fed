import { isDead, mayLive, type Order } from '../../domain/order.ts'
import { entryQuote } from '../../strategy/entryQuote.ts'
import { isOffByMoreThan } from '../../strategy/grid.ts'
import { regime } from '../../strategy/regime.ts'
import { type Context, type Row, sighting } from '../context.ts'
import { confirmedMicros, heldMicros, provisionalMicros, unclosed } from '../inventory.ts'

/** The venue drops a GTD order this long before its stated end. */
const VENUE_EARLY_MS = 60_000

/**
 * ENTRY_PENDING: entry order posted, waiting for fill. Allowed: cancel entry, wait.
 * -> IDLE when the entry is gone (cancel confirmed, expired, refused by proof) and closed.
 * -> POSITION_OPEN when a BUY fill is confirmed; both are seen by reconciling, not decided here.
 */
export function entryPending(context: Context): Row {
  const [order] = unclosed(context.state, 'BUY')
  if (order === undefined) return wait('a BUY has matched and is not settled')
  if (isDead(order)) return wait('the entry is gone, its fills are not all seen')
  const why = order.cancelAsked?.why ?? cancelReason(context, order)
  return why === null ? wait('the entry rests') : cancelEntry(order, 'ENTRY_PENDING', why)
}

/** The rest of an entry is cancelled wherever a position has come of it. */
export function cancelEntry(order: Order, phase: string, why: string): Row {
  return { row: `${phase}: cancel entry`, reason: why, actions: [{ do: 'cancel', id: order.id, why }] }
}

/** Entries that live or may live. */
export const livingEntries = ({ state }: Context): readonly Order[] =>
  state.orders.filter((order) => order.side === 'BUY' && mayLive(order))

function cancelReason(context: Context, order: Order): string | null {
  const { state, seen, settings } = context
  if (state.exitOnly.length > 0) return `exit only: ${state.exitOnly.join(', ')}`
  if (heldMicros(state) >= state.minSizeMicros) return 'filled to a position that can be sold'
  if (seen.nowMs - state.tradesReadAtMs > settings.safety.blindCancelMs) return 'trades unread'
  return regimeReason(context) ?? staleReason(context, order)
}

/** Regime change. What could merely not be read is waited for as long as blindness is. */
function regimeReason(context: Context): string | null {
  const { state, seen, settings } = context
  const market = regime(sighting(context))
  if (market.valid) return null
  const real = market.refusals.filter((refusal) => !UNREAD.has(refusal))
  if (real.length > 0) return `regime: ${real.join(', ')}`
  const goodMs = seen.nowMs - (state.lastGoodMid?.atMs ?? 0)
  return goodMs > settings.safety.blindCancelMs ? 'regime: market unread' : null
}

const UNREAD: ReadonlySet<string> = new Set(['bookUnknown', 'bookOld', 'infoUnknown'])

/** Stale has three names: off the quote, too old, expired (the last one the venue sees to). */
function staleReason(context: Context, order: Order): string | null {
  const { seen, settings } = context
  const offTicks = isOff(context, order)
  if (offTicks) return `off the quote by more than ${settings.quote.repriceTicks} ticks`
  const isOld = seen.nowMs - order.intendedAtMs > settings.quote.entryMaxAgeMs
  // About to be dropped by the venue anyway, and well priced: a cancel would gain nothing.
  const endsSoon = seen.nowMs >= order.expiresAtMs - 2 * VENUE_EARLY_MS
  return isOld && !endsSoon ? 'too old' : null
}

function isOff(context: Context, order: Order): boolean {
  const { state, settings } = context
  const market = regime(sighting(context))
  if (!market.valid) return false
  const held = confirmedMicros(state) + provisionalMicros(state, 'BUY')
  const quoting = entryQuote({ ...market, settings, heldMicros: held as typeof order.sizeMicros })
  if (!('quote' in quoting)) return false
  return isOffByMoreThan(
    quoting.quote.priceMicros,
    order.priceMicros,
    settings.quote.repriceTicks,
    market.info.tickMicros,
  )
}

const wait = (reason: string): Row => ({ row: 'ENTRY_PENDING: wait', reason, actions: [] })
