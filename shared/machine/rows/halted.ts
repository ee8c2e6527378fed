import { type Control, isStopDone } from '../../domain/control.ts'
import { mayLive, type OrderDraft } from '../../domain/order.ts'
import { bookSanity } from '../../strategy/bookSanity.ts'
import { crossingQuote } from '../../strategy/crossingQuote.ts'
import { type Context, type Row, sighting } from '../context.ts'
import type { Action } from '../decision.ts'
import { sellableMicros, unclosed } from '../inventory.ts'
import { mayNotSell } from '../mayPost.ts'
import type { ReasonCode } from '../reason.ts'
import { expiry } from './expiry.ts'

/**
 * HALTED: nothing is quoted, whatever the phase. What lives is cancelled; the position is the operator's, whose
 * `flatten` request is the one thing that may still be posted, once STOP is done.
 */
export function halted(context: Context, control: Control | null): Row {
  const cancels = cancelAll(context, 'halted')
  const row = 'HALTED: cancel what lives'
  if (cancels.length > 0) return { row, code: 'halted', reason: 'halted', actions: cancels }
  const wait = (code: ReasonCode, reason: string, refusals?: readonly string[]): Row => ({
    ...{ row: 'HALTED: wait', code, reason, actions: [] },
    ...(refusals === undefined ? {} : { refusals }),
  })
  if (control === null) return wait('controlUnread', 'the control item cannot be read')
  if (!stands(control, context)) return wait('halted', reasonOf(control))
  const sale = flattenDraft(context, control)
  return 'refusals' in sale
    ? wait('noFlatten', `no flatten: ${sale.refusals.join(', ')}`, sale.refusals)
    : {
        row: 'HALTED: flatten',
        code: 'flatten',
        reason: 'asked for by the operator or by emergencyExit',
        actions: [{ do: 'post', draft: sale.draft }],
      }
}

/** Cancels of every order that may live; the rest of a flatten order included, one tick after it was posted. */
export const cancelAll = ({ state }: Context, why: string): readonly Action[] =>
  state.orders.filter(mayLive).map((order) => ({ do: 'cancel', id: order.id, why }))

/** The request is of this halt, names this market, and the halt is done. */
const stands = (control: Control, { state }: Context): boolean =>
  control.flatten !== null &&
  control.flatten.seq === control.haltSeq &&
  isStopDone(control) &&
  control.flatten.markets.includes(state.market)

/** SELL only, at most what is sellable, book sane, priced to cross at the floor or above, no other SELL unclosed. */
function flattenDraft(
  context: Context,
  control: Control,
): { readonly draft: OrderDraft } | { readonly refusals: readonly string[] } {
  const { state, seen, settings } = context
  const refusals: string[] = [...mayNotSell(context)]
  if (unclosed(state, 'SELL').length > 0) refusals.push('sellUnclosed')
  if (seen.balance?.ok !== true) refusals.push('balanceUnread')
  const sanity = bookSanity(sighting(context))
  if (!sanity.sane) refusals.push(...sanity.refusals)
  if (!sanity.sane || seen.balance?.ok !== true || control.flatten === null || refusals.length > 0) {
    return { refusals }
  }
  const quoting = crossingQuote({
    ...sanity,
    settings,
    sizeMicros: sellableMicros(state, seen.balance.value),
    floorMicros: control.flatten.floorMicros,
  })
  if (!('quote' in quoting)) return { refusals: [quoting.refusal] }
  return {
    draft: {
      ...quoting.quote,
      market: state.market,
      tokenId: state.tokenId,
      purpose: 'flatten',
      side: 'SELL',
      postOnly: false,
      expiresAtMs: expiry(seen.nowMs, settings.quote.exitTtlMs),
      haltSeq: control.haltSeq,
    },
  }
}

const reasonOf = (control: Control): string =>
  control.codes.length > 0 ? `halted by ${control.codes.join(', ')}` : 'halted'
