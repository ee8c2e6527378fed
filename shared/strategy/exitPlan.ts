import { crossingQuote } from './crossingQuote.ts'
import { type ExitInput, exitQuote } from './exitQuote.ts'
import { toGameStartMs } from './exitTarget.ts'
import type { Quote, RefusedQuote } from './quote.ts'
import type { ExitReason, TakerReason } from './quoteReason.ts'
import { slippageBound } from './slippageBound.ts'

export type ExitPlan =
  | { readonly quote: Quote; readonly reason: ExitReason; readonly taker: boolean }
  | RefusedQuote

/**
 * How the position is offered: resting, or, where a rule of the configuration wants it sold and allows the market's
 * price, by taking bids. Only on a book that has passed the sanity check; never below its floor; no more than the
 * bids above the floor take. Where these do not take the minimum size, it rests after all.
 */
export function exitPlan(input: ExitInput): ExitPlan {
  const why = takerReason(input)
  if (why !== null) {
    const crossing = crossingQuote({ ...input, floorMicros: slippageBound(input.midMicros, input.settings) })
    if ('quote' in crossing) return { ...crossing, reason: why, taker: true }
  }
  const resting = exitQuote(input)
  return 'quote' in resting ? { quote: resting.quote, reason: resting.reason, taker: false } : resting
}

/** The stop-loss looks at the mid, which one thin bid does not move as it does the bid. */
function takerReason(input: ExitInput): TakerReason | null {
  const { quote, regime } = input.settings
  if (!quote.takerExit) return null
  const toStartMs = toGameStartMs(input)
  // The first half of the margin is for resting at the touch.
  if (toStartMs !== null && toStartMs * 2 <= regime.gameStartMarginMs) return 'gameStart'
  if (input.averageCostMicros - input.midMicros > quote.stopLossMicros) return 'stopLoss'
  return input.heldMs > quote.timeStopMs ? 'timeStop' : null
}
