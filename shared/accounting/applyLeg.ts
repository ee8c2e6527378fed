import { assert } from '../domain/assert.ts'
import { mulDiv } from '../domain/decimal.ts'
import { type Leg, legKey } from '../domain/leg.ts'
import { size, type UsdcMicros, usdc } from '../domain/units.ts'
import type { Position } from './position.ts'

export interface Applied {
  readonly position: Position
  /** The leg took the position from held to exactly zero. */
  readonly closed: boolean
  /** What this leg realised; 0 for a BUY. */
  readonly realisedMicros: UsdcMicros
}

/** False for a leg that would make the inventory negative, is not confirmed or holds nothing: ask before applying. */
export const canApply = (position: Position, leg: Leg): boolean =>
  leg.status === 'CONFIRMED' &&
  leg.sizeMicros > 0 &&
  (leg.side === 'BUY' || leg.sizeMicros <= position.sizeMicros)

/**
 * Folds one confirmed leg at average cost. Every micro-dollar that leaves or enters the account lands either in
 * the cost of what is held or in what is realised: nothing is lost to rounding.
 */
export function applyLeg(position: Position, leg: Leg): Applied {
  assert(canApply(position, leg), `leg ${legKey(leg)} cannot be folded into ${position.sizeMicros} held`)
  assert(leg.notionalMicros >= 0 && leg.feeMicros >= 0, `leg ${legKey(leg)} has a negative notional or fee`)
  return leg.side === 'BUY' ? bought(position, leg) : sold(position, leg)
}

function bought(position: Position, leg: Leg): Applied {
  return {
    position: {
      ...position,
      sizeMicros: size(position.sizeMicros + leg.sizeMicros),
      costMicros: usdc(position.costMicros + leg.notionalMicros + leg.feeMicros),
      feesMicros: usdc(position.feesMicros + leg.feeMicros),
      boughtMicros: size(position.boughtMicros + leg.sizeMicros),
    },
    closed: false,
    realisedMicros: usdc(0),
  }
}

function sold(position: Position, leg: Leg): Applied {
  const heldMicros = size(position.sizeMicros - leg.sizeMicros)
  const closed = heldMicros === 0
  // Rounded down, the rest stays with the shares; selling all of them is a division without rest.
  const takenMicros = mulDiv(position.costMicros, leg.sizeMicros, position.sizeMicros, 'down')
  const realisedMicros = usdc(leg.notionalMicros - leg.feeMicros - takenMicros)
  return {
    position: {
      ...position,
      sizeMicros: heldMicros,
      costMicros: usdc(position.costMicros - takenMicros),
      realisedMicros: usdc(position.realisedMicros + realisedMicros),
      feesMicros: usdc(position.feesMicros + leg.feeMicros),
      soldMicros: size(position.soldMicros + leg.sizeMicros),
      roundTrips: position.roundTrips + (closed ? 1 : 0),
    },
    closed,
    realisedMicros,
  }
}
