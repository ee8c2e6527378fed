import { assert } from '../domain/assert.ts'
import type { Side } from '../domain/order.ts'

/**
 * What a resting order of ours would have got on a tape that does not know of it.
 *
 * touch: whole, at the first trade at its price or through it. This is what flatters.
 * proportional: behind what was displayed when it joined; a decrease of the level shortens the queue in proportion.
 * trades: the same queue, and only trades advance us; a decrease merely caps the queue at what is displayed.
 *
 * In all three a touch of the other side at our price or through it fills us whole: those two would have traded.
 */
export const FILL_MODELS = ['touch', 'proportional', 'trades'] as const
export type FillModel = (typeof FILL_MODELS)[number]

/** A resting order as a model sees it. Prices and sizes in any one unit each; sizes may be fractions. */
export interface Resting {
  readonly side: Side
  readonly price: number
  /** Displayed ahead of us, as far as the model believes. */
  ahead: number
  /** Of ours, not filled yet. */
  rest: number
}

/** The other side's best price has come to ours or beyond: what is left of us is filled. 0 when it has not. */
export function filledByTouch(order: Resting, bestOpposite: number): number {
  const crossed = order.side === 'BUY' ? bestOpposite <= order.price : bestOpposite >= order.price
  return crossed ? takeRest(order) : 0
}

/**
 * A trade by a taker of the opposite side.
 * @returns how much of us it filled.
 */
export function filledByTrade(
  model: FillModel,
  order: Resting,
  trade: { readonly price: number; readonly size: number },
): number {
  const through = order.side === 'BUY' ? trade.price < order.price : trade.price > order.price
  if (through) return takeRest(order)
  if (trade.price !== order.price) return 0
  if (model === 'touch') return takeRest(order)
  const left = trade.size - order.ahead
  order.ahead = Math.max(0, -left)
  const filled = Math.min(order.rest, Math.max(0, left))
  order.rest -= filled
  return filled
}

/** A delta has set our level from one displayed size to another; a full snapshot is not one and moves no queue. */
export function onLevelChange(model: FillModel, order: Resting, from: number, to: number): void {
  assert(from >= 0 && to >= 0, `a level of ${from} became ${to}`)
  if (model === 'trades') order.ahead = Math.min(order.ahead, to)
  else if (model === 'proportional' && to < from) order.ahead -= ((from - to) * order.ahead) / from
}

function takeRest(order: Resting): number {
  const filled = order.rest
  order.rest = 0
  return filled
}
