import type { Level } from '../../shared/domain/market.ts'
import { MICROS, price, size } from '../../shared/domain/units.ts'

/** A level of a book as people write it. */
export const level = (cents: number, shares: number): Level => ({
  priceMicros: price(Math.round(cents * 10_000)),
  sizeMicros: size(Math.round(shares * MICROS)),
})
