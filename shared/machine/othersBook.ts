import { type Book, type Level, sizeOf } from '../domain/market.ts'
import { mirroredPlace } from '../domain/oneBook.ts'
import type { Side } from '../domain/order.ts'
import { type Read, unknown } from '../domain/read.ts'
import { type SizeMicros, size } from '../domain/units.ts'
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
  const bids = withoutOurs(book.value.bids, book.value.bidDepthMicros, { ours, side: 'BUY' })
  const asks = withoutOurs(book.value.asks, book.value.askDepthMicros, { ours, side: 'SELL' })
  const value: Book = {
    ...book.value,
    bids: bids.levels,
    asks: asks.levels,
    bidDepthMicros: bids.depthMicros,
    askDepthMicros: asks.depthMicros,
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
const mirrored = (order: SiblingOrder): Resting => ({
  ...mirroredPlace(order),
  restMicros: order.restMicros,
})

function withoutOurs(
  levels: readonly Level[],
  depthMicros: number,
  of: { readonly ours: readonly Resting[]; readonly side: Side },
): { readonly levels: readonly Level[]; readonly depthMicros: SizeMicros } {
  const ours = of.ours.filter(({ side }) => side === of.side)
  const left = levels.map((level) => {
    const ownMicros = restOfAll(ours.filter(({ priceMicros }) => priceMicros === level.priceMicros))
    return { ...level, sizeMicros: size(Math.max(0, level.sizeMicros - ownMicros)) }
  })
  const deeperMicros = Math.max(0, depthMicros - sizeOf(levels))
  const ownDeeperMicros = restOfAll(ours.filter((order) => isDeeper(order, levels.at(-1))))
  const removedMicros = sizeOf(levels) - sizeOf(left) + Math.min(deeperMicros, ownDeeperMicros)
  return { levels: left.filter(hasSize), depthMicros: size(Math.max(0, depthMicros - removedMicros)) }
}

/** Of the levels below those that were read, a book has only the sum. */
const isDeeper = ({ side, priceMicros }: Resting, last: Level | undefined): boolean =>
  last !== undefined && (side === 'BUY' ? priceMicros < last.priceMicros : priceMicros > last.priceMicros)

const restOfAll = (orders: readonly Resting[]): number =>
  orders.reduce((total, { restMicros }) => total + restMicros, 0)

const hasSize = ({ sizeMicros }: Level): boolean => sizeMicros > 0
