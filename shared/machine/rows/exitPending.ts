import { averageCostMicros } from '../../accounting/valuation.ts'
import { isDead, type Order } from '../../domain/order.ts'
import { size } from '../../domain/units.ts'
import { bookSanity } from '../../strategy/bookSanity.ts'
import { exitQuote } from '../../strategy/exitQuote.ts'
import { isOffByMoreThan } from '../../strategy/grid.ts'
import { type Context, type Row, sighting } from '../context.ts'
import { position, restMicros, sellableMicros, unclosed } from '../inventory.ts'
import { mayNotPost } from '../mayPost.ts'
import { livingEntries } from './entryPending.ts'

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
  if (order === undefined) return wait('a SELL has matched and is not settled')
  if (isDead(order)) return wait('the exit is gone, its fills are not all seen')
  const why = order.cancelAsked?.why ?? repriceReason(context, order)
  if (why === null) return wait('the exit rests')
  return { row: 'EXIT_PENDING: reprice exit', reason: why, actions: [{ do: 'cancel', id: order.id, why }] }
}

/** Why the exit should stand elsewhere; churn loses queue and rewards, so a small difference is no reason. */
function repriceReason(context: Context, order: Order): string | null {
  const { state, seen, settings } = context
  const rest = restMicros(state, order)
  // Cancelled, such a rest could not be posted again.
  if (rest < state.minSizeMicros) return null
  const average = averageCostMicros(position(state))
  const sanity = bookSanity(sighting(context))
  if (!sanity.sane || average === null || mayNotPost(context).length > 0) return null

  const more = seen.balance?.ok === true ? sellableMicros(state, seen.balance.value) : size(0)
  if (more >= state.minSizeMicros) return 'more can be sold than the exit offers'
  const quoting = exitQuote({ ...sanity, settings, averageCostMicros: average, sizeMicros: rest })
  if (!('quote' in quoting)) return null
  const { repriceTicks } = settings.quote
  return isOffByMoreThan(quoting.quote.priceMicros, order.priceMicros, repriceTicks, sanity.info.tickMicros)
    ? `off the quote by more than ${repriceTicks} ticks`
    : null
}

const wait = (reason: string): Row => ({ row: 'EXIT_PENDING: wait', reason, actions: [] })
