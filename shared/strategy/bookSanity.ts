import type { Book, GoodMid, Level, MarketInfo } from '../domain/market.ts'
import type { Read } from '../domain/read.ts'
import type { MarketSettings, RegimeSettings } from '../domain/settings.ts'
import { type EpochMs, MICROS, type PriceMicros } from '../domain/units.ts'
import type { SanityRefusal } from './refusal.ts'
import { midMicros, touch } from './touch.ts'

/** What is known when the book is judged. */
export interface BookView {
  readonly book: Read<Book>
  readonly info: Read<MarketInfo>
  readonly lastGoodMid: GoodMid | null
  readonly nowMs: EpochMs
  /** A second public source contradicts the book. */
  readonly contradicted?: boolean
  readonly settings: MarketSettings
}

export type Sanity =
  | {
      readonly sane: true
      readonly midMicros: PriceMicros
      readonly book: Book
      readonly info: MarketInfo
    }
  | { readonly sane: false; readonly refusals: readonly SanityRefusal[] }

/**
 * What must hold before anything is decided by price, exits at the market included. The venue empties books at game
 * start and reopens them at 0.01/0.99: a stop-loss that believes such a book sells at one cent.
 * A move that lasts is believed again once the last good mid is older than `jumpMemoryMs`.
 */
export function bookSanity(seen: BookView): Sanity {
  const { book, info, lastGoodMid, nowMs, settings } = seen
  const { regime } = settings
  const refusals: SanityRefusal[] = []
  // The book of a market that takes no orders is a picture of the past.
  if (!info.ok) refusals.push('infoUnknown')
  else if (!isTrading(info.value)) refusals.push('notAccepting')
  if (!book.ok) return { sane: false, refusals: ['bookUnknown', ...refusals] }
  if (isOld(nowMs - book.asOf, regime)) refusals.push('bookOld')
  const mid = midMicros(book.value)
  refusals.push(...shapeRefusals(book.value, regime))
  if (mid !== null && isJump(mid, lastGoodMid, nowMs, regime)) refusals.push('jump')
  if (seen.contradicted === true) refusals.push('contradicted')
  if (mid === null || !info.ok || refusals.length > 0) return { sane: false, refusals }
  return { sane: true, midMicros: mid, book: book.value, info: info.value }
}

/** Whether its book is of the present. */
export const isTrading = (info: MarketInfo): boolean =>
  info.accepting && !info.closed && info.payoutMicros === null

/** A read from the future has an unknown age: the clock stepped back. */
const isOld = (ageMs: number, { maxReadAgeMs }: RegimeSettings): boolean => ageMs < 0 || ageMs > maxReadAgeMs

function shapeRefusals(book: Book, { maxSpreadMicros }: RegimeSettings): SanityRefusal[] {
  if (!isOrdered(book.bids, -1) || !isOrdered(book.asks, 1)) return ['bookMalformed']
  const best = touch(book)
  if (best === null) return ['oneSided']
  const spreadMicros = best.ask.priceMicros - best.bid.priceMicros
  if (spreadMicros <= 0) return ['crossed']
  return spreadMicros > maxSpreadMicros ? ['spreadWide'] : []
}

/** Best first, each price once and between 0 and 1, nothing empty: else the parser or the venue is broken. */
const isOrdered = (levels: readonly Level[], direction: 1 | -1): boolean =>
  levels.every((level, i) => {
    const before = levels[i - 1]
    const inOrder = before === undefined || (level.priceMicros - before.priceMicros) * direction > 0
    return inOrder && level.priceMicros > 0 && level.priceMicros < MICROS && level.sizeMicros > 0
  })

/** Without a fresh measure nothing is a jump. */
function isJump(
  mid: PriceMicros,
  last: GoodMid | null,
  nowMs: EpochMs,
  { maxJumpMicros, jumpMemoryMs }: RegimeSettings,
): boolean {
  if (last === null || nowMs - last.atMs > jumpMemoryMs) return false
  return Math.abs(mid - last.priceMicros) > maxJumpMicros
}
