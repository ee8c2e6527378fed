import { averageCostMicros } from '../../accounting/valuation.ts'
import type { MarketInfo } from '../../domain/market.ts'
import type { Order } from '../../domain/order.ts'
import { size } from '../../domain/units.ts'
import { bookSanity } from '../../strategy/bookSanity.ts'
import { type ExitPlan, exitPlan } from '../../strategy/exitPlan.ts'
import { shouldMove } from '../../strategy/requote.ts'
import { refusalsOf } from '../condition.ts'
import { type Context, exitView, heldMs } from '../context.ts'
import { position, restMicros, sellableMicros, unclosed } from '../inventory.ts'
import { MAY_SELL } from '../mayPost.ts'
import { REASONS } from '../reason.ts'
import type { Row } from '../row.ts'
import { cancelFilledEntries } from './entryPending.ts'
import { type CancelReason, pendingRow } from './pending.ts'

/**
 * "Reprice exit, wait". Repricing is cancel-confirm-post: here the cancel; the new exit is posted from POSITION_OPEN,
 * in the tick after the cancel is confirmed and the order closed.
 */
export function repriceExit(context: Context): Row {
  const order = unclosed(context.state, 'SELL').find((each) => each.stuck !== true)
  const row = pendingRow('SELL', order, (resting) => repriceReason(context, resting))
  return { ...row, actions: [...cancelFilledEntries(context), ...row.actions] }
}

/** Why the exit should be at another price; churn loses queue and rewards, so a small difference is no reason. */
function repriceReason(context: Context, order: Order): CancelReason | null {
  const { state, seen, settings } = context
  const rest = restMicros(state, order)
  // Cancelled, such a rest could not be posted again.
  if (rest < state.minSizeMicros) return null
  const average = averageCostMicros(position(state))
  const sanity = bookSanity(exitView(context))
  if (!sanity.sane || average === null || refusalsOf(MAY_SELL, context).length > 0) return null

  const more = seen.balance?.ok === true ? sellableMicros(state, seen.balance.value) : size(0)
  if (more >= state.minSizeMicros)
    return { code: 'moreToSell', text: 'more shares can be sold than the exit offers' }
  const plan = exitPlan({
    ...sanity,
    settings,
    heldMs: heldMs(context),
    nowMs: seen.nowMs,
    averageCostMicros: average,
    sizeMicros: rest,
  })
  return 'quote' in plan ? planReason(context, order, { ...plan, info: sanity.info }) : null
}

function planReason(
  { seen, settings }: Context,
  order: Order,
  { info, ...plan }: Exclude<ExitPlan, { readonly refusal: unknown }> & { readonly info: MarketInfo },
): CancelReason | null {
  // What rests cannot become what takes; and what was to take and was left over follows the bids down.
  const isTaking = order.purpose === 'takerExit' && order.priceMicros <= plan.quote.priceMicros
  if (plan.taker) {
    return isTaking ? null : { code: plan.reason, text: REASONS[plan.reason] }
  }
  const { repriceTicks } = settings.quote
  const isOff = shouldMove({
    side: 'SELL',
    restingMicros: order.priceMicros,
    wantedMicros: plan.quote.priceMicros,
    ageMs: seen.nowMs - order.intendedAtMs,
    info,
    settings,
  })
  return isOff ? { code: 'offQuote', text: `off the quote by more than ${repriceTicks} ticks` } : null
}
