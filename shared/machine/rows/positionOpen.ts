import { averageCostMicros } from '../../accounting/valuation.ts'
import { assert } from '../../domain/assert.ts'
import type { OrderDraft } from '../../domain/order.ts'
import { bookSanity } from '../../strategy/bookSanity.ts'
import { type ExitPlan, exitPlan } from '../../strategy/exitPlan.ts'
import type { Quote } from '../../strategy/quote.ts'
import { unseenExit } from '../../strategy/unseenExit.ts'
import type { PostCondition } from '../condition.ts'
import { type Context, exitView, heldMs } from '../context.ts'
import { isHeld, position } from '../inventory.ts'
import { MAY_SELL, OFFERABLE } from '../mayPost.ts'
import { offerableMicros } from '../offerable.ts'
import { type RefusalCode, refusalsInWords } from '../refusalWords.ts'
import { type Row, waitRow } from '../row.ts'
import { cancelFilledEntries } from './entryPending.ts'
import { expiry } from './expiry.ts'

/** Conditions of POSITION_OPEN -> EXIT_PENDING. */
export const MAY_EXIT: readonly PostCondition[] = [
  ...MAY_SELL,
  { says: 'Confirmed inventory > 0', refusal: 'notHeld', holds: ({ state }) => isHeld(state) },
  OFFERABLE,
  {
    says: 'The book is believed, or cannot be read',
    refusals(context) {
      if (!context.book.ok && context.exitInfo.ok) return []
      const sanity = bookSanity(exitView(context))
      return sanity.sane ? [] : sanity.refusals
    },
  },
]

/** "Post exit order", with the cancel of the rest of the entry that the shares came from. */
export function postExit(context: Context, refusals: readonly RefusalCode[]): Row {
  const { state, seen, settings } = context
  const cancels = cancelFilledEntries(context)
  const plan = refusals.length > 0 ? { refusals } : planOf(context)
  if (!('quote' in plan)) {
    const bars = 'refusal' in plan ? [plan.refusal] : plan.refusals
    return {
      ...waitRow('POSITION_OPEN', 'noExit', `no exit: ${refusalsInWords(bars)}`, bars),
      actions: cancels,
    }
  }
  const draft: OrderDraft = {
    ...plan.quote,
    market: state.market,
    tokenId: state.tokenId,
    purpose: plan.taker ? 'takerExit' : 'exit',
    side: 'SELL',
    postOnly: !plan.taker,
    expiresAtMs: expiry(seen.nowMs, settings.quote.exitTtlMs),
  }
  return {
    at: 'POSITION_OPEN',
    does: 'post exit',
    code: plan.reason,
    reason: plan.taker ? 'confirmed inventory, to be sold at the market' : 'confirmed inventory can be sold',
    actions: [...cancels, { do: 'post', draft }],
  }
}

type Plan = ExitPlan | { readonly quote: Quote; readonly reason: 'unseen'; readonly taker: false }

/** How the exit is priced: by the book, or without one that cannot be read. One that reads and is odd prices nothing. */
function planOf(context: Context): Plan {
  const { state, seen, settings, exitInfo } = context
  const sizeMicros = offerableMicros(state, seen.balance)
  assert(sizeMicros !== null, 'POSITION_OPEN without a size to offer')
  const averageMicros = averageCostMicros(position(state))
  assert(averageMicros !== null, 'POSITION_OPEN without a position')
  const holding = {
    settings,
    heldMs: heldMs(context),
    nowMs: seen.nowMs,
    sizeMicros,
    averageCostMicros: averageMicros,
  }
  if (!context.book.ok && exitInfo.ok) {
    const quoting = unseenExit({ ...holding, info: exitInfo.value, lastGoodMid: state.lastGoodMid })
    return 'quote' in quoting ? { ...quoting, taker: false } : quoting
  }
  const sanity = bookSanity(exitView(context))
  assert(sanity.sane, 'POSITION_OPEN without a price')
  return exitPlan({ ...sanity, ...holding })
}
