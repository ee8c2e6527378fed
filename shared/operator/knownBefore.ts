import { emptyPosition, type Position } from '../accounting/position.ts'
import type { StackSettings } from '../domain/settings.ts'
import type { VenueTruth } from '../engine/rebuild.ts'
import { position as positionOf } from '../machine/inventory.ts'
import type { MarketState } from '../machine/state.ts'

/**
 * What the records say so far. Records and adoptions of another wallet explain nothing of this one: what that one's item knew
 * is what goes, or comes, with the change.
 */
export function knownBefore(
  { position }: VenueTruth,
  { wallet }: StackSettings,
  before: MarketState | null,
): Position {
  if (before === null) return position ?? emptyPosition
  return before.wallet === wallet ? (position ?? positionOf(before)) : positionOf(before)
}
