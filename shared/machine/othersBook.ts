import type { Book, Level } from '../domain/market.ts'
import { placed } from '../domain/oneBook.ts'
import type { Side } from '../domain/order.ts'
import { type Read, unknown } from '../domain/read.ts'
import { size } from '../domain/units.ts'
import { restMicros as restOf, unclosed } from './inventory.ts'
import type { Sibling, SiblingOrder } from './sibling.ts'
import type { MarketState } from './state.ts'

/**
 * The book without our own resting orders, those of the other outcome among them: an order that joins the best bid must
 * not join itself, nor take its own quote for a market.
 */
export function othersBook(book: Read<Book>, state: MarketState, sibling?: Sibling): Read<Book> {
  if (!book.ok) return book
  const orders = sibling?.orders ?? null
  // Which of the levels are ours is unknown.
  if (orders?.ok === false) return unknown(`the other outcome cannot be read: ${orders.unknown}`)
  const ours = [...restingOf(state), ...(orders?.ok === true ? orders.value.map(mirrored) : [])]
  const bids = withoutOurs(book.value.bids, ours, 'BUY')
  const asks = withoutOurs(book.value.asks, ours, 'SELL')
  const value: Book = {
    ...book.value,
    bids: bids.levels,
    asks: asks.levels,
    bidDepthMicros: size(Math.max(0, book.value.bidDepthMicros - bids.removedMicros)),
    askDepthMicros: size(Math.max(0, book.value.askDepthMicros - asks.removedMicros)),
  }
  return { ...book, value }
}

type Resting = Pick<SiblingOrder, 'side' | 'priceMicros' | 'restMicros'>

const restingOf = (state: MarketState): readonly Resting[] =>
  [...unclosed(state, 'BUY'), ...unclosed(state, 'SELL')]
    .filter(({ life }) => life.at === 'LIVE')
    .map((order) => ({
      side: order.side,
      priceMicros: order.priceMicros,
      restMicros: restOf(state, order),
    }))

/**
 * The venue shows a BUY of one outcome as a SELL of the other, at 1 less its price. Whatever may be there is left
 * out, seen or not: our own quote must not pass for a market.
 */
const mirrored = ({ side, priceMicros, restMicros }: SiblingOrder): Resting => ({
  ...placed({ isOther: true, side, priceMicros }),
  restMicros,
})

function withoutOurs(
  levels: readonly Level[],
  resting: readonly Resting[],
  side: Side,
): { readonly levels: readonly Level[]; readonly removedMicros: number } {
  const ours = resting.filter((order) => order.side === side)
  let removedMicros = 0
  const left = levels.map((level) => {
    const own = ours.filter((order) => order.priceMicros === level.priceMicros)
    const restingMicros = own.reduce((total, order) => total + order.restMicros, 0)
    const takenMicros = Math.min(level.sizeMicros, restingMicros)
    removedMicros += takenMicros
    return { ...level, sizeMicros: size(level.sizeMicros - takenMicros) }
  })
  return { levels: left.filter(hasSize), removedMicros }
}

const hasSize = ({ sizeMicros }: Level): boolean => sizeMicros > 0
