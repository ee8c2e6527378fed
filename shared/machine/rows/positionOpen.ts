import { averageCostMicros } from '../../accounting/valuation.ts'
import { assert } from '../../domain/assert.ts'
import type { OrderDraft } from '../../domain/order.ts'
import type { SizeMicros } from '../../domain/units.ts'
import { bookSanity } from '../../strategy/bookSanity.ts'
import { type ExitPlan, exitPlan } from '../../strategy/exitPlan.ts'
import type { Quote } from '../../strategy/quote.ts'
import type { SanityRefusal } from '../../strategy/refusal.ts'
import { unseenExit } from '../../strategy/unseenExit.ts'
import { type Context, exitSighting, heldMs, type Row } from '../context.ts'
import { position } from '../inventory.ts'
import { mayNotSell } from '../mayPost.ts'
import type { ReasonCode } from '../reason.ts'
import { offerableMicros } from '../vouched.ts'
import { livingEntries } from './entryPending.ts'
import { expiry } from './expiry.ts'

/**
 * POSITION_OPEN: confirmed BUY fill, holding shares. Allowed: post exit order; and cancelling the rest of the entry
 * the shares came from.
 * POSITION_OPEN -> EXIT_PENDING when an exit order is posted: confirmed inventory > 0 by the phase itself.
 */
export function positionOpen(context: Context): Row {
  const cancels = livingEntries(context).map((order) => ({
    do: 'cancel' as const,
    id: order.id,
    why: 'filled to a position that can be sold',
  }))
  const exit = exitDraft(context)
  if ('refusals' in exit) {
    return {
      row: 'POSITION_OPEN: wait',
      code: 'noExit',
      reason: `no exit: ${exit.refusals.join(', ')}`,
      actions: cancels,
      refusals: exit.refusals,
    }
  }
  return {
    row: 'POSITION_OPEN: post exit',
    code: exit.code,
    reason: exit.taker ? 'confirmed inventory, to be sold at the market' : 'confirmed inventory can be sold',
    actions: [...cancels, { do: 'post', draft: exit.draft }],
  }
}

interface Exit {
  readonly draft: OrderDraft
  readonly code: ReasonCode
  readonly taker: boolean
}

function exitDraft(context: Context): Exit | { readonly refusals: readonly string[] } {
  const { state, seen, settings } = context
  const refusals: string[] = [...mayNotSell(context)]
  const sizeMicros = offerableMicros(state, seen.balance)
  if (sizeMicros === null) refusals.push('balanceUnread')
  const pricing = pricingOf(context)
  if ('refusals' in pricing) refusals.push(...pricing.refusals)
  if ('refusals' in pricing || sizeMicros === null || refusals.length > 0) return { refusals }

  const plan = pricing.plan(sizeMicros)
  if (!('quote' in plan)) return { refusals: [plan.refusal] }
  return {
    code: plan.reason,
    taker: plan.taker,
    draft: {
      ...plan.quote,
      market: state.market,
      tokenId: state.tokenId,
      purpose: plan.taker ? 'takerExit' : 'exit',
      side: 'SELL',
      postOnly: !plan.taker,
      expiresAtMs: expiry(seen.nowMs, settings.quote.exitTtlMs),
    },
  }
}

type Plan = ExitPlan | { readonly quote: Quote; readonly reason: 'unseen'; readonly taker: false }
type Pricing =
  | { readonly plan: (sizeMicros: SizeMicros) => Plan }
  | { readonly refusals: readonly SanityRefusal[] }

/** How the exit is priced: by the book, or without one that cannot be read. One that reads and is odd prices nothing. */
function pricingOf(context: Context): Pricing {
  const { state, seen, settings, exitInfo } = context
  const averageMicros = averageCostMicros(position(state))
  assert(averageMicros !== null, 'POSITION_OPEN without a position')
  const holding = {
    ...{ settings, heldMs: heldMs(context), nowMs: seen.nowMs },
    averageCostMicros: averageMicros,
  }
  if (!context.book.ok && exitInfo.ok) {
    const unseen = { ...holding, info: exitInfo.value, lastGoodMid: state.lastGoodMid }
    return {
      plan(sizeMicros) {
        const quoting = unseenExit({ ...unseen, sizeMicros })
        return 'quote' in quoting ? { ...quoting, taker: false } : quoting
      },
    }
  }
  const sanity = bookSanity(exitSighting(context))
  if (!sanity.sane) return { refusals: sanity.refusals }
  return { plan: (sizeMicros) => exitPlan({ ...sanity, ...holding, sizeMicros }) }
}
