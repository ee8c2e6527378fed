import { MICROS, type PriceMicros, type SizeMicros, size } from './units.ts'
import { LEAST_TICK_MICROS, LOT_MICROS } from './venueRules.ts'

/**
 * What the exchange's flooring can lose of one fill, in shares: it moves whole micro-dollars, each rounded down once
 * per maker, so at most what one micro-dollar buys at the fill's price.
 */
export const flooringMicros = ({ priceMicros }: { readonly priceMicros: PriceMicros }): SizeMicros =>
  size(Math.ceil(MICROS / Math.max(priceMicros, LEAST_TICK_MICROS)))

/**
 * How far two records of the same shares may be apart and still agree: a lot, which is the least that can be ordered,
 * and what flooring can lose of each fill counted since they were last equal. The one tolerance of the house.
 * @param flooredMicros the sum of `flooringMicros` over those fills.
 */
export const toleranceMicros = (flooredMicros: number): SizeMicros => size(LOT_MICROS + flooredMicros)

/** What flooring can have lost of all these fills. */
export const flooredOf = (fills: readonly { readonly priceMicros: PriceMicros }[]): SizeMicros =>
  size(fills.reduce((sum, fill) => sum + flooringMicros(fill), 0))

/** The tolerance between a book and the fills it should hold. */
export const toleranceOf = (fills: readonly { readonly priceMicros: PriceMicros }[]): SizeMicros =>
  toleranceMicros(flooredOf(fills))
