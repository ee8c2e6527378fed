import { assert } from '../../domain/assert.ts'
import type { OrderDraft } from '../../domain/order.ts'
import { entryQuote } from '../../strategy/entryQuote.ts'
import type { Quote } from '../../strategy/quote.ts'
import { regime } from '../../strategy/regime.ts'
import type { PostCondition } from '../condition.ts'
import { type Context, marketView } from '../context.ts'
import { confirmedMicros, heldMicros, isEntryPending, isHeld } from '../inventory.ts'
import { MAY_BUY } from '../mayPost.ts'
import { type RefusalCode, refusalsInWords } from '../refusalWords.ts'
import { type Row, waitRow } from '../row.ts'
import { pairEdgeMicros, selfTradeReason } from '../sibling.ts'
import { expiry } from './expiry.ts'

/** Conditions of IDLE -> ENTRY_PENDING. */
export const MAY_ENTER: readonly PostCondition[] = [
  ...MAY_BUY,
  {
    says: 'No confirmed inventory (from fills)',
    refusal: 'holding',
    holds: ({ state }) => !isHeld(state),
  },
  // Less than the minimum size counts as flat, unless the configuration follows the letter.
  {
    refusal: 'dust',
    holds: ({ state, settings }) => settings.risk.dust !== 'hold' || confirmedMicros(state) === 0,
  },
  { says: 'No pending entry orders', refusal: 'pending', holds: ({ state }) => !isEntryPending(state) },
  {
    says: 'Market in valid regime',
    refusals(context) {
      const market = regime(marketView(context))
      return market.valid ? [] : market.refusals
    },
  },
]

/** "Post entry order": at the quote of the strategy, which may refuse too. */
export function postEntry(context: Context, refusals: readonly RefusalCode[]): Row {
  if (refusals.length > 0) return wait(refusals)
  const { state, seen, settings } = context
  const market = regime(marketView(context))
  assert(market.valid, 'IDLE: an entry outside of a valid regime')
  const quoting = entryQuote({ ...market, settings, heldMicros: heldMicros(state) })
  if (!('quote' in quoting)) return wait([quoting.refusal])
  if (meetsSibling(context, quoting.quote)) return wait(['siblingEntry'])
  const draft: OrderDraft = {
    ...quoting.quote,
    market: state.market,
    tokenId: state.tokenId,
    purpose: 'entry',
    side: 'BUY',
    postOnly: true,
    expiresAtMs: expiry(seen.nowMs, settings.quote.entryTtlMs),
  }
  return {
    at: 'IDLE',
    does: 'post entry',
    code: quoting.reason,
    reason: 'regime valid, flat, below the cap',
    actions: [{ do: 'post', draft }],
  }
}

/** Both would be filled by minting a pair that earns less than an entry must. */
function meetsSibling({ seen, settings, exitInfo }: Context, { priceMicros }: Quote): boolean {
  const orders = seen.sibling?.orders ?? null
  if (orders?.ok !== true || !exitInfo.ok) return false
  const edgeMicros = pairEdgeMicros(settings, exitInfo.value)
  return selfTradeReason({ side: 'BUY', priceMicros }, orders.value, edgeMicros) !== null
}

const wait = (refusals: readonly RefusalCode[]): Row =>
  waitRow('IDLE', 'noEntry', `no entry: ${refusalsInWords(refusals)}`, refusals)
