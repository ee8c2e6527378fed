import { mulDiv, parseMicros } from '../domain/decimal.ts'
import { MICROS, price, size, usdc } from '../domain/units.ts'
import { factsOf, type Reading, type Setting, type SettingFacts } from './setting.ts'

/** A number as a person writes it, with its bounds in that unit, and the integer that it becomes. */
interface Measure<Value> {
  readonly unit: string
  /** How many of our integers one of the unit is. */
  readonly factor: number
  readonly min: number
  readonly max: number
  /** Gives the integer its brand. */
  readonly as: (integer: number) => Value
}

const measure =
  <Value>(unit: string, factor: number, as: (integer: number) => Value) =>
  (min: number, max: number): Measure<Value> => ({ unit, factor, min, max, as })

const plain = (integer: number): number => integer

export const inUsdc = measure('USDC', MICROS, usdc)
export const inUsdcAShare = measure('USDC a share', MICROS, price)
export const inCents = measure('cents', MICROS / 100, price)
export const inShares = measure('shares', MICROS, size)
export const inMinutes = measure('minutes', 60_000, plain)
export const inSeconds = measure('seconds', 1_000, plain)
export const inMs = measure('ms', 1, plain)
export const inTicks = measure('ticks', 1, plain)
export const inCount = measure('count', 1, plain)
export const inTimesTheCap = measure('times the cap', 1_000, plain)
export const inTimesTheDeviation = measure('times the deviation', 1_000, plain)
export const inPercent = measure('percent', 1, plain)
export const inMb = measure('MB', 1, plain)
export const inUsdAMonth = measure('USD a month', 1, plain)
// Its bounds leave only these.
export const inWalletTypes = measure('wallet type', 1, (integer) => integer as 0 | 1 | 2 | 3)

/** What the parser takes as a string: no exponent, no sign but minus. */
const DECIMAL = String.raw`^-?\d+(\.\d*)?$`

/**
 * A number in the user's unit, as JSON number or decimal string; becomes the integer the pure rooms use.
 * The conversion is exact: digits that the integer cannot hold are refused, never rounded.
 * @param facts the default in the user's unit, as the bounds are.
 * @example quantity('regime.maxSpreadCents', inCents(0.1, 99), { default: 5, help: '…' }) // 5 -> 50_000
 */
export function quantity<Value>(at: string, of: Measure<Value>, facts: SettingFacts<number>): Setting<Value> {
  const { unit, factor, min, max, as } = of
  const low = toInteger(min, factor)
  const high = toInteger(max, factor)
  if (typeof low !== 'number' || typeof high !== 'number') throw new RangeError(`bounds of ${at}`)
  const bound = `${min} to ${max}`
  const read = (written: unknown): Reading<Value> => {
    const integer = toInteger(written, factor)
    if (typeof integer === 'string') return { ok: false, remedy: `${integer}, ${bound} (${unit})` }
    if (integer < low || integer > high) return { ok: false, remedy: `use ${bound} (${unit})` }
    return { ok: true, value: as(integer) }
  }
  // Bounds are for numbers, the pattern for strings: JSON Schema applies each where it fits.
  const whole = factor === 1 ? { multipleOf: 1 } : {}
  const form = { type: ['number', 'string'], minimum: min, maximum: max, ...whole, pattern: DECIMAL }
  return { ...factsOf(at, facts), unit, bound, form, read }
}

/** The integer, or the words that say what to write. */
function toInteger(written: unknown, factor: number): number | string {
  if (typeof written !== 'number' && typeof written !== 'string') return 'write a number'
  const decimal = String(written)
  const down = parseMicros(decimal, 'down')
  if (down === null) return 'write a plain decimal number'
  if (down !== parseMicros(decimal, 'up')) return 'write at most six decimals'
  const integer = mulDiv(down, factor, MICROS, 'down')
  if (integer !== mulDiv(down, factor, MICROS, 'up')) return 'write fewer decimals'
  return Number.isSafeInteger(integer) ? integer : 'write a smaller number'
}
