import type { EpochMs } from '../domain/units.ts'
import { freeOf, type MarketHolding, sharesBalance, usdcBalance } from '../simulator/balances.ts'
import type { Balance } from '../simulator/fundsRule.ts'
import { holdingIn, type InOutcome, isIn, outcomesOf } from './inOutcome.ts'
import { isLive, type PaperBook, restOf } from './paperBook.ts'

/** The shares of one outcome. */
export const sharesOf = (book: PaperBook, of: InOutcome, nowMs: EpochMs): Balance =>
  sharesBalance(holdingOf(book, of), nowMs)

/**
 * The money of the whole account. The venue lets the same money back orders in each market, and removes what a fill
 * elsewhere has left unfunded; here an order holds its money against every market, so that nothing has to be removed.
 */
export function moneyOf(books: readonly PaperBook[], accountMicros: number, nowMs: EpochMs): Balance {
  const balances = books.flatMap((book) =>
    outcomesOf(book).map((of) => usdcBalance(holdingOf(book, of), nowMs)),
  )
  return {
    settled: balances.reduce((sum, { settled }) => sum + settled, accountMicros),
    matched: balances.reduce((sum, { matched }) => sum + matched, 0),
    held: balances.reduce((sum, { held }) => sum + held, 0),
  }
}

/** Money that no match and no order has been promised. */
export const freeMicros = (books: readonly PaperBook[], accountMicros: number, nowMs: EpochMs): number =>
  freeOf(moneyOf(books, accountMicros, nowMs))

const holdingOf = (book: PaperBook, of: InOutcome): MarketHolding => {
  const { cashMicros, sharesMicros } = holdingIn(book, of)
  return {
    cashMicros,
    sharesMicros,
    fills: book.fills.filter((fill) => isIn(fill, of)),
    orders: book.orders
      .filter((order) => isLive(order) && isIn(order, of))
      .map((order) => ({ side: order.side, priceMicros: order.priceMicros, restMicros: restOf(order) })),
  }
}
