import { assert } from '../../domain/assert.ts'
import { notional } from '../../domain/decimal.ts'
import type { OrderDraft } from '../../domain/order.ts'
import { entryQuote } from '../../strategy/entryQuote.ts'
import { regime } from '../../strategy/regime.ts'
import { type Context, type Row, sighting } from '../context.ts'
import { exposure } from '../exposure.ts'
import { confirmedMicros, heldMicros } from '../inventory.ts'
import { markOf } from '../mark.ts'
import { mayNotEnter } from '../mayPost.ts'
import { expiry } from './expiry.ts'

/**
 * IDLE: no inventory, no pending orders. Allowed: post entry order.
 * IDLE -> ENTRY_PENDING when all of it holds: no confirmed inventory, no pending entry (both by the phase itself),
 * exposure below the cap, market in valid regime.
 */
export function idle(context: Context): Row {
  const { state, settings } = context
  const refusals: string[] = [...mayNotEnter(context)]
  if (settings.risk.dust === 'hold' && confirmedMicros(state) > 0) refusals.push('dust')

  const market = regime(sighting(context))
  if (!market.valid) refusals.push(...market.refusals)
  if (!market.valid || refusals.length > 0) return wait(refusals)

  const quoting = entryQuote({ ...market, settings, heldMicros: heldMicros(state) })
  if (!('quote' in quoting)) return wait([quoting.refusal])
  const { quote, reason } = quoting
  const { totalMicros } = exposure(state, markOf(state, context.seen.nowMs))
  const wouldBeMicros = totalMicros + notional(quote, 'up')
  assert(
    wouldBeMicros <= settings.risk.maxUsdcLockedMicros,
    `IDLE: an entry to ${wouldBeMicros} above the cap`,
  )

  const draft: OrderDraft = {
    ...quote,
    market: state.market,
    tokenId: state.tokenId,
    purpose: 'entry',
    side: 'BUY',
    postOnly: true,
    expiresAtMs: expiry(context.seen.nowMs, settings.quote.entryTtlMs),
  }
  return {
    row: 'IDLE: post entry',
    code: reason,
    reason: 'regime valid, flat, below the cap',
    actions: [{ do: 'post', draft }],
  }
}

const wait = (refusals: readonly string[]): Row => ({
  row: 'IDLE: wait',
  code: 'noEntry',
  reason: `no entry: ${refusals.join(', ')}`,
  actions: [],
  refusals,
})
