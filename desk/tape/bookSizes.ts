import type { Level } from '../../shared/domain/market.ts'
import { epochMs, price, size } from '../../shared/domain/units.ts'
import type { TapeEvent } from './tapeEvent.ts'

/** One side of a book: sizes by price, in micros. */
export type SizesByPrice = Map<number, number>

export interface BookSizes {
  readonly bids: SizesByPrice
  readonly asks: SizesByPrice
}

export const bookSizesOf = (book: {
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
}): BookSizes => ({ bids: sizesOf(book.bids), asks: sizesOf(book.asks) })

const sizesOf = (levels: readonly Level[]): SizesByPrice =>
  new Map(
    levels.flatMap(({ priceMicros, sizeMicros }) => (sizeMicros > 0 ? [[priceMicros, sizeMicros]] : [])),
  )

/** The whole book as it was at an instant, best first. */
export const bookEvent = ({ bids, asks }: BookSizes, atMs: number): TapeEvent => ({
  type: 'book',
  atMs: epochMs(atMs),
  bids: levelsOf(bids, -1),
  asks: levelsOf(asks, 1),
})

const levelsOf = (sizes: SizesByPrice, away: 1 | -1): readonly Level[] =>
  [...sizes]
    .sort(([a], [b]) => (a - b) * away)
    .map(([at, of]) => ({ priceMicros: price(at), sizeMicros: size(of) }))
