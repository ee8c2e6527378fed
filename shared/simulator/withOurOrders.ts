import { type Book, type Level, topLevels } from '../domain/market.ts'
import type { Side } from '../domain/order.ts'
import { type PriceMicros, price, type SizeMicros, size } from '../domain/units.ts'

/** An order of ours on a book, in the terms of the outcome whose book it is. */
export interface OurOrder {
  readonly side: Side
  readonly priceMicros: PriceMicros
  readonly restMicros: SizeMicros
}

/**
 * A book that was recorded without us, as the venue would show it: with our own orders on it. The bot takes its orders
 * off every book that it reads.
 *
 * @param coverMicros How much the bids must cover, as far as they go.
 */
export function withOurOrders(book: Book, ours: readonly OurOrder[], coverMicros = 0): Book {
  if (ours.length === 0) return book
  const bids = ours.filter(({ side }) => side === 'BUY')
  const asks = ours.filter(({ side }) => side === 'SELL')
  const byPrice = (a: Level, b: Level): number => a.priceMicros - b.priceMicros
  return {
    ...book,
    bids: topLevels(
      added(book.bids, bids).sort((a, b) => byPrice(b, a)),
      coverMicros,
    ),
    asks: topLevels(added(book.asks, asks).sort(byPrice), 0),
    bidDepthMicros: size(book.bidDepthMicros + restOf(bids)),
    askDepthMicros: size(book.askDepthMicros + restOf(asks)),
  }
}

function added(levels: readonly Level[], ours: readonly OurOrder[]): Level[] {
  const sizes = new Map(levels.map((level) => [level.priceMicros, level.sizeMicros]))
  for (const { priceMicros, restMicros } of ours)
    sizes.set(priceMicros, size((sizes.get(priceMicros) ?? 0) + restMicros))
  return [...sizes].map(([priceMicros, sizeMicros]) => ({ priceMicros: price(priceMicros), sizeMicros }))
}

const restOf = (orders: readonly OurOrder[]): number =>
  orders.reduce((total, { restMicros }) => total + restMicros, 0)
