import { type Control, type FlattenRequest, isStopDone } from '../../domain/control.ts'
import { mayBeLive, type OrderDraft } from '../../domain/order.ts'
import type { Context } from '../context.ts'
import type { Action } from '../decision.ts'
import { flattenLeftWords } from '../flattenLeft.ts'
import { refusalsInWords } from '../refusalWords.ts'
import { type Row, waitRow } from '../row.ts'
import { flattenSale } from './flattenSale.ts'

/**
 * HALTED: nothing is quoted, whatever the phase. What lives is cancelled; the position is the operator's, whose
 * `flatten` request is the one thing that may still be posted, once STOP is done.
 */
export function halted(context: Context, control: Control | null): Row {
  const { state } = context
  const cancels = cancelEach(context, 'halted')
  if (cancels.length > 0) {
    return { at: 'HALTED', does: 'cancel what lives', code: 'halted', reason: 'halted', actions: cancels }
  }
  if (control === null) return waitRow('HALTED', 'controlUnread', 'the control item cannot be read')
  if (!isRequested(control, context)) return waitRow('HALTED', 'halted', reasonOf(control))
  if (state.handOrders !== undefined)
    return waitRow('HALTED', 'noFlatten', 'no flatten: an order of your own rests here', ['handOrder'])
  const { left, ...sale } = flattenSale(context, control.flatten)
  const unsold = left === undefined ? {} : { left }
  return 'refusals' in sale
    ? {
        ...waitRow('HALTED', 'noFlatten', `no flatten: ${refusalsInWords(sale.refusals)}`, sale.refusals),
        ...unsold,
      }
    : {
        at: 'HALTED',
        does: 'flatten',
        code: 'flatten',
        reason: `requested by the operator or by emergencyExit${left === undefined ? '' : `; ${flattenLeftWords(left)}`}`,
        actions: [{ do: 'post', draft: sale.draft }],
        ...unsold,
      }
}

/** Cancels of every order that may be live; the rest of a flatten order included, one tick after it was posted. */
export const cancelEach = ({ state }: Context, why: string): readonly Action<OrderDraft>[] =>
  state.orders.filter(mayBeLive).map((order) => ({ do: 'cancel', id: order.id, why }))

/** A request of this halt that names this market, and the halt is done. */
const isRequested = (
  control: Control,
  { state }: Context,
): control is Control & { flatten: FlattenRequest } =>
  control.flatten !== null &&
  control.flatten.seq === control.haltSeq &&
  isStopDone(control) &&
  control.flatten.markets.includes(state.market)

const reasonOf = (control: Control): string =>
  control.codes.length > 0 ? `halted by ${control.codes.join(', ')}` : 'halted'
