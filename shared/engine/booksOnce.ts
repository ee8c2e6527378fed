import { type Book, topLevels } from '../domain/market.ts'
import { type Read, unknown } from '../domain/read.ts'
import { type SizeMicros, size } from '../domain/units.ts'
import { heldMicros, restMicros, unclosed } from '../machine/inventory.ts'
import type { MarketState } from '../machine/state.ts'
import type { Venue } from '../ports/venue.ts'

/** The book of one market's outcome, from the answer that all markets of the round share. */
export type AskBook = (state: MarketState) => Promise<Read<Book>>

/** Of the market that is ticked. */
interface Owner {
  readonly state: MarketState
}

/**
 * All books of a round, asked for at once: each market waits for this answer, and one that it lacks, or that cannot be
 * read, is unknown to that market alone.
 */
export function booksOnce(venue: Pick<Venue, 'books'>, held: readonly Owner[]): AskBook {
  const cover = size(Math.max(0, ...held.map(coverOf)))
  const books = venue.books(
    held.map(({ state }) => state.tokenId),
    cover,
  )
  return async (state) => {
    const read = (await books).get(state.tokenId) ?? unknown('the answer lacks the book')
    return read.ok ? { ...read, value: cut(read.value, coverMicros(state)) } : read
  }
}

/** The answer reaches down as far as the market that needs most: the others keep what they need. */
const cut = (book: Book, cover: SizeMicros): Book => ({ ...book, bids: topLevels(book.bids, cover) })

/** The bids are to value what is held, and what may come to be held before the next look. */
const coverMicros = (state: MarketState): SizeMicros =>
  size(heldMicros(state) + unclosed(state, 'BUY').reduce((sum, order) => sum + restMicros(state, order), 0))

/** An item that breaks an invariant breaks its own tick, and not the read that all share. */
function coverOf({ state }: Owner): number {
  try {
    return coverMicros(state)
  } catch {
    return 0
  }
}
