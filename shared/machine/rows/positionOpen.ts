import { averageCostMicros } from '../../accounting/valuation.ts'
import { assert } from '../../domain/assert.ts'
import type { OrderDraft } from '../../domain/order.ts'
import { bookSanity } from '../../strategy/bookSanity.ts'
import { exitPlan } from '../../strategy/exitPlan.ts'
import { type Context, heldMs, type Row, sighting } from '../context.ts'
import { position, sellableMicros } from '../inventory.ts'
import { mayNotSell } from '../mayPost.ts'
import type { ReasonCode } from '../reason.ts'
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
  if (seen.balance?.ok !== true) refusals.push('balanceUnread')
  const sanity = bookSanity(sighting(context))
  if (!sanity.sane) refusals.push(...sanity.refusals)
  if (!sanity.sane || seen.balance?.ok !== true || refusals.length > 0) return { refusals }

  const averageMicros = averageCostMicros(position(state))
  assert(averageMicros !== null, 'POSITION_OPEN without a position')
  const plan = exitPlan({
    ...sanity,
    ...{ settings, heldMs: heldMs(context), nowMs: seen.nowMs },
    averageCostMicros: averageMicros,
    sizeMicros: sellableMicros(state, seen.balance.value),
  })
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
