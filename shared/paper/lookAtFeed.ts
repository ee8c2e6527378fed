import { known, type Read, unknown } from '../domain/read.ts'
import { catchUp, type Look, tradesWantedMs } from './catchUp.ts'
import type { BookKeeper, KeeperOptions } from './keeper.ts'
import { isLive, type PaperBook } from './paperBook.ts'
import { LATE_INDEX_MS, tradesWaitMs } from './tradesWait.ts'

/** What is known of the index's lag, and whether it was told to people. */
export interface LagMemory {
  read: Read<number> | null
  readAtMs: number
  toldAtMs: number
}

/** The index is asked for its lag so often: it seldom changes. */
const LAG_EVERY_MS = 30_000
/** A late index is told again after so long. */
const LATE_AGAIN_MS = 3_600_000

/** One look at the public feed for every market where something of ours is open; complete, or why not. */
export async function lookAtAll(
  options: KeeperOptions,
  keeper: BookKeeper,
  memory: LagMemory,
): Promise<Read<'complete'>> {
  const asOf = options.clock.nowMs()
  const read = await keeper.books()
  if (!read.ok) return read
  const books = [...read.value.values()]
  // Only where trades are waited for at all.
  const isWaiting = books.some(({ book }) => tradesWantedMs(book, options.timing) !== null)
  const told = isWaiting ? await indexLag(options, memory) : null
  const whys = await Promise.all(books.map(({ book }) => lookAt(options, keeper, { book, told, memory })))
  const why = whys.find((each) => each !== null) ?? null
  return why === null ? known('complete', asOf) : unknown(why)
}

/** Why its fills are not known; null: they are. */
async function lookAt(
  { feed, clock, timing, page }: KeeperOptions,
  keeper: BookKeeper,
  of: { readonly book: PaperBook; readonly told: Read<number> | null; readonly memory: LagMemory },
): Promise<string | null> {
  const { book, told } = of
  const { market } = book
  const wantedMs = tradesWantedMs(book, timing)
  if (wantedMs === null) return null
  const [trades, ladder, rules] = await Promise.all([
    feed.marketTrades(market, wantedMs),
    book.orders.some(isLive) ? feed.ladder(book.tokenId) : unknown('nothing of ours is displayed'),
    keeper.info(market),
  ])
  const waitMs = trades.ok
    ? tradesWaitMs(trades.value, { asOf: trades.asOf, told, timing })
    : timing.showLagMs
  const nowMs = clock.nowMs()
  if (waitMs > LATE_INDEX_MS && nowMs - of.memory.toldAtMs >= LATE_AGAIN_MS) {
    of.memory.toldAtMs = nowMs
    const why = told?.ok === false ? `; ${told.unknown}` : ''
    const seconds = Math.round(waitMs / 1_000)
    page(
      `public trades may be shown ${seconds} s late${why}: an order that ended is settled as late, and replaced then`,
      market,
    )
  }
  const seen: Look = { trades, ladder, info: rules.ok ? rules.value : null, nowMs, waitMs }
  const changed = await keeper.change(market, (now) => {
    if (now === null) return { keep: 0 }
    const next = catchUp(now, seen, timing)
    return next === now ? { keep: 0 } : { book: next, value: next.gapCount - now.gapCount }
  })
  if (changed.is === 'unknown') return changed.why
  if (changed.value === 0) return trades.ok ? null : trades.unknown
  const gap = changed.book.gaps.at(-1)
  const text = `public trades from ${iso(gap?.fromMs)} to ${iso(gap?.toMs)} cannot be read any more: paper orders of that time ended with what they had`
  page(text, market)
  return text
}

async function indexLag({ feed, clock }: KeeperOptions, memory: LagMemory): Promise<Read<number> | null> {
  if (feed.indexLag === undefined) return null
  const nowMs = clock.nowMs()
  if (memory.read === null || nowMs - memory.readAtMs >= LAG_EVERY_MS) {
    memory.read = await feed.indexLag()
    memory.readAtMs = nowMs
  }
  return memory.read
}

const iso = (ms: number | undefined): string => (ms === undefined ? '?' : new Date(ms).toISOString())
