import { parseMicros } from '../../shared/domain/decimal.ts'
import { complement } from '../../shared/domain/oneBook.ts'
import { MICROS } from '../../shared/domain/units.ts'
import type { TapeHeader } from '../tape/format.ts'

const FORM = /^(?:(\d{1,78})=)?(yes|no|\d(?:\.\d{1,6})?)$/i

/** yes, no, a price from 0 to 1, or TOKEN=PRICE. */
export const isResolution = (text: string): boolean => {
  const [, , what = ''] = FORM.exec(text) ?? []
  return what !== '' && (/[a-z]/i.test(what) || Number(what) <= 1)
}

/**
 * What a share of the tape's token paid, as the user says: the price of a token, or of its complement; `yes` and `no`
 * are the market's outcomes where they are so named, else whether the tape's own came true; a bare price is that of
 * the tape's own token. The last word that fits counts. null: none fits.
 */
export function resolvedPayout({ tokens, outcomes }: TapeHeader, said: readonly string[]): number | null {
  let payoutMicros: number | null = null
  for (const text of said) {
    const [, token, what = ''] = FORM.exec(text.toLowerCase()) ?? []
    if (token !== undefined && !tokens.includes(token)) continue
    const isComplement =
      token === undefined ? /[a-z]/.test(what) && outcomes[1].toLowerCase() === 'yes' : token === tokens[1]
    const price = what === 'yes' ? MICROS : what === 'no' ? 0 : (parseMicros(what, 'nearest') ?? 0)
    payoutMicros = isComplement ? complement(price) : price
  }
  return payoutMicros
}
