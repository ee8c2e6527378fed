import { applyLeg, canApply, oversoldMicros } from '../accounting/applyLeg.ts'
import { foldLegs, foldOrder } from '../accounting/foldLegs.ts'
import type { Position } from '../accounting/position.ts'
import { assert } from '../domain/assert.ts'
import { notional } from '../domain/decimal.ts'
import type { Leg } from '../domain/leg.ts'
import { hasId, isClosed, type Order, type Side } from '../domain/order.ts'
import { flooredOf, toleranceMicros } from '../domain/tolerance.ts'
import { type SizeMicros, size, type UsdcMicros, usdc } from '../domain/units.ts'
import type { MarketState } from './state.ts'

/**
 * What we hold, from fills alone. Confirmed inventory is the fold of confirmed legs; a provisional leg counts
 * towards exposure and blocks entries, and can not be sold.
 */
export function position(state: Pick<MarketState, 'folded' | 'legs'>): Position {
  return foldLegs(state.folded, state.legs)
}

/**
 * Whether the legs make sense as a position: nothing is sold that was not confirmed as bought before.
 * @param slackMicros The tolerance between the venue's shares and ours: all sales together may exceed what is held by it.
 */
export function canFold(state: Pick<MarketState, 'folded' | 'legs'>, slackMicros = 0): boolean {
  let folded = state.folded
  let leftMicros = slackMicros
  for (const leg of state.legs.filter((each) => each.status === 'CONFIRMED').toSorted(foldOrder)) {
    if (!canApply(folded, leg, leftMicros)) return false
    leftMicros -= oversoldMicros(folded, leg)
    folded = applyLeg(folded, leg).position
  }
  return true
}

export const confirmedMicros = (state: MarketState): SizeMicros => position(state).sizeMicros

export const provisionalMicros = (state: MarketState, side: Side): SizeMicros =>
  size(sum(provisional(state, side), (leg) => leg.sizeMicros))

export const provisionalCostMicros = (state: MarketState): UsdcMicros =>
  usdc(sum(provisional(state, 'BUY'), (leg) => leg.notionalMicros + leg.feeMicros))

/** Confirmed shares, dust included, and all that is still settling into the position. */
export const heldMicros = (state: MarketState): SizeMicros =>
  size(confirmedMicros(state) + provisionalMicros(state, 'BUY'))

/** Confirmed shares that the venue's balance bears out: without the dust that it lacks. They decide what is a position. */
export const backedMicros = (state: MarketState): SizeMicros =>
  size(Math.max(0, confirmedMicros(state) - (state.shortMicros ?? 0)))

/** Settled shares, not sold since, reach the market's minimum: a position. Less cannot be sold, and counts as flat. */
export const isHeld = (state: MarketState): boolean =>
  backedMicros(state) - provisionalMicros(state, 'SELL') >= state.minSizeMicros

/** An entry may be live or have fills that are not counted, or one has matched and is not settled. */
export const isEntryPending = (state: MarketState): boolean =>
  unclosed(state, 'BUY').length > 0 || provisionalMicros(state, 'BUY') > 0

/** Shares that can be sold, now or once they have settled, reach the market's minimum: a position, held or to come. */
export const isSellable = (state: MarketState): boolean =>
  backedMicros(state) + provisionalMicros(state, 'BUY') >= state.minSizeMicros

/** The same shares, less what exits may still sell. */
export const unofferedMicros = (state: MarketState): number =>
  backedMicros(state) +
  provisionalMicros(state, 'BUY') -
  sum(unclosed(state, 'SELL'), (order) => restMicros(state, order))

/** What an order can still fill: its size less every counted leg. Until closed it counts whole. */
export function restMicros(state: MarketState, order: Order): SizeMicros {
  assert(fitsOrder(state, order), () => `order ${order.id}: legs exceed its size`)
  return size(Math.max(0, order.sizeMicros - countedMicros(state, order)))
}

/** An order's legs may exceed its size by what flooring and a lot explain, never by more. */
export const fitsOrder = (state: MarketState, order: Order): boolean =>
  countedMicros(state, order) <= order.sizeMicros + orderSlackMicros(state, order)

/** The order's legs that count: FAILED ones gave their size back. */
export const countedMicros = (state: MarketState, order: Order): SizeMicros =>
  size(
    (order.foldedLegs?.countedMicros ?? 0) +
      sum(legsOf(state, order), (leg) => (leg.status === 'FAILED' ? 0 : leg.sizeMicros)),
  )

/** All the order's legs, FAILED included: what the venue's `size_matched` counts. */
export const matchedInLegsMicros = (state: MarketState, order: Order): SizeMicros =>
  size((order.foldedLegs?.matchedMicros ?? 0) + sum(legsOf(state, order), (leg) => leg.sizeMicros))

/** How far an order's size and its fills may be apart. `more`: a fill that the item does not hold yet. */
export const orderSlackMicros = (
  state: MarketState,
  order: Order,
  more: readonly Pick<Leg, 'priceMicros'>[] = [],
): SizeMicros =>
  toleranceMicros((order.foldedLegs?.flooredMicros ?? 0) + flooredOf(legsOf(state, order)) + flooredOf(more))

/** The legs reach what the venue says it matched of the order, but for what flooring and a lot explain. */
export const hasAllFills = (state: MarketState, order: Order, matchedMicros: SizeMicros): boolean =>
  matchedInLegsMicros(state, order) + orderSlackMicros(state, order) >= matchedMicros

/** What open entries may still cost. */
export const pendingCostMicros = (state: MarketState): UsdcMicros =>
  usdc(
    sum(unclosed(state, 'BUY'), (order) =>
      notional({ priceMicros: order.priceMicros, sizeMicros: restMicros(state, order) }, 'up'),
    ),
  )

/**
 * What may be sold now: settled shares that no other order of ours can sell, by our fold and by the venue's
 * balance as read in this tick, whichever is less. A stuck order's missing rest stays out.
 */
export function sellableMicros(state: MarketState, balanceMicros: SizeMicros): SizeMicros {
  const selling = provisionalMicros(state, 'SELL')
  const resting = sum(unclosed(state, 'SELL'), (order) => restMicros(state, order))
  return size(Math.max(0, Math.min(confirmedMicros(state) - selling - resting, balanceMicros - selling)))
}

export const unclosed = (state: MarketState, side: Side): readonly Order[] =>
  state.orders.filter((order) => order.side === side && !isClosed(order))

export const legsOf = ({ legs }: MarketState, order: Order): readonly Leg[] =>
  legs.length === 0 ? legs : legs.filter((leg) => hasId(order, leg.orderId))

const provisional = ({ legs }: MarketState, side: Side): readonly Leg[] =>
  legs.length === 0 ? legs : legs.filter((leg) => leg.side === side && leg.status === 'PROVISIONAL')

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0)
