import type { SizeMicros, UsdcMicros } from '../domain/units.ts'
import { size, usdc } from '../domain/units.ts'

/** The fold of confirmed legs at average cost. */
export interface Position {
  readonly sizeMicros: SizeMicros
  /** What the held shares cost, fees included. */
  readonly costMicros: UsdcMicros
  /** Realised by sells so far, after fees, over the item's life. */
  readonly realisedMicros: UsdcMicros
  /** All fees paid. */
  readonly feesMicros: UsdcMicros
  readonly boughtMicros: SizeMicros
  readonly soldMicros: SizeMicros
  /** Times the position went from held to flat. */
  readonly roundTrips: number
}

export const emptyPosition: Position = {
  sizeMicros: size(0),
  costMicros: usdc(0),
  realisedMicros: usdc(0),
  feesMicros: usdc(0),
  boughtMicros: size(0),
  soldMicros: size(0),
  roundTrips: 0,
}
