import { notional } from '../domain/decimal.ts'
import { type EpochMs, type SizeMicros, size } from '../domain/units.ts'
import { isLive, type PaperBook, type PaperFill, restOf } from './paperBook.ts'
import type { PaperTiming } from './timing.ts'

export const isSettled = (fill: PaperFill, nowMs: EpochMs, { settleMs }: PaperTiming): boolean =>
  nowMs - fill.matchedAtMs >= settleMs

/** Shares as the venue's balance shows them: a trade counts once it is final. */
export function settledShares(book: PaperBook, nowMs: EpochMs, timing: PaperTiming): SizeMicros {
  const unsettled = book.fills.filter((fill) => !isSettled(fill, nowMs, timing))
  const bought = sum(unsettled, 'BUY')
  const sold = sum(unsettled, 'SELL')
  return size(book.sharesMicros - bought + sold)
}

/** Shares that no order and no unsettled sale has promised. */
export function freeShares(book: PaperBook, nowMs: EpochMs, timing: PaperTiming): number {
  const sold = sum(
    book.fills.filter((fill) => !isSettled(fill, nowMs, timing)),
    'SELL',
  )
  const offered = book.orders
    .filter((order) => isLive(order) && order.side === 'SELL')
    .reduce((total, order) => total + restOf(order), 0)
  return settledShares(book, nowMs, timing) - sold - offered
}

/** Money of the whole account that no order has promised. */
export function freeMicros(books: readonly PaperBook[], accountMicros: number): number {
  return books.reduce((total, book) => total + book.cashMicros - promisedMicros(book), accountMicros)
}

const promisedMicros = (book: PaperBook): number =>
  book.orders
    .filter((order) => isLive(order) && order.side === 'BUY')
    .reduce(
      (total, order) =>
        total + notional({ priceMicros: order.priceMicros, sizeMicros: size(restOf(order)) }, 'up'),
      0,
    )

const sum = (fills: readonly PaperFill[], side: PaperFill['side']): number =>
  fills.filter((fill) => fill.side === side).reduce((total, fill) => total + fill.sizeMicros, 0)
