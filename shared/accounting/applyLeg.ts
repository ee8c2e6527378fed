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

/** No tolerance lets a SELL exceed our records by more: it stays far below the venue's least order, 5 shares. */
const MAX_DUST_MICROS = 1_000_000

/**
 * False for a leg that sells more than is held, is not confirmed or holds nothing: ask before applying.
 * @param slackMicros The tolerance between our records and the venue's: a SELL may exceed what is held by as much.
 */
export const canApply = (position: Position, leg: Leg, slackMicros = 0): boolean =>
  leg.status === 'CONFIRMED' &&
  leg.sizeMicros > 0 &&
  (leg.side === 'BUY' || leg.sizeMicros <= position.sizeMicros + Math.min(slackMicros, MAX_DUST_MICROS))

/** How much more a leg sells than is held. */
export const oversoldMicros = (position: Position, { side, sizeMicros }: Leg): number =>
  side === 'SELL' ? Math.max(0, sizeMicros - position.sizeMicros) : 0

/**
 * Folds one confirmed leg at average cost. A SELL beyond what is held, by dust, sells what is held for all its money. Every micro-dollar that leaves or enters the account lands either in
 * the cost of what is held or in what is realised: nothing is lost to rounding.
 */
export function applyLeg(position: Position, leg: Leg): Applied {
  assert(
    canApply(position, leg, MAX_DUST_MICROS),
    () => `leg ${legKey(leg)} cannot be folded into ${position.sizeMicros} held`,
  )
  assert(
    leg.notionalMicros >= 0 && leg.feeMicros >= 0,
    () => `leg ${legKey(leg)} has a negative notional or fee`,
  )
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
  const soldMicros = leg.sizeMicros - oversoldMicros(position, leg)
  const heldMicros = size(position.sizeMicros - soldMicros)
  const closed = heldMicros === 0 && position.sizeMicros > 0
  // Rounded down, the rest stays with the shares; selling all of them takes all of the cost.
  const takenMicros =
    heldMicros === 0
      ? position.costMicros
      : mulDiv(position.costMicros, size(soldMicros), position.sizeMicros, 'down')
  const realisedMicros = usdc(leg.notionalMicros - leg.feeMicros - takenMicros)
  return {
    position: {
      ...position,
      sizeMicros: heldMicros,
      costMicros: usdc(position.costMicros - takenMicros),
      realisedMicros: usdc(position.realisedMicros + realisedMicros),
      feesMicros: usdc(position.feesMicros + leg.feeMicros),
      soldMicros: size(position.soldMicros + soldMicros),
      roundTrips: position.roundTrips + (closed ? 1 : 0),
    },
    closed,
    realisedMicros,
  }
}
