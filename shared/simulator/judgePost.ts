import { formatMicros } from '../domain/decimal.ts'
import { LEAST_MARKETABLE_BUY_MICROS } from '../domain/venueRules.ts'
import { admissionError } from './admissionError.ts'
import { amountWithFee } from './fee.ts'
import { allowanceError, type Balance, fundsError } from './fundsRule.ts'
import { isMarketType, type OrderTerms, orderTerms } from './orderTerms.ts'
import type { PostedOrder, PostRules } from './postedOrder.ts'

/** What the venue knows when an order reaches it. */
export interface PostContext {
  readonly rules: PostRules
  readonly nowMs: number
  /** The other side's best price, in the order's own token; null: that side is empty. */
  readonly bestOppositeMicros: number | null
  /** Of what the order gives: USDC for a BUY, shares for a SELL. */
  readonly balance: Balance
  /** Whether the wallet lets the exchange move what it gives. */
  readonly approved: boolean
}

export type Judged =
  | { readonly ok: true; readonly terms: OrderTerms; readonly crosses: boolean }
  /** The venue's own words. */
  | { readonly ok: false; readonly error: string }

/** Every refusal of an order, in the venue's order: the market, its grid and sizes, the money, the book. Pure. */
export function judgePost(order: PostedOrder, of: PostContext): Judged {
  const closed = admissionError(order, of.rules, of.nowMs)
  if (closed !== null) return { ok: false, error: closed }
  const parsed = orderTerms(order, of.rules)
  if ('error' in parsed) return { ok: false, error: parsed.error }
  const { terms } = parsed
  const crosses = reaches(order.side, terms.priceMicros, of.bestOppositeMicros)
  const error = moneyError(order, of, { terms, crosses })
  if (error !== null) return { ok: false, error }
  if (order.postOnly && crosses) return { ok: false, error: 'invalid post-only order: order crosses book' }
  return { ok: true, terms, crosses }
}

/** Whether an order at this price would trade with the other side's best. */
export const reaches = (side: PostedOrder['side'], priceMicros: number, best: number | null): boolean =>
  best !== null && (side === 'BUY' ? best <= priceMicros : best >= priceMicros)

function moneyError(
  order: PostedOrder,
  { rules, balance, approved }: PostContext,
  { terms, crosses }: { readonly terms: OrderTerms; readonly crosses: boolean },
): string | null {
  const takes = !order.postOnly && (crosses || isMarketType(order))
  if (order.side === 'BUY' && takes && terms.notionalMicros < LEAST_MARKETABLE_BUY_MICROS) {
    return `invalid amount for a marketable BUY order ($${formatMicros(terms.notionalMicros)}), min size: $1`
  }
  const amountMicros = order.side === 'SELL' ? terms.sizeMicros : cost(terms, takes ? rules : null)
  return approved ? fundsError(balance, amountMicros) : allowanceError(amountMicros)
}

/** With the fee at its limit where it takes. A market BUY may be signed for a little more than price x size. */
function cost(terms: OrderTerms, fees: PostRules | null): number {
  const roundedMicros = Math.max(0, terms.notionalMicros - amountWithFee(terms, null))
  return amountWithFee(terms, fees) + roundedMicros
}
