import type { Book, Level } from '../../shared/domain/market.ts'
import { outcomeKey } from '../../shared/domain/outcome.ts'
import { known } from '../../shared/domain/read.ts'
import type { MarketSettings } from '../../shared/domain/settings.ts'
import { MICROS, price, tokenId } from '../../shared/domain/units.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import { cents, MARKET, settings, state } from './build.ts'
import { bench } from './engineBench.ts'
import { calmMids } from './market.ts'
import { NO_ITEM } from './storedItem.ts'

/** The other token of the market of all fixtures. */
export const OTHER_TOKEN = tokenId('8')
export const SIBLING = { market: MARKET, tokenId: OTHER_TOKEN }

const mirrorPrice = (micros: number) => price(MICROS - micros)
const mirrorLevels = (levels: readonly Level[]): readonly Level[] =>
  levels.map((level) => ({ ...level, priceMicros: mirrorPrice(level.priceMicros) }))

/** As the venue shows the book of the one outcome for the other. */
export const mirrorBook = (book: Book): Book => ({
  ...book,
  bids: mirrorLevels(book.asks),
  asks: mirrorLevels(book.bids),
  bidDepthMicros: book.askDepthMicros,
  askDepthMicros: book.bidDepthMicros,
})

/** The other outcome, watched for as long as the one that all fixtures are of. */
export function siblingState(over: Partial<MarketState> = {}): MarketState {
  const own = state()
  const mids = calmMids()
  return state({
    tokenId: OTHER_TOKEN,
    lastGoodMid: own.lastGoodMid && { ...own.lastGoodMid, priceMicros: cents(43) },
    mids: { ...mids, micros: mids.micros.map((each) => (each === null ? null : mirrorPrice(each))) },
    ...over,
  })
}

export const siblingSettings = (over: Partial<MarketSettings> = {}): MarketSettings => ({
  ...settings(),
  tokenId: OTHER_TOKEN,
  ...over,
})

/** A stack that trades both outcomes of its market, at the books that the venue shows for them. */
export function bothBench(
  of: {
    readonly own?: MarketState
    readonly sibling?: MarketState | null
    readonly markets?: readonly MarketSettings[]
  } = {},
) {
  const markets = of.markets ?? [settings(), siblingSettings()]
  const both = bench({ state: of.own ?? state(), stack: { markets, cadenceMs: null } })
  const sibling = of.sibling === undefined ? siblingState() : of.sibling
  const key = outcomeKey(SIBLING)
  const putSibling = (next: MarketState, schema = 1) =>
    both.store.items.set(key, { ...NO_ITEM, rev: 1, state: next, schema })
  if (sibling !== null) {
    putSibling(sibling)
    both.venue.balances.set(OTHER_TOKEN, sibling.folded.sizeMicros)
  }
  both.venue.books = async (tokens) => {
    const asOf = both.clock.nowMs()
    const book = (token: string): Book => ({
      ...(token === OTHER_TOKEN ? mirrorBook(both.venue.book) : both.venue.book),
      venueAtMs: asOf,
    })
    return new Map(tokens.map((token) => [token, known(book(token), asOf)]))
  }
  return {
    ...both,
    putSibling,
    siblingStored: () => both.store.items.get(key)?.state ?? null,
    postedOf: (token: string) =>
      both.venue.posted.map(({ draft }) => draft).filter((draft) => draft.tokenId === token),
  }
}
