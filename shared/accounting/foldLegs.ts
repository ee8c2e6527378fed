import { type Leg, legKey } from '../domain/leg.ts'
import { applyLeg } from './applyLeg.ts'
import type { Position } from './position.ts'

/**
 * Folds the confirmed ones of these legs, whatever order they arrived in. Asserts that each can be applied:
 * a caller that cannot rule out an impossible leg asks `canApply` leg by leg.
 */
export function foldLegs(position: Position, legs: readonly Leg[]): Position {
  return legs
    .filter((leg) => leg.status === 'CONFIRMED')
    .toSorted(foldOrder)
    .reduce((folded, leg) => applyLeg(folded, leg).position, position)
}

/**
 * The order legs are folded in. The venue's times are whole seconds, so within one a BUY comes first: we never sell
 * what we do not hold. Ids are random: they decide only between legs whose order makes no difference to the money.
 */
export const foldOrder = (a: Leg, b: Leg): number =>
  a.matchedAtMs - b.matchedAtMs ||
  text(a.side, b.side) ||
  a.priceMicros - b.priceMicros ||
  a.sizeMicros - b.sizeMicros ||
  a.notionalMicros - b.notionalMicros ||
  a.feeMicros - b.feeMicros ||
  text(a.role, b.role) ||
  text(legKey(a), legKey(b))

/** By code unit: a locale must not decide what a position costs. */
const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
