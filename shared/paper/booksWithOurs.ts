import type { Book } from '../domain/market.ts'
import { placedIn } from '../domain/oneBook.ts'
import { type Read, unknown } from '../domain/read.ts'
import { size, type TokenId } from '../domain/units.ts'
import type { Witness } from '../domain/witness.ts'
import { type OurOrder, withOurOrders } from '../simulator/withOurOrders.ts'
import { inOutcome } from './inOutcome.ts'
import { isLive, type PaperAccount, restOf } from './paperAccount.ts'

/** The books of the live market, which do not know of us, with our orders on them. */
export const booksWithOurs = (
  books: ReadonlyMap<TokenId, Read<Book>>,
  accounts: Read<readonly PaperAccount[]>,
  coverMicros?: number,
): ReadonlyMap<TokenId, Read<Book>> =>
  new Map(
    [...books].map(([token, book]): [TokenId, Read<Book>] => {
      if (!book.ok) return [token, book]
      if (!accounts.ok) return [token, accounts]
      const ours = accounts.value.flatMap((account) => restingIn(account, token))
      return [token, { ...book, value: withOurOrders(book.value, ours, coverMicros) }]
    }),
  )

/**
 * The live market's witness of such a book. It does not know of us either: where its mid is beyond an order of ours, the
 * two would have traded at the venue, and it says nothing of the book with our orders on it.
 */
export function witnessWithOurs(
  witness: Witness,
  accounts: Read<readonly PaperAccount[]>,
  token: TokenId,
): Witness {
  const { midMicros: mid } = witness
  if (!mid.ok || !accounts.ok) return witness
  const ours = accounts.value.flatMap((account) => restingIn(account, token))
  const isBeyond = ours.some(({ side, priceMicros }) =>
    side === 'BUY' ? mid.value < priceMicros : mid.value > priceMicros,
  )
  if (!isBeyond) return witness
  return { ...witness, midMicros: unknown('the live mid is beyond an order of ours on paper') }
}

function restingIn(account: PaperAccount, token: TokenId): readonly OurOrder[] {
  const of = inOutcome(account, token)
  if (of === null) return []
  return account.orders
    .filter(isLive)
    .map((order) => ({ ...placedIn(order, of), restMicros: size(restOf(order)) }))
}
