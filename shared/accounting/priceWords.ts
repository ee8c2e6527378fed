import { formatMicros } from '../domain/decimal.ts'
import type { Belief } from './valuation.ts'

/** By which price something is valued, for people. `priceMicros` null: there never was one. */
export function priceWords(of: { readonly belief: Belief; readonly priceMicros: number | null }): string {
  const price = of.priceMicros === null ? '-' : formatMicros(of.priceMicros)
  switch (of.belief) {
    case 'believed':
      return `mid ${price}`
    case 'disbelieved':
      return `last believed mid ${price}`
    case 'bids':
      return `bids pay ${price}`
    case 'settled':
      return `pays ${price}`
    case 'none':
      return 'no price yet'
  }
}
