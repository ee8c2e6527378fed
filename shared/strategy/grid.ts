import { MICROS, type PriceMicros, price, type SizeMicros, size } from '../domain/units.ts'
import { LOT_MICROS } from '../domain/venueRules.ts'

/** Buys round down, sells up: towards the price that is better for us. */
export const floorToTick = (micros: number, tickMicros: PriceMicros): PriceMicros =>
  price(Math.floor(micros / tickMicros) * tickMicros)

export const ceilToTick = (micros: number, tickMicros: PriceMicros): PriceMicros =>
  price(Math.ceil(micros / tickMicros) * tickMicros)

export const floorToLot = (micros: number): SizeMicros => size(Math.floor(micros / LOT_MICROS) * LOT_MICROS)

export const ceilToLot = (micros: number): SizeMicros => size(Math.ceil(micros / LOT_MICROS) * LOT_MICROS)

/** The highest price an order can have; the lowest is one tick. */
export const maxPriceMicros = (tickMicros: PriceMicros): PriceMicros => price(MICROS - tickMicros)

/** A grid we can quote on: it has at least one price and 1 USDC is on it. */
export const isTick = (micros: number): boolean =>
  Number.isSafeInteger(micros) && micros > 0 && micros < MICROS && MICROS % micros === 0

export const isMinimumSize = (micros: number): boolean => Number.isSafeInteger(micros) && micros > 0

/** Re-quoting for less loses the place in the queue for nothing. */
export const isOffByMoreThan = (
  a: PriceMicros,
  b: PriceMicros,
  ticks: number,
  tickMicros: PriceMicros,
): boolean => Math.abs(a - b) > ticks * tickMicros
