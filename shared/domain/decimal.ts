import { MICROS, type PriceMicros, type SizeMicros, type UsdcMicros, usdc } from './units.ts'

/** Division states its direction: buys round down, sells round up, prices quoted by others to nearest. */
export type Rounding = 'down' | 'up' | 'nearest'

/** Longest decimal we read from the wire; more is an attack or a fault, not a number. */
const MAX_DIGITS = 40
const DECIMAL = /^(-?)(\d+)(?:\.(\d*))?$/

/**
 * Parses a decimal string to micros without passing through a float.
 * Digits beyond the sixth are rounded as asked. Returns null for anything that is not a plain decimal
 * or does not fit a safe integer.
 * @example parseMicros('0.57', 'nearest') // 570000
 */
export function parseMicros(text: unknown, rounding: Rounding): number | null {
  if (typeof text !== 'string' || text.length > MAX_DIGITS) return null
  const match = DECIMAL.exec(text)
  if (match === null) return null
  const [, sign = '', whole = '0', fraction = ''] = match
  const scaled = BigInt(whole + fraction.padEnd(6, '0'))
  const divisor = 10n ** BigInt(Math.max(fraction.length - 6, 0))
  const micros = Number(divide(scaled, divisor, rounding))
  if (!Number.isSafeInteger(micros)) return null
  return sign === '-' ? -micros : micros
}

/** Shortest decimal string of a micros amount: 570000 -> "0.57". */
export function formatMicros(micros: number): string {
  const sign = micros < 0 ? '-' : ''
  const digits = String(Math.abs(micros)).padStart(7, '0')
  const fraction = digits.slice(-6).replace(/0+$/, '')
  return `${sign}${digits.slice(0, -6)}${fraction === '' ? '' : `.${fraction}`}`
}

/** price x size in micro-dollars; exact product in bigint, then rounded as asked. */
export function notional(
  of: { readonly priceMicros: PriceMicros; readonly sizeMicros: SizeMicros },
  rounding: Rounding,
): UsdcMicros {
  return usdc(mulDiv(of.priceMicros, of.sizeMicros, MICROS, rounding))
}

/**
 * Product of two decimal strings in micros: exact to the last digit printed, then rounded once as asked.
 * For what the venue prints with more than six decimals, where rounding each factor first would be off.
 * Returns null where a factor is not a plain decimal, is negative, or the product is not a safe integer.
 * @example productMicros('0.7210000476613491', '11.371898', 'nearest') // 8199139
 */
export function productMicros(a: unknown, b: unknown, rounding: Rounding): number | null {
  const [left, right] = [parseExact(a), parseExact(b)]
  if (left === null || right === null) return null
  const product = left.digits * right.digits * BigInt(MICROS)
  const micros = Number(divide(product, 10n ** BigInt(left.decimals + right.decimals), rounding))
  return Number.isSafeInteger(micros) ? micros : null
}

/**
 * The average of prices weighted by size, in micros: exact to the last digit printed, rounded once to the nearest.
 * A part of the complement counts at 1 - price. Prices are plain decimals; `sizeMicros` is the sum of the sizes, > 0.
 */
export function weightedMicros(
  parts: readonly {
    readonly price: string
    readonly sizeMicros: SizeMicros
    readonly isComplement: boolean
  }[],
  sizeMicros: number,
): number {
  let weighted = 0n
  for (const part of parts) {
    const { digits, decimals } = parseExact(part.price) ?? { digits: 0n, decimals: 0 }
    const scaled = digits * 10n ** BigInt(MAX_DIGITS - decimals)
    weighted += (part.isComplement ? ONE - scaled : scaled) * BigInt(part.sizeMicros)
  }
  return Number(divide(weighted * BigInt(MICROS), ONE * BigInt(sizeMicros), 'nearest'))
}

/** One at the scale of the longest decimal. */
const ONE = 10n ** BigInt(MAX_DIGITS)

function parseExact(text: unknown): { readonly digits: bigint; readonly decimals: number } | null {
  if (typeof text !== 'string' || text.length > MAX_DIGITS) return null
  const match = DECIMAL.exec(text)
  if (match === null || match[1] === '-') return null
  const [, , whole = '0', fraction = ''] = match
  return { digits: BigInt(whole + fraction), decimals: fraction.length }
}

/** a x b / c over the integers, exact in between, rounded as asked. c > 0; a and b of any sign. */
export function mulDiv(a: number, b: number, c: number, rounding: Rounding): number {
  const small = a * b
  // Exact as it is: a price times any size up to four thousand shares.
  if (isExact(a) && isExact(b) && isExact(small) && isExact(c) && c > 0)
    return divideSmall(small, c, rounding)
  const product = BigInt(a) * BigInt(b)
  const quotient =
    product < 0n ? -divide(-product, BigInt(c), flip(rounding)) : divide(product, BigInt(c), rounding)
  return Number(quotient)
}

/** It and its double, which rounding asks for, are safe integers. A fraction is left to the bigints, which throw. */
const isExact = (value: number): boolean => Number.isInteger(value) && Math.abs(value) < EXACT
const EXACT = Number.MAX_SAFE_INTEGER / 2

/** The same as `mulDiv` of bigints: whole quotient and rest are exact, and only the rest decides how it is rounded. */
function divideSmall(product: number, divisor: number, rounding: Rounding): number {
  const size = Math.abs(product)
  const rest = size % divisor
  const whole = (size - rest) / divisor
  const direction = product < 0 ? flip(rounding) : rounding
  const isUp = direction === 'nearest' ? 2 * rest >= divisor : direction === 'up' && rest > 0
  const quotient = isUp ? whole + 1 : whole
  // There is no negative zero among the integers.
  return product < 0 && quotient !== 0 ? -quotient : quotient
}

const flip = (rounding: Rounding): Rounding =>
  rounding === 'nearest' ? 'nearest' : rounding === 'down' ? 'up' : 'down'

function divide(numerator: bigint, divisor: bigint, rounding: Rounding): bigint {
  if (rounding === 'down') return numerator / divisor
  if (rounding === 'up') return (numerator + divisor - 1n) / divisor
  return (numerator * 2n + divisor) / (divisor * 2n)
}
