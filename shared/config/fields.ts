import { z } from 'zod'
import { mulDiv, parseMicros } from '../domain/decimal.ts'
import { MICROS } from '../domain/units.ts'

/** What the README's table tells of a setting: taken from here, so that it cannot drift. */
export interface FieldFacts {
  readonly unit: string
  readonly bound: string
  readonly help: string
}

export const fieldFacts = z.registry<FieldFacts>()

export interface QuantitySpec {
  readonly unit: Unit
  readonly min: number
  readonly max: number
  readonly help: string
  /** In the user's unit. Absent: the user must state it. */
  readonly default?: number
}

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
  'USD a month': 1,
} as const
export type Unit = keyof typeof PER_UNIT

/**
 * A number in the user's unit, as JSON number or decimal string; comes out as the integer the pure rooms use.
 * The conversion is exact: digits that the integer cannot hold are refused, never rounded.
 * @example quantity({ unit: 'cents', min: 0.1, max: 50, default: 5, help: '…' }) // 5 -> 50_000
 */
export function quantity(spec: QuantitySpec) {
  const low = toInteger(spec.min, spec.unit)
  const high = toInteger(spec.max, spec.unit)
  if (typeof low !== 'number' || typeof high !== 'number') throw new RangeError(`bounds of ${spec.help}`)
  const bound = `${spec.min} to ${spec.max}`
  const schema = z.unknown().transform((written, context) => {
    const integer = toInteger(written, spec.unit)
    if (typeof integer === 'string') return refuse(context, written, `${integer}, ${bound} (${spec.unit})`)
    if (integer < low || integer > high) return refuse(context, written, `use ${bound} (${spec.unit})`)
    return integer
  })
  const field = spec.default === undefined ? schema : schema.prefault(spec.default)
  return field.register(fieldFacts, { unit: spec.unit, bound, help: spec.help })
}

/** One of a few words. */
export function choice<const T extends readonly [string, ...string[]]>(
  words: T,
  facts: { readonly help: string; readonly default?: T[number] },
) {
  const list = words.map((word) => `"${word}"`).join(' or ')
  const schema = z.enum(words, { error: `use ${list}` })
  const field = facts.default === undefined ? schema : schema.prefault(facts.default as never)
  return field.register(fieldFacts, { unit: 'word', bound: list, help: facts.help })
}

export function flag(facts: { readonly help: string; readonly default: boolean }) {
  return z
    .boolean({ error: 'use true or false' })
    .prefault(facts.default)
    .register(fieldFacts, { unit: 'yes/no', bound: 'true or false', help: facts.help })
}

interface TextSpec {
  /** Completes the sentence "use …". */
  readonly form: string
  readonly help: string
}

/** A string of one form. */
export function text(pattern: RegExp, spec: TextSpec) {
  return stringOf(pattern, spec).register(fieldFacts, textFacts(spec))
}

/** A string of one form that may be left out. */
export function textOr(preset: string, pattern: RegExp, spec: TextSpec) {
  return stringOf(pattern, spec).prefault(preset).register(fieldFacts, textFacts(spec))
}

const textFacts = (spec: TextSpec): FieldFacts => ({ unit: 'text', bound: spec.form, help: spec.help })

function stringOf(pattern: RegExp, spec: TextSpec) {
  const error = `use ${spec.form}`
  return z.string({ error }).regex(pattern, { error })
}

/** The integer, or the words that tell the user what to write. */
export function toInteger(written: unknown, unit: Unit): number | string {
  if (typeof written !== 'number' && typeof written !== 'string') return 'write a number'
  const decimal = String(written)
  const down = parseMicros(decimal, 'down')
  if (down === null) return 'write a plain decimal number'
  if (down !== parseMicros(decimal, 'up')) return 'write at most six decimals'
  const integer = mulDiv(down, PER_UNIT[unit], MICROS, 'down')
  if (integer !== mulDiv(down, PER_UNIT[unit], MICROS, 'up')) return 'write fewer decimals'
  return Number.isSafeInteger(integer) ? integer : 'write a smaller number'
}

function refuse(context: z.core.$RefinementCtx, input: unknown, message: string): never {
  context.addIssue({ code: 'custom', message, input })
  return z.NEVER
}
