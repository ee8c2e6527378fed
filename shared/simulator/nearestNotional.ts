import { mulDiv } from '../domain/decimal.ts'
import { MICROS } from '../domain/units.ts'

/** price x size, rounded once to the nearest micro-dollar; halves go up. Floats only where they are exact. */
export function nearestNotional(priceMicros: number, sizeMicros: number): number {
  const product = priceMicros * sizeMicros
  if (product <= Number.MAX_SAFE_INTEGER - MICROS) return Math.floor((product + MICROS / 2) / MICROS)
  return mulDiv(priceMicros, sizeMicros, MICROS, 'nearest')
}

/** price x size, rounded up: what an order holds back must cover every fill. */
export const coveringNotional = (priceMicros: number, sizeMicros: number): number =>
  mulDiv(priceMicros, sizeMicros, MICROS, 'up')
