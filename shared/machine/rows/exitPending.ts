import { averageCostMicros } from '../../accounting/valuation.ts'
import type { MarketInfo } from '../../domain/market.ts'
import { isDead, type Order } from '../../domain/order.ts'
import { size } from '../../domain/units.ts'
import { bookSanity } from '../../strategy/bookSanity.ts'
import { type ExitPlan, exitPlan } from '../../strategy/exitPlan.ts'
import { shouldMove } from '../../strategy/requote.ts'
import { type Context, exitSighting, heldMs, type Row } from '../context.ts'
import { position, restMicros, sellableMicros, unclosed } from '../inventory.ts'
import { mayNotSell } from '../mayPost.ts'
import type { ReasonCode } from '../reason.ts'
import { askedBefore, livingEntries, type Why } from './entryPending.ts'

/**
 * EXIT_PENDING: exit order posted, waiting for fill. Allowed: reprice exit, wait.
 * Repricing is cancel-confirm-post: here the cancel; -> POSITION_OPEN once it is confirmed and the order closed; the
 * new exit is posted from there, in the next tick. -> IDLE when a SELL fill closes the entire position.
 */
export function exitPending(context: Context): Row {
  const entries = livingEntries(context).map((order) => ({
    do: 'cancel' as const,
    id: order.id,
    why: 'filled to a position that can be sold',
  }))
  const row = exitRow(context)
  return { ...row, actions: [...entries, ...row.actions] }
}

function exitRow(context: Context): Row {
  const order = unclosed(context.state, 'SELL').find((each) => each.stuck !== true)
  if (order === undefined) return wait('sellSettling', 'a SELL has matched and is not settled')
  if (isDead(order)) return wait('exitGone', 'the exit is gone, its fills are not all seen')
  const why = askedBefore(order) ?? repriceReason(context, order)
  if (why === null) return wait('exitRests', 'the exit rests')
  return {
    row: 'EXIT_PENDING: reprice exit',
    code: why.code,
    reason: why.text,
    actions: [{ do: 'cancel', id: order.id, why: why.text }],
  }
}

/** Why the exit should stand elsewhere; churn loses queue and rewards, so a small difference is no reason. */
function repriceReason(context: Context, order: Order): Why | null {
  const { state, seen, settings } = context
  const rest = restMicros(state, order)
  // Cancelled, such a rest could not be posted again.
  if (rest < state.minSizeMicros) return null
  const average = averageCostMicros(position(state))
  const sanity = bookSanity(exitSighting(context))
  if (!sanity.sane || average === null || mayNotSell(context).length > 0) return null

  const more = seen.balance?.ok === true ? sellableMicros(state, seen.balance.value) : size(0)
  if (more >= state.minSizeMicros)
    return { code: 'moreToSell', text: 'more can be sold than the exit offers' }
  const plan = exitPlan({
    ...sanity,
    ...{ settings, heldMs: heldMs(context), nowMs: seen.nowMs },
    averageCostMicros: average,
    sizeMicros: rest,
  })
  return 'quote' in plan ? planReason(context, order, { ...plan, info: sanity.info }) : null
}

function planReason(
  { seen, settings }: Context,
  order: Order,
  { info, ...plan }: Exclude<ExitPlan, { readonly refusal: unknown }> & { readonly info: MarketInfo },
): Why | null {
  // What rests cannot become what takes; and what was to take and was left over follows the bids down.
  const isTaking = order.purpose === 'takerExit' && order.priceMicros <= plan.quote.priceMicros
  if (plan.taker) {
    return isTaking ? null : { code: plan.reason, text: `to be sold at the market: ${plan.reason}` }
  }
  const { repriceTicks } = settings.quote
  const isOff = shouldMove({
    side: 'SELL',
    restingMicros: order.priceMicros,
    wantedMicros: plan.quote.priceMicros,
    ageMs: seen.nowMs - order.intendedAtMs,
    ...{ info, settings },
  })
  return isOff ? { code: 'offQuote', text: `off the quote by more than ${repriceTicks} ticks` } : null
}

const wait = (code: ReasonCode, reason: string): Row => ({
  row: 'EXIT_PENDING: wait',
  code,
  reason,
  actions: [],
})
