import { mayBeLive, type Order, type OrderDraft } from '../../domain/order.ts'
import { EARLY_DROP_MS } from '../../domain/venueRules.ts'
import { entryQuote } from '../../strategy/entryQuote.ts'
import { type Regime, regime } from '../../strategy/regime.ts'
import { shouldMove } from '../../strategy/requote.ts'
import { type Context, marketView } from '../context.ts'
import type { Action } from '../decision.ts'
import { heldMicros, isSellable, unclosed } from '../inventory.ts'
import { refusalsInWords } from '../refusalWords.ts'
import type { Row } from '../row.ts'
import { type CancelReason, pendingRow } from './pending.ts'

/** "Cancel entry, wait": what changes the phase then is the cancel's answer, or a fill. */
export function cancelEntry(context: Context): Row {
  const [order] = unclosed(context.state, 'BUY')
  return pendingRow('BUY', order, (resting) => cancelReason(context, resting))
}

/** The rest of an entry goes once its fills can be sold. */
export const cancelFilledEntries = ({ state }: Context): readonly Action<OrderDraft>[] =>
  state.orders
    .filter((order) => order.side === 'BUY' && mayBeLive(order))
    .map(({ id }) => ({ do: 'cancel', id, why: FILLED.text }))

const FILLED: CancelReason = { code: 'filled', text: 'filled to a position that can be sold' }

function cancelReason(context: Context, order: Order): CancelReason | null {
  const { state, seen, settings } = context
  if (state.exitOnly.length > 0) {
    return { code: 'exitOnly', text: refusalsInWords(state.exitOnly) }
  }
  if (isSellable(state)) return FILLED
  if (seen.nowMs - state.tradesReadAtMs > settings.safety.blindCancelMs) {
    return { code: 'tradesUnread', text: 'trades unread' }
  }
  const market = regime(marketView(context), 'stay')
  return regimeReason(context, market) ?? staleReason(context, order, market)
}

/** Regime change. What could merely not be read is waited for as long as blindness is. */
function regimeReason({ state, seen, settings }: Context, market: Regime): CancelReason | null {
  if (market.valid) return null
  const real = market.refusals.filter((refusal) => !UNREAD.has(refusal))
  if (real.length > 0) return { code: 'regime', text: `regime: ${refusalsInWords(real)}` }
  const goodMs = seen.nowMs - (state.lastGoodMid?.atMs ?? 0)
  return goodMs > settings.safety.blindCancelMs
    ? { code: 'marketUnread', text: 'regime: market unread' }
    : null
}

const UNREAD: ReadonlySet<string> = new Set(['bookUnknown', 'bookOld', 'infoUnknown'])

/** Stale has three names: off the quote, too old, expired (the last one the venue sees to). */
function staleReason(context: Context, order: Order, market: Regime): CancelReason | null {
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
