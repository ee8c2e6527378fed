import type { MarketInfo } from '../domain/market.ts'
import type { Side } from '../domain/order.ts'
import type { MarketSettings } from '../domain/settings.ts'
import type { PriceMicros } from '../domain/units.ts'
import { isOffByMoreThan } from './grid.ts'

/**
 * Whether a resting quote is to be moved. Not for little: churn loses queue and rewards. One that gives more than we
 * would give now, a bid too high or an ask too low, moves at once. One that merely asks for more than it has to is
 * left until it is old enough to have earned what its queue and the market's rewards pay for resting.
 */
export function shouldMove(of: {
  readonly side: Side
  readonly restingMicros: PriceMicros
  readonly wantedMicros: PriceMicros
  readonly ageMs: number
  readonly info: MarketInfo
  readonly settings: MarketSettings
}): boolean {
  const { side, restingMicros, wantedMicros, ageMs, info, settings } = of
  const { repriceTicks, minQuoteAgeMs, preferRewards } = settings.quote
  if (!isOffByMoreThan(restingMicros, wantedMicros, repriceTicks, info.tickMicros)) return false
  const givesMore = side === 'BUY' ? restingMicros > wantedMicros : restingMicros < wantedMicros
  const earningAgeMs = preferRewards ? (info.rewards?.minAgeMs ?? 0) : 0
  return givesMore || ageMs >= Math.max(minQuoteAgeMs, earningAgeMs)
}
