import type { StopReason } from '../../domain/control.ts'
import { mayBeLive } from '../../domain/order.ts'
import type { Context } from '../context.ts'
import type { Row } from '../row.ts'

/**
 * NOT_ARMED: observe, report what would be posted, cancel nothing but a left-over canary, raise no alarm. An order of
 * ours that may be live here means the control item was deleted, or `disarm` raced a post: that is a STOP.
 * @param would What an armed tick would do in IDLE; null: another phase.
 */
export function notArmed({ state, seen }: Context, would: Row | null): Row {
  const living = state.orders.filter(mayBeLive)
  if (living.some((order) => order.purpose !== 'canary')) {
    const reason: StopReason = {
      code: 'STATE_LOSS',
      text: 'an order of ours may be live although the stack is not armed',
      market: state.market,
      atMs: seen.nowMs,
    }
    return {
      at: 'NOT_ARMED',
      does: 'STOP',
      code: 'stop',
      reason: reason.text,
      actions: [{ do: 'stop', reason }],
    }
  }
  const post = would?.actions.find((action) => action.do === 'post')
  return {
    at: 'NOT_ARMED',
    does: 'observe',
    code: post === undefined ? 'notArmed' : 'wouldEnter',
    reason: post === undefined ? (would?.reason ?? 'holding') : 'an entry would be posted',
    actions: living.map((order) => ({ do: 'cancel', id: order.id, why: 'a canary left over' })),
    ...(would?.refusals === undefined ? {} : { refusals: would.refusals }),
  }
}
