import type { Book } from '../../../shared/domain/market.ts'
import { known, type Read } from '../../../shared/domain/read.ts'
import { type SizeMicros, size, type TokenId } from '../../../shared/domain/units.ts'
import type { Venue } from '../../../shared/ports/venue.ts'
import type { Troubles } from './troubles.ts'

/** A venue that pulls its best levels leaves these few, far apart. */
const LEVELS_PULLED = 6

type Books = (tokens: readonly TokenId[], cover?: SizeMicros) => ReturnType<Venue['books']>

/** The books as they are shown in the trouble of the hour: the true ones, old ones, wide ones, half of one. */
export function createBookViews(venue: Venue, troubles: Troubles): Books {
  const frozen = new Map<TokenId, Read<Book>>()
  const show = (token: TokenId, read: Read<Book>): Read<Book> => {
    if (troubles.book !== 'frozen') frozen.delete(token)
    if (!read.ok) return read
    const book = read.value
    switch (troubles.book) {
      case 'frozen': {
        const first = frozen.get(token) ?? read
        frozen.set(token, first)
        return first
      }
      case 'wide':
        return known({ ...book, bids: pulled(book.bids), asks: pulled(book.asks) }, read.asOf)
      case 'noBids':
        return known({ ...book, bids: [], bidDepthMicros: size(0) }, read.asOf)
      case 'noAsks':
        return known({ ...book, asks: [], askDepthMicros: size(0) }, read.asOf)
      case null:
        return read
    }
  }
  return async (tokens, cover) => {
    const answer = await venue.books(tokens, cover)
    return new Map([...answer].map(([token, read]) => [token, show(token, read)]))
  }
}

const pulled = (levels: Book['bids']): Book['bids'] => levels.slice(LEVELS_PULLED)
