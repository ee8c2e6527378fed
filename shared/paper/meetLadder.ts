import type { Level } from '../domain/market.ts'
import type { Side } from '../domain/order.ts'
import { type EpochMs, MICROS, price, size } from '../domain/units.ts'
import type { Ladder } from '../engine/publicFeed.ts'
import { filledByTouch } from '../simulator/fillModel.ts'
import { afterMeal, stillEaten } from './eaten.ts'
import { fillOrder } from './fillOrder.ts'
import { isLive, MAX_CAPS, type PaperBook, type PaperOrder, restOf } from './paperBook.ts'

/**
 * One look at what is displayed. A book empty on both sides has been wiped, and our orders with it. The other side's
 * best price at ours or beyond fills us whole: those two would have traded. A display shorter than our queue is noted:
 * it counts once the trades of its time are known, for a trade that it already shows must not shorten it again.
 */
export function meetLadder(book: PaperBook, ladder: Ladder, atMs: EpochMs): PaperBook {
  const eaten = stillEaten(book.eaten, ladder)
  const next = eaten.length === book.eaten.length ? book : { ...book, eaten }
  const here = next.orders.filter(
    (order) => isLive(order) && order.restedAtMs < atMs && atMs < order.dropsAtMs,
  )
  if (here.length === 0) return next
  if (ladder.bids.length === 0 && ladder.asks.length === 0) {
    return here.reduce((before, order) => put(before, { ...order, end: { atMs, how: 'wiped' } }), next)
  }
  const seen = afterMeal(ladder, eaten)
  return here.reduce((before, order) => meetOrder(before, order, { seen, ladder, atMs }), next)
}

function meetOrder(
  book: PaperBook,
  order: PaperOrder,
  of: { readonly seen: Ladder; readonly ladder: Ladder; readonly atMs: EpochMs },
): PaperBook {
  const resting = { side: order.side, price: order.priceMicros, ahead: 0, rest: restOf(order) }
  const sizeMicros = filledByTouch(resting, bestOpposite(of.seen, order.side))
  if (sizeMicros > 0) {
    return fillOrder(book, order, {
      role: 'maker',
      priceMicros: price(order.priceMicros),
      sizeMicros: size(sizeMicros),
      atMs: of.atMs,
    })
  }
  const displayed = displayedAt(of.ladder, order)
  const shortest = Math.min(order.aheadMicros, ...order.caps.map((cap) => cap.displayedMicros))
  if (displayed >= shortest) return book
  const cap = { atMs: of.atMs, displayedMicros: size(displayed), tradedMicros: size(0) }
  // The oldest is dropped for the bound: the queue then stays longer than it was.
  return put(book, { ...order, caps: [...order.caps, cap].slice(-MAX_CAPS) })
}

/** A price beyond any where that side is empty. */
export function bestOpposite({ bids, asks }: Ladder, side: Side): number {
  return side === 'BUY' ? (asks[0]?.priceMicros ?? MICROS + 1) : (bids[0]?.priceMicros ?? -1)
}

/** What others display at our price, on our side. */
export function displayedAt({ bids, asks }: Ladder, order: Pick<PaperOrder, 'side' | 'priceMicros'>): number {
  const levels: readonly Level[] = order.side === 'BUY' ? bids : asks
  return levels.find((level) => level.priceMicros === order.priceMicros)?.sizeMicros ?? 0
}

const put = (book: PaperBook, order: PaperOrder): PaperBook => ({
  ...book,
  orders: book.orders.map((each) => (each.id === order.id ? order : each)),
})
