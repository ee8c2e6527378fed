import { mulDiv, notional } from '../domain/decimal.ts'
import { MICROS, type PriceMicros, price, type UsdcMicros, usdc } from '../domain/units.ts'
import type { Position } from './position.ts'

/** What one held share cost, fees included, rounded up: an exit above it never loses by rounding. null: flat. */
export const averageCostMicros = ({ costMicros, sizeMicros }: Position): PriceMicros | null =>
  sizeMicros === 0 ? null : price(mulDiv(costMicros, MICROS, sizeMicros, 'up'))

/** What the held shares are worth at the mid, rounded down, less what they cost. */
export const unrealisedMicros = (position: Position, midMicros: PriceMicros): UsdcMicros =>
  usdc(notional({ priceMicros: midMicros, sizeMicros: position.sizeMicros }, 'down') - position.costMicros)

/** Realised + unrealised. Without a mid the shares count at cost: no price is neither a gain nor a loss. */
export const equityMicros = (position: Position, midMicros: PriceMicros | null): UsdcMicros =>
  usdc(position.realisedMicros + (midMicros === null ? 0 : unrealisedMicros(position, midMicros)))
