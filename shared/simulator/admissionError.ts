import { LEAST_LIFE_MS } from '../domain/venueRules.ts'
import { isMarketType } from './orderTerms.ts'
import type { PostedOrder, PostRules } from './postedOrder.ts'

/** Pure: does the market take such an order now, from any sender? The venue's words when not. */
export function admissionError(
  order: PostedOrder,
  market: Pick<PostRules, 'accepting' | 'closed' | 'payoutMicros'>,
  nowMs: number,
): string | null {
  if (!market.accepting || market.closed || market.payoutMicros !== null) {
    return 'the market is not yet ready to process new orders'
  }
  if (order.postOnly && isMarketType(order)) {
    return 'invalid post-only order: only GTC and GTD order types are allowed'
  }
  return expirationError(order, nowMs)
}

function expirationError({ orderType, expiresAtMs }: PostedOrder, nowMs: number): string | null {
  const isRight =
    orderType === 'GTD' ? expiresAtMs !== null && expiresAtMs >= nowMs + LEAST_LIFE_MS : expiresAtMs === null
  return isRight ? null : 'invalid expiration'
}
