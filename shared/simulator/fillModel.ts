import { assert } from '../domain/assert.ts'
import type { Side } from '../domain/order.ts'

/**
 * What a resting order of ours would have got from a market that does not know of it. Each is named by what moves us
 * forward in the queue.
 *
 * touch: there is no queue; the first trade at our price, or its display on the other side, fills us whole. It flatters.
 * proportional: behind what was displayed when it joined; a decrease of the level shortens the queue in proportion.
 * trades: the same queue, and only trades advance us; a decrease merely caps the queue at what is displayed.
 */
export const FILL_MODELS = ['touch', 'proportional', 'trades'] as const
export type FillModel = (typeof FILL_MODELS)[number]

/** How an order is filled: who is before it, and whether it can get more than there was. */
export interface FillRule {
  readonly queue: FillModel
  /**
   * No trade fills us with more than was traded, no display with more than was displayed. Without it whatever reaches
   * us fills us whole: one share through our price gives us hundreds.
   */
  readonly bounded: boolean
}

/** The rule of a model: both queues are bounded, the touch is not. */
export const ruleOf = (queue: FillModel): FillRule => ({ queue, bounded: queue !== 'touch' })

/** The model with its bound off: orders filled whole, as the figures of the naive order are defined. */
export const wholeRuleOf = (queue: FillModel): FillRule => ({ queue, bounded: false })

/** A resting order as a model sees it. Prices and sizes in any one unit each; sizes may be fractions. */
export interface Resting {
  readonly side: Side
  readonly price: number
  /** Displayed ahead of us, as far as the model believes. */
  ahead: number
  /** Of ours, not filled yet. */
  rest: number
}

/**
 * The other side displays this much at our price or beyond: those and we would have traded, whatever was ahead of us.
 * @param reached 0: our price is not reached.
 * @returns how much of us it filled.
 */
export const filledByDisplay = ({ bounded }: FillRule, order: Resting, reached: number): number =>
  reached === 0 ? 0 : fill(order, bounded ? reached : order.rest)

/**
 * A trade by a taker of the opposite side.
 * @returns how much of us it filled.
 */
export function filledByTrade(
  { queue, bounded }: FillRule,
  order: Resting,
  trade: { readonly price: number; readonly size: number },
): number {
  const through = order.side === 'BUY' ? trade.price < order.price : trade.price > order.price
  if (!through && trade.price !== order.price) return 0
  // Who went through our price left nobody there: what was ahead of us has traded or is gone.
  if (through) order.ahead = 0
  const available = bounded ? trade.size : order.rest
  if (through || queue === 'touch') return fill(order, available)
  const left = trade.size - order.ahead
  order.ahead = Math.max(0, -left)
  return fill(order, Math.max(0, left))
}

/** A delta has set our level from one displayed size to another. */
export function onLevelChange({ queue }: FillRule, order: Resting, from: number, to: number): void {
  // The text is made only where it is needed: this is called for one change in a few.
  if (from < 0 || to < 0) assert(false, `a level of ${from} became ${to}`)
  if (queue === 'trades') onDisplay(order, to)
  else if (queue === 'proportional' && to < from) order.ahead -= ((from - to) * order.ahead) / from
}

/** All that is displayed at our price: nobody is ahead of us who is not displayed. */
export function onDisplay(order: Resting, displayed: number): void {
  order.ahead = Math.min(order.ahead, displayed)
}

function fill(order: Resting, available: number): number {
  const filled = Math.min(order.rest, available)
  order.rest -= filled
  return filled
}
