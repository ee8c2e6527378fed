import { known, type Read, unknown } from '../domain/read.ts'
import type { BookKeeper, KeeperOptions } from './bookKeeper.ts'
import { catchUp, type Look, tradesWantedMs } from './catchUp.ts'
import { isLive, type PaperBook } from './paperBook.ts'

/** One look at the public feed for every market where something of ours is open; complete, or why not. */
export async function lookAtAll(options: KeeperOptions, keeper: BookKeeper): Promise<Read<'complete'>> {
  const asOf = options.clock.nowMs()
  const read = await keeper.books()
  if (!read.ok) return read
  const whys = await Promise.all([...read.value.values()].map(({ book }) => lookAt(options, keeper, book)))
  const why = whys.find((each) => each !== null) ?? null
  return why === null ? known('complete', asOf) : unknown(why)
}

/** Why its fills are not known; null: they are. */
async function lookAt(
  { feed, clock, timing, news }: KeeperOptions,
  keeper: BookKeeper,
  book: PaperBook,
): Promise<string | null> {
  const { market } = book
  const wantedMs = tradesWantedMs(book, timing)
  if (wantedMs === null) return null
  const [trades, ladder, rules] = await Promise.all([
    feed.marketTrades(market, wantedMs),
    book.orders.some(isLive) ? feed.ladder(book.tokenId) : unknown('nothing of ours is displayed'),
    keeper.info(market),
  ])
  const seen: Look = { trades, ladder, info: rules.ok ? rules.value : null, nowMs: clock.nowMs() }
  const changed = await keeper.change(market, (now) => {
    if (now === null) return { keep: 0 }
    const next = catchUp(now, seen, timing)
    return next === now ? { keep: 0 } : { book: next, value: next.gapCount - now.gapCount }
  })
  if (changed.is === 'unknown') return changed.why
  if (changed.value === 0) return trades.ok ? null : trades.unknown
  const gap = changed.book.gaps.at(-1)
  const text = `public trades from ${iso(gap?.fromMs)} to ${iso(gap?.toMs)} cannot be read any more: paper orders of that time ended with what they had`
  news(text, market)
  return text
}

const iso = (ms: number | undefined): string => (ms === undefined ? '?' : new Date(ms).toISOString())
