import type { MarketSettings } from '../domain/settings.ts'
import { type PriceMicros, price } from '../domain/units.ts'

/** The lowest bid that is taken without somebody naming a lower one: the mid less what may slip, or the exit floor. */
export const slippageBound = (
  midMicros: PriceMicros,
  { quote, risk }: Pick<MarketSettings, 'quote' | 'risk'>,
): PriceMicros => price(Math.max(midMicros - quote.takerSlippageMicros, risk.exitFloorMicros))
