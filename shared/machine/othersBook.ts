import type { Book, Level } from '../domain/market.ts'
import type { Side } from '../domain/order.ts'
import type { Read } from '../domain/read.ts'
import { size } from '../domain/units.ts'
import { restMicros, unclosed } from './inventory.ts'
import type { MarketState } from './state.ts'

/**
 * The book without our own resting orders: an order that joins the best bid must not join itself, nor take its own
 * quote for a market.
 */
export function othersBook(book: Read<Book>, state: MarketState): Read<Book> {
  if (!book.ok) return book
  const bids = withoutOurs(book.value.bids, state, 'BUY')
  const asks = withoutOurs(book.value.asks, state, 'SELL')
  const value: Book = {
    ...book.value,
    bids: bids.levels,
    asks: asks.levels,
    bidDepthMicros: size(Math.max(0, book.value.bidDepthMicros - bids.removedMicros)),
    askDepthMicros: size(Math.max(0, book.value.askDepthMicros - asks.removedMicros)),
  }
  return { ...book, value }
}

function withoutOurs(
  levels: readonly Level[],
  state: MarketState,
  side: Side,
): { readonly levels: readonly Level[]; readonly removedMicros: number } {
  const ours = unclosed(state, side).filter((order) => order.life.at === 'LIVE')
  if (ours.length === 0) return { levels: levels.filter(hasSize), removedMicros: 0 }
  let removedMicros = 0
  const left = levels.map((level) => {
    const own = ours.filter((order) => order.priceMicros === level.priceMicros)
    if (own.length === 0) return level
    const restingMicros = own.reduce((total, order) => total + restMicros(state, order), 0)
    const takenMicros = Math.min(level.sizeMicros, restingMicros)
    removedMicros += takenMicros
    return { ...level, sizeMicros: size(level.sizeMicros - takenMicros) }
  })
  return { levels: left.filter(hasSize), removedMicros }
}

const hasSize = ({ sizeMicros }: Level): boolean => sizeMicros > 0
