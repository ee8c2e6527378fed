import type { EpochMs } from '../domain/units.ts'
import type { MarketItem } from '../ports/store.ts'

/**
 * Whether another run may still enter this outcome, although it was removed from the configuration and holds nothing:
 * one that began before has its lease. Whoever takes that lease over stores that the outcome is unconfigured.
 */
export const mayBeEntered = ({ state, leasedUntilMs }: MarketItem, nowMs: EpochMs): boolean =>
  state !== null &&
  leasedUntilMs !== undefined &&
  leasedUntilMs > nowMs &&
  !state.exitOnly.includes('unconfigured')
