import { mulDiv } from '../../shared/domain/decimal.ts'

/** A true minus: as wide as a plus, and not to be taken for a dash. */
const MINUS = '\u2212'
const MICROS_DECIMALS = 6

/**
 * The one way an amount in micros becomes text, on the page and in the terminal: exact integers, rounded to nearest
 * at the decimals asked for, thousands apart.
 * @example formatFixed(-1_333_250, { decimals: 2, sign: true }) // "−1.33"
 */
export function formatFixed(
  micros: number,
  { decimals, sign = false }: { readonly decimals: number; readonly sign?: boolean },
): string {
  const rounded = mulDiv(micros, 1, 10 ** (MICROS_DECIMALS - decimals), 'nearest')
  const digits = String(Math.abs(rounded)).padStart(decimals + 1, '0')
  const whole = grouped(digits.slice(0, digits.length - decimals))
  const text = decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`
  if (rounded < 0) return `${MINUS}${text}`
  return sign && rounded > 0 ? `+${text}` : text
}

/** Money in USDC. Gains and losses carry a sign. */
export const formatUsdc = (micros: number, sign = false): string => formatFixed(micros, { decimals: 4, sign })

/** A sum of many fills in USDC, to the cent: more digits would say nothing. */
export const formatTotal = (micros: number): string => formatFixed(micros, { decimals: 2, sign: true })

/** Micro-dollars a share as cents a share: a cent is 10,000 of them. */
export const formatCents = (micros: number | null): string =>
  micros === null ? '–' : formatFixed(micros * 100, { decimals: 2, sign: true })

export const formatShares = (micros: number): string => formatFixed(micros, { decimals: 2 })

/** A price in USDC a share; averages have four decimals. */
export const formatPrice = (micros: number | null): string =>
  micros === null ? '–' : formatFixed(micros, { decimals: micros % 1_000 === 0 ? 3 : 4 })

export const formatCount = (count: number): string => grouped(String(count))

/** @example formatDuration(9_000_000) // "2 h 30 min" */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  const [days, hours] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24]
  const [minutes, rest] = [Math.floor(seconds / 60) % 60, seconds % 60]
  if (days > 0) return `${days} d ${hours} h`
  if (hours > 0) return `${hours} h ${minutes} min`
  if (minutes > 0) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`
  return `${rest} s`
}

/** All times are UTC. */
export const formatInstant = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 10)} ${formatClock(ms)}`
export const formatClock = (ms: number): string => new Date(ms).toISOString().slice(11, 19)

export const formatPercent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',')
