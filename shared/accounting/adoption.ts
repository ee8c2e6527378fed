import { type EpochMs, type MarketId, type PriceMicros, size, type TokenId, usdc } from '../domain/units.ts'
import type { Position } from './position.ts'

/**
 * The operator settled what is held. The adjustment is what was added or removed, apart from the fills; `position` is
 * what they came to, with all fills matched before `fromMs` and none after.
 */
export interface Adoption {
  readonly market: MarketId
  /** Absent in what code wrote that knew one outcome a market. */
  readonly tokenId?: TokenId
  readonly atMs: EpochMs
  readonly fromMs: EpochMs
  /** Shares that came (above 0) or are gone, their cost, and what that realised: a payout's, or of shares merged or sold by hand. */
  readonly sizeMicros: number
  readonly costMicros: number
  readonly realisedMicros: number
  /** A share's cost, or what one that is gone brought, as the operator stated it; null: nothing was stated. */
  readonly priceMicros: PriceMicros | null
  readonly position: Position
}

/** What an adoption changes apart from the fills. */
export type Adjustment = Pick<Adoption, 'fromMs' | 'sizeMicros' | 'costMicros' | 'realisedMicros'>

/** The position with the adjustment in it; null where there is less than that to take away. */
export function applyAdjustment(position: Position, by: Adjustment): Position | null {
  const sizeMicros = position.sizeMicros + by.sizeMicros
  const costMicros = position.costMicros + by.costMicros
  if (sizeMicros < 0 || costMicros < 0) return null
  return {
    ...position,
    sizeMicros: size(sizeMicros),
    costMicros: usdc(costMicros),
    realisedMicros: usdc(position.realisedMicros + by.realisedMicros),
  }
}
