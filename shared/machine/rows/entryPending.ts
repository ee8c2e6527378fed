import { isDead, mayLive, type Order } from '../../domain/order.ts'
import { EARLY_DROP_MS } from '../../domain/venueRules.ts'
import { entryQuote } from '../../strategy/entryQuote.ts'
import { type Regime, regime } from '../../strategy/regime.ts'
import { shouldMove } from '../../strategy/requote.ts'
import { type Context, type Row, sighting } from '../context.ts'
import { heldMicros, isSellable, unclosed } from '../inventory.ts'
import type { ReasonCode } from '../reason.ts'

/** Why an order is to go: for machines, and in words. */
export interface Why {
  readonly code: ReasonCode
  readonly text: string
}

/**
 * ENTRY_PENDING: entry order posted, waiting for fill. Allowed: cancel entry, wait.
 * -> IDLE when the entry is gone (cancel confirmed, expired, refused by proof) and closed.
 * -> POSITION_OPEN when a BUY fill is confirmed; both are seen by reconciling, not decided here.
 */
export function entryPending(context: Context): Row {
  const [order] = unclosed(context.state, 'BUY')
  if (order === undefined) return wait('buySettling', 'a BUY has matched and is not settled')
  if (isDead(order)) return wait('entryGone', 'the entry is gone, its fills are not all seen')
  const why = askedBefore(order) ?? cancelReason(context, order)
  if (why === null) return wait('entryRests', 'the entry rests')
  return {
    row: 'ENTRY_PENDING: cancel entry',
    code: why.code,
    reason: why.text,
    actions: [{ do: 'cancel', id: order.id, why: why.text }],
  }
}

/** A cancel once asked for is asked for again, with the words it had. */
export const askedBefore = ({ cancelAsked }: Order): Why | null =>
  cancelAsked === undefined ? null : { code: 'cancelAgain', text: cancelAsked.why }

/** Entries that live or may live. */
export const livingEntries = ({ state }: Context): readonly Order[] =>
  state.orders.filter((order) => order.side === 'BUY' && mayLive(order))

function cancelReason(context: Context, order: Order): Why | null {
  const { state, seen, settings } = context
  if (state.exitOnly.length > 0) {
    return { code: 'exitOnly', text: `exit only: ${state.exitOnly.join(', ')}` }
  }
  if (isSellable(state)) {
    return { code: 'filled', text: 'filled to a position that can be sold' }
  }
  if (seen.nowMs - state.tradesReadAtMs > settings.safety.blindCancelMs) {
    return { code: 'tradesUnread', text: 'trades unread' }
  }
  const market = regime(sighting(context), 'stay')
  return regimeReason(context, market) ?? staleReason(context, order, market)
}

/** Regime change. What could merely not be read is waited for as long as blindness is. */
function regimeReason({ state, seen, settings }: Context, market: Regime): Why | null {
  if (market.valid) return null
  const real = market.refusals.filter((refusal) => !UNREAD.has(refusal))
  if (real.length > 0) return { code: 'regime', text: `regime: ${real.join(', ')}` }
  const goodMs = seen.nowMs - (state.lastGoodMid?.atMs ?? 0)
  return goodMs > settings.safety.blindCancelMs
    ? { code: 'marketUnread', text: 'regime: market unread' }
    : null
}

const UNREAD: ReadonlySet<string> = new Set(['bookUnknown', 'bookOld', 'infoUnknown'])

/** Stale has three names: off the quote, too old, expired (the last one the venue sees to). */
function staleReason(context: Context, order: Order, market: Regime): Why | null {
  const { seen, settings } = context
  const { repriceTicks, entryMaxAgeMs } = settings.quote
  if (isOff(context, order, market)) {
    return { code: 'offQuote', text: `off the quote by more than ${repriceTicks} ticks` }
  }
  const isOld = seen.nowMs - order.intendedAtMs > entryMaxAgeMs
  // About to be dropped by the venue anyway, and well priced: a cancel would gain nothing.
  const endsSoon = seen.nowMs >= order.expiresAtMs - 2 * EARLY_DROP_MS
  return isOld && !endsSoon ? { code: 'tooOld', text: 'too old' } : null
}

function isOff({ state, seen, settings }: Context, order: Order, market: Regime): boolean {
  if (!market.valid) return false
  const quoting = entryQuote({ ...market, settings, heldMicros: heldMicros(state) })
  if (!('quote' in quoting)) return false
  return shouldMove({
    side: 'BUY',
    restingMicros: order.priceMicros,
    wantedMicros: quoting.quote.priceMicros,
    ageMs: seen.nowMs - order.intendedAtMs,
    info: market.info,
    settings,
  })
}

const wait = (code: ReasonCode, reason: string): Row => ({
  row: 'ENTRY_PENDING: wait',
  code,
  reason,
  actions: [],
})
