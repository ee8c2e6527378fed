import type { Ladder, Level } from '../domain/market.ts'
import type { Balance } from './fundsRule.ts'
import { judgePost } from './judgePost.ts'
import type { PostedOrder, PostRules } from './postedOrder.ts'
import { reachedLevels, type TakerTrade, takerTrade } from './takeLevels.ts'

export type Arrived =
  /** The venue's own words. */
  | { readonly is: 'refused'; readonly text: string }
  /** What it takes at once of the display, and as which trade; the rest of it rests. */
  | { readonly is: 'taken'; readonly levels: readonly Level[]; readonly trade: TakerTrade }
  | { readonly is: 'resting' }

/** What a limit order meets that reaches a displayed book: a refusal, what it crosses, or its place in the queue. */
export function arrive(
  order: PostedOrder,
  of: {
    readonly rules: PostRules
    readonly nowMs: number
    /** What the display leaves us: see `leftOf`. */
    readonly left: Ladder
    readonly balance: Balance
  },
): Arrived {
  const { side } = order
  const { rules, nowMs, balance } = of
  const opposite = side === 'BUY' ? of.left.asks : of.left.bids
  const bestOppositeMicros = opposite[0]?.priceMicros ?? null
  const judged = judgePost(order, { rules, nowMs, bestOppositeMicros, balance, approved: true })
  if (!judged.ok) return { is: 'refused', text: judged.error }
  if (!judged.crosses) return { is: 'resting' }
  const levels = reachedLevels(opposite, { side, ...judged.terms })
  return { is: 'taken', levels, trade: takerTrade(levels, side, rules) }
}
