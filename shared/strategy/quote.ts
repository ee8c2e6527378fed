import type { MarketInfo } from '../domain/market.ts'
import type { PriceMicros, SizeMicros } from '../domain/units.ts'
import { isMinimumSize, isTick } from './grid.ts'
import type { QuoteReason } from './quoteReason.ts'
import type { QuoteRefusal } from './refusal.ts'

/** A price on the market's grid, between one tick and 1 - tick, and a size in whole lots, at least the minimum. */
export interface Quote {
  readonly priceMicros: PriceMicros
  readonly sizeMicros: SizeMicros
}

export interface RefusedQuote {
  readonly refusal: QuoteRefusal
}

/** A quote, and which rule had the last word on its price. */
export type Quoting<R extends QuoteReason> = { readonly quote: Quote; readonly reason: R } | RefusedQuote

export const refusedQuote = (refusal: QuoteRefusal): RefusedQuote => ({ refusal })

/** A price computed on a grid that is none is worse than no price. */
export function rulesRefusal(info: MarketInfo): 'tickUnknown' | 'minimumUnknown' | null {
  if (!isTick(info.tickMicros)) return 'tickUnknown'
  return isMinimumSize(info.minSizeMicros) ? null : 'minimumUnknown'
}
