import { isDead, type Order, type Side } from '../../domain/order.ts'
import type { ReasonCode } from '../reason.ts'
import { type Row, waitRow } from '../row.ts'

/** Why an order is to go: for machines, and in words. */
export interface CancelReason {
  readonly code: ReasonCode
  readonly text: string
}

const PENDING = {
  BUY: {
    at: 'ENTRY_PENDING',
    does: 'cancel entry',
    order: 'entry',
    settling: 'buySettling',
    gone: 'entryGone',
    rests: 'entryRests',
  },
  SELL: {
    at: 'EXIT_PENDING',
    does: 'reprice exit',
    order: 'exit',
    settling: 'sellSettling',
    gone: 'exitGone',
    rests: 'exitRests',
  },
} as const satisfies Record<Side, unknown>

/** While an order of the side is pending: it is cancelled for a reason, or waited for, and then for its fills. */
export function pendingRow(
  side: Side,
  order: Order | undefined,
  reasonToCancel: (order: Order) => CancelReason | null,
): Row {
  const of = PENDING[side]
  const wait = (code: ReasonCode, reason: string): Row => waitRow(of.at, code, reason)
  if (order === undefined) return wait(of.settling, `a ${side} has matched but has not settled yet`)
  if (isDead(order)) return wait(of.gone, `the ${of.order} is gone, its fills are not all seen`)
  const why = askedBefore(order) ?? reasonToCancel(order)
  if (why === null) return wait(of.rests, `the ${of.order} rests`)
  return {
    at: of.at,
    does: of.does,
    code: why.code,
    reason: why.text,
    actions: [{ do: 'cancel', id: order.id, why: why.text }],
  }
}

/** A cancel once requested is requested again, with the words it had. */
const askedBefore = ({ cancelAsked }: Order): CancelReason | null =>
  cancelAsked === undefined ? null : { code: 'cancelAgain', text: cancelAsked.why }
