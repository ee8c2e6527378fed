import type { EpochMs } from '../domain/units.ts'
import { freeOf, type MarketHolding, sharesBalance, usdcBalance } from '../simulator/balances.ts'
import type { Balance } from '../simulator/fundsRule.ts'
import { isLive, type PaperBook, restOf } from './paperBook.ts'

/** The shares of one market. */
export const sharesOf = (book: PaperBook, nowMs: EpochMs): Balance => sharesBalance(holdingOf(book), nowMs)

/**
 * The money of the whole account. The venue lets the same money back orders in each market, and removes what a fill
 * elsewhere has left unfunded; here an order holds its money against every market, so that nothing has to be removed.
 */
export function moneyOf(books: readonly PaperBook[], accountMicros: number, nowMs: EpochMs): Balance {
  const balances = books.map((book) => usdcBalance(holdingOf(book), nowMs))
  return {
    settled: balances.reduce((sum, { settled }) => sum + settled, accountMicros),
    matched: balances.reduce((sum, { matched }) => sum + matched, 0),
    held: balances.reduce((sum, { held }) => sum + held, 0),
  }
}

/** Money that no match and no order has been promised. */
export const freeMicros = (books: readonly PaperBook[], accountMicros: number, nowMs: EpochMs): number =>
  freeOf(moneyOf(books, accountMicros, nowMs))

const holdingOf = ({ cashMicros, sharesMicros, fills, orders }: PaperBook): MarketHolding => ({
  cashMicros,
  sharesMicros,
  fills,
  orders: orders
    .filter(isLive)
    .map((order) => ({ side: order.side, priceMicros: order.priceMicros, restMicros: restOf(order) })),
})
