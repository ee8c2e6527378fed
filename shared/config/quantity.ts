import { mulDiv, parseMicros } from '../domain/decimal.ts'
import { MICROS } from '../domain/units.ts'
import { factsOf, type Reading, type Setting, type SettingFacts } from './setting.ts'

/** The units a person writes, and how many of our integers one of them is. */
const PER_UNIT = {
  USDC: MICROS,
  'USDC a share': MICROS,
  cents: MICROS / 100,
  shares: MICROS,
  minutes: 60_000,
  seconds: 1_000,
  ms: 1,
  ticks: 1,
  count: 1,
  'times the cap': 1_000,
  'times the deviation': 1_000,
  percent: 1,
  MB: 1,
  'wallet type': 1,
  'USD a month': 1,
} as const
type Unit = keyof typeof PER_UNIT

interface QuantityFacts extends SettingFacts<number> {
  readonly unit: Unit
  /** In the user's unit, as the default is. */
  readonly min: number
  readonly max: number
}

/** What the parser takes as a string: no exponent, no sign but minus. */
const DECIMAL = String.raw`^-?\d+(\.\d*)?$`

/**
 * A number in the user's unit, as JSON number or decimal string; becomes the integer the pure rooms use.
 * The conversion is exact: digits that the integer cannot hold are refused, never rounded.
 * @param as gives the integer its brand.
 * @example quantity('regime.maxSpreadCents', { unit: 'cents', min: 0.1, max: 99, default: 5, help: '…' }, price) // 5 -> 50_000
 */
export function quantity(at: string, facts: QuantityFacts): Setting<number>
export function quantity<Value>(
  at: string,
  facts: QuantityFacts,
  as: (integer: number) => Value,
): Setting<Value>
export function quantity(
  at: string,
  facts: QuantityFacts,
  as: (integer: number) => unknown = (integer) => integer,
): Setting<unknown> {
  const { unit, min, max } = facts
  const low = toInteger(min, unit)
  const high = toInteger(max, unit)
  if (typeof low !== 'number' || typeof high !== 'number') throw new RangeError(`bounds of ${at}`)
  const bound = `${min} to ${max}`
  const read = (written: unknown): Reading<unknown> => {
    const integer = toInteger(written, unit)
    if (typeof integer === 'string') return { ok: false, remedy: `${integer}, ${bound} (${unit})` }
    if (integer < low || integer > high) return { ok: false, remedy: `use ${bound} (${unit})` }
    return { ok: true, value: as(integer) }
  }
  // Bounds are for numbers, the pattern for strings: JSON Schema applies each where it fits.
  const whole = PER_UNIT[unit] === 1 ? { multipleOf: 1 } : {}
  const form = { type: ['number', 'string'], minimum: min, maximum: max, ...whole, pattern: DECIMAL }
  return { ...factsOf(at, facts), unit, bound, form, read }
}

/** The integer, or the words that say what to write. */
function toInteger(written: unknown, unit: Unit): number | string {
  if (typeof written !== 'number' && typeof written !== 'string') return 'write a number'
  const decimal = String(written)
  const down = parseMicros(decimal, 'down')
  if (down === null) return 'write a plain decimal number'
  if (down !== parseMicros(decimal, 'up')) return 'write at most six decimals'
  const integer = mulDiv(down, PER_UNIT[unit], MICROS, 'down')
  if (integer !== mulDiv(down, PER_UNIT[unit], MICROS, 'up')) return 'write fewer decimals'
  return Number.isSafeInteger(integer) ? integer : 'write a smaller number'
}
