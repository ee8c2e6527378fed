import type { BookParams } from '@polymarket/clob-client-v2'
import { chunksOf } from '../domain/chunksOf.ts'
import { isObject } from '../domain/jsonObject.ts'
import { BOOK_LEVELS, type Book, type Ladder, type Level, sizeOf, topLevels } from '../domain/market.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import { type EpochMs, type SizeMicros, size, type TokenId } from '../domain/units.ts'
import type { Answer } from './answer.ts'
import { askRead, createBudget, okJson, type PublicSession, type TimeBudget } from './session.ts'
import { brief, readPrice, readSize, readTime } from './wire.ts'

/** Far below the venue's 500: a book can be some dozens of kilobytes, and an answer has a bound. */
const BOOKS_A_REQUEST = 50
/**
 * Requests for halves of a batch whose answer made no sense, in one call: each level of halving makes two, and six
 * levels single a token out of fifty. Two such tokens are found; a venue that answers nothing but nonsense is not flooded.
 */
const MAX_HALVES = 24
/** Prices run from 0 to 1 in steps of no less than 0.0001. */
const MAX_LEVELS = 10_000

/**
 * The top of each token's book, and bids down to where they take `coverMicros`; many in one request. A token the answer
 * leaves out is unknown, not empty. Where an answer is no list of books, or too large, halves of it are asked for: what
 * the venue cannot print of one market hides none of the others.
 */
export async function readBooks(
  session: PublicSession,
  tokens: readonly TokenId[],
  coverMicros?: SizeMicros,
): Promise<ReadonlyMap<TokenId, Read<Book>>> {
  const asking = { budget: createBudget(session.limits.readDeadlineMs), halvesLeft: MAX_HALVES, coverMicros }
  const chunks = chunksOf([...new Set(tokens)], BOOKS_A_REQUEST)
  const books = await Promise.all(chunks.map((chunk) => readChunk(session, chunk, asking)))
  return new Map(books.flatMap((map) => [...map]))
}

/** What the requests of one call share. */
interface Asking {
  readonly budget: TimeBudget
  readonly coverMicros: SizeMicros | undefined
  halvesLeft: number
}

async function readChunk(
  session: PublicSession,
  tokens: readonly TokenId[],
  asking: Asking,
): Promise<ReadonlyMap<TokenId, Read<Book>>> {
  const asOf = session.clock.nowMs()
  const [only] = tokens
  const single = tokens.length === 1 && only !== undefined
  const answer = await askRead(
    session,
    () => (single ? session.client.getOrderBook(only) : session.client.getOrderBooks(tokens.map(bookParams))),
    asking.budget,
  )
  if (!single && isNonsense(answer) && asking.halvesLeft >= 2) {
    asking.halvesLeft -= 2
    const half = Math.ceil(tokens.length / 2)
    const halves = [tokens.slice(0, half), tokens.slice(half)]
    const books = await Promise.all(halves.map((each) => readChunk(session, each, asking)))
    return new Map(books.flatMap((map) => [...map]))
  }
  const read = okJson(answer)
  if (!read.ok) return new Map(tokens.map((token) => [token, read]))
  return interpretBooks(single ? [read.json] : read.json, tokens, asOf, asking.coverMicros)
}

/** The venue answers, and not with a list: asked for less it may. What it refuses to all it refuses to halves. */
function isNonsense(answer: Answer): boolean {
  if (answer.is === 'lost') return answer.isTooLarge === true
  if (answer.is !== 'answer') return false
  if (answer.status === 200) return answer.body.is !== 'json' || !Array.isArray(answer.body.value)
  return answer.status === 400 || answer.status === 404 || answer.status === 413
}

/** The client's type wants a side, the venue does not. */
const bookParams = (token: string): BookParams => ({ token_id: token }) as BookParams

export function interpretBooks(
  json: unknown,
  tokens: readonly TokenId[],
  asOf: EpochMs,
  coverMicros?: SizeMicros,
): ReadonlyMap<TokenId, Read<Book>> {
  return readEach(json, { tokens, asOf, parse: (book) => parseBook(book, coverMicros) })
}

export function parseBook(json: unknown, coverMicros: number = 0): Book | string {
  const ladder = parseLadder(json)
  if (typeof ladder === 'string') return ladder
  const { bids, asks, venueAtMs } = ladder
  return {
    bids: topLevels(bids, coverMicros),
    asks: asks.slice(0, BOOK_LEVELS),
    bidDepthMicros: depth(bids),
    askDepthMicros: depth(asks),
    venueAtMs,
  }
}

/** All of one token's book. */
export async function readLadder(session: PublicSession, token: TokenId): Promise<Read<Ladder>> {
  const asOf = session.clock.nowMs()
  const answer = okJson(await askRead(session, () => session.client.getOrderBook(token)))
  if (!answer.ok) return answer
  return interpretLadders([answer.json], [token], asOf).get(token) ?? unknown(`no book of token ${token}`)
}

/** All of each token's book. A token that the answer leaves out is unknown, not empty. */
export function interpretLadders(
  json: unknown,
  tokens: readonly TokenId[],
  asOf: EpochMs,
): ReadonlyMap<TokenId, Read<Ladder>> {
  return readEach(json, { tokens, asOf, parse: parseLadder })
}

function readEach<T extends object>(
  json: unknown,
  of: {
    readonly tokens: readonly TokenId[]
    readonly asOf: EpochMs
    readonly parse: (book: unknown) => T | string
  },
): ReadonlyMap<TokenId, Read<T>> {
  if (!Array.isArray(json))
    return new Map(of.tokens.map((token) => [token, unknown(`not books: ${brief(json)}`)]))
  const byToken = Map.groupBy(json.filter(isObject), (book) => book['asset_id'])
  return new Map(
    of.tokens.map((token) => {
      const mine = byToken.get(token) ?? []
      if (mine.length !== 1) return [token, unknown(`${mine.length} books of token ${token} in the answer`)]
      const book = of.parse(mine[0])
      return [token, typeof book === 'string' ? unknown(book) : known(book, of.asOf)]
    }),
  )
}

/** The venue's order of levels differs between its pages and its answers: best is found by price alone. */
export function parseLadder(json: unknown): (Ladder & Pick<Book, 'venueAtMs'>) | string {
  if (!isObject(json)) return `not a book: ${brief(json)}`
  const bids = parseLevels(json['bids'])
  const asks = parseLevels(json['asks'])
  const venueAtMs = readTime(json['timestamp'])
  if (bids === null || asks === null || venueAtMs === null) return `a book cannot be read: ${brief(json)}`
  return {
    bids: bids.toSorted((a, b) => b.priceMicros - a.priceMicros),
    asks: asks.toSorted((a, b) => a.priceMicros - b.priceMicros),
    venueAtMs,
  }
}

function parseLevels(json: unknown): readonly Level[] | null {
  if (!Array.isArray(json) || json.length > MAX_LEVELS) return null
  const levels: Level[] = []
  for (const record of json) {
    const priceMicros = isObject(record) ? readPrice(record['price']) : null
    const sizeMicros = isObject(record) ? readSize(record['size']) : null
    if (priceMicros === null || sizeMicros === null) return null
    if (sizeMicros > 0) levels.push({ priceMicros, sizeMicros })
  }
  // A sum that is no safe integer is not a book.
  return Number.isSafeInteger(sizeOf(levels)) ? levels : null
}

const depth = (levels: readonly Level[]): SizeMicros => size(sizeOf(levels))
