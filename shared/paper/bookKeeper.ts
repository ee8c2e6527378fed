import type { MarketInfo } from '../domain/market.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import type { EpochMs, MarketId } from '../domain/units.ts'
import type { Clock } from '../engine/clock.ts'
import type { PaperStore } from '../engine/paperStore.ts'
import type { PublicFeed } from '../engine/publicFeed.ts'
import { archive } from './archive.ts'
import { type HeldBook, readPaperBooks, writePaperBook } from './books.ts'
import { catchUp, type Look, tradesWantedMs } from './catchUp.ts'
import { isLive, type PaperBook } from './paperBook.ts'
import type { PaperTiming } from './timing.ts'

/** Another writer in between (a STOP, a tick) is followed so often. */
const MAX_TRIES = 6
/** A market's rules seldom change. */
const INFO_EVERY_MS = 60_000

export interface KeeperOptions {
  readonly feed: PublicFeed
  readonly store: PaperStore
  readonly clock: Clock
  readonly timing: PaperTiming
  /** For people: what nobody will know any more. */
  readonly news: (text: string, market: MarketId) => void
}

/** A change of a book that was stored, or why not. 'keep': it stays as it is. */
export type Changed<T> =
  | { readonly is: 'stored'; readonly value: T; readonly book: PaperBook }
  | { readonly is: 'unknown'; readonly why: string }

export interface BookKeeper {
  /** Brings all books up to date with the feed; calls that come together share one look. */
  look(of?: { readonly fresh: boolean }): Promise<Read<'complete'>>
  /** The books as stored now. */
  books(): Promise<Read<ReadonlyMap<MarketId, HeldBook>>>
  info(market: MarketId): Promise<Read<MarketInfo>>
  noteInfo(market: MarketId, info: Read<MarketInfo>): void
  /** Reads, changes and writes one book on condition of its revision, again where another writer came between. */
  change<T>(
    market: MarketId,
    make: (book: PaperBook | null, all: readonly PaperBook[]) => { book: PaperBook; value: T } | { keep: T },
  ): Promise<Changed<T>>
}

/** Keeps the paper books: the one place that reads them, looks at the feed for them and writes them. */
export function createBookKeeper(options: KeeperOptions): BookKeeper {
  const { feed, store, clock, timing } = options
  const infos = new Map<MarketId, { readonly info: MarketInfo; readonly atMs: EpochMs }>()
  let looking: { readonly beganMs: number; readonly done: Promise<Read<'complete'>> } | null = null

  const books = () => readPaperBooks(store)
  const info = async (market: MarketId): Promise<Read<MarketInfo>> => {
    const kept = infos.get(market)
    if (kept !== undefined && clock.nowMs() - kept.atMs < INFO_EVERY_MS) return known(kept.info, kept.atMs)
    const read = await feed.market(market)
    noteInfo(market, read)
    return read
  }
  const noteInfo = (market: MarketId, read: Read<MarketInfo>): void => {
    if (read.ok) infos.set(market, { info: read.value, atMs: read.asOf })
  }
  const change: BookKeeper['change'] = async (market, make) => {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const read = await books()
      if (!read.ok) return { is: 'unknown', why: read.unknown }
      const held = read.value.get(market)
      const all = [...read.value.values()].map((each) => each.book)
      const made = make(held?.book ?? null, all)
      if ('keep' in made) {
        if (held === undefined) return { is: 'unknown', why: `there is no paper book of ${market}` }
        return { is: 'stored', value: made.keep, book: held.book }
      }
      const { book, fills } = archive(made.book, clock.nowMs(), timing)
      const wrote = await writePaperBook(store, held?.rev ?? 0, { book, archive: fills })
      if (wrote.is === 'written') return { is: 'stored', value: made.value, book }
      if (wrote.is === 'unknown') return { is: 'unknown', why: wrote.why }
    }
    return { is: 'unknown', why: `the paper book of ${market} changed ${MAX_TRIES} times meanwhile` }
  }

  const lookAtAll = async (): Promise<Read<'complete'>> => {
    const asOf = clock.nowMs()
    const read = await books()
    if (!read.ok) return read
    const due = [...read.value.values()].filter(({ book }) => tradesWantedMs(book, timing) !== null)
    const whys = await Promise.all(due.map(({ book }) => lookAt(book)))
    const why = whys.find((each) => each !== null) ?? null
    return why === null ? known('complete', asOf) : unknown(why)
  }

  /** Why its fills are not known; null: they are. */
  const lookAt = async (book: PaperBook): Promise<string | null> => {
    const { market } = book
    const wantedMs = tradesWantedMs(book, timing)
    if (wantedMs === null) return null
    const [trades, ladder, rules] = await Promise.all([
      feed.marketTrades(market, wantedMs),
      book.orders.some(isLive) ? feed.ladder(book.tokenId) : unknown('nothing of ours is displayed'),
      info(market),
    ])
    const seen: Look = { trades, ladder, info: rules.ok ? rules.value : null, nowMs: clock.nowMs() }
    const changed = await change(market, (now) => {
      if (now === null) return { keep: 0 }
      const next = catchUp(now, seen, timing)
      return next === now ? { keep: 0 } : { book: next, value: next.gapCount - now.gapCount }
    })
    if (changed.is === 'unknown') return changed.why
    if (changed.value > 0) {
      const gap = changed.book.gaps.at(-1)
      const text = `public trades from ${iso(gap?.fromMs)} to ${iso(gap?.toMs)} cannot be read any more: paper orders of that time ended with what they had`
      options.news(text, market)
      return text
    }
    return trades.ok ? null : trades.unknown
  }

  return {
    books,
    info,
    noteInfo,
    change,
    look: (of = { fresh: false }) => {
      const nowMs = clock.monotonicMs()
      if (looking !== null && !of.fresh && nowMs - looking.beganMs < timing.lookEveryMs) return looking.done
      looking = { beganMs: nowMs, done: lookAtAll() }
      return looking.done
    },
  }
}

const iso = (ms: number | undefined): string => (ms === undefined ? '?' : new Date(ms).toISOString())
