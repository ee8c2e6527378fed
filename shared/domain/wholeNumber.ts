import { wrongValue } from './inputError.ts'

/** What generators of chance take as a seed. */
export const MAX_SEED = 2 ** 31 - 1
const DIGITS = /^\d{1,10}$/

/** A whole number as a person types it, within bounds. @throws InputError with the remedy, or with the bounds */
export function parseWhole(
  field: string,
  text: string,
  of: { readonly least: number; readonly most: number; readonly remedy?: string },
): number {
  const value = DIGITS.test(text) ? Number(text) : Number.NaN
  if (value >= of.least && value <= of.most) return value
  const remedy = of.remedy ?? `use a whole number from ${of.least} to ${of.most}`
  throw wrongValue(field, text, remedy)
}
