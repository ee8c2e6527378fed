import type { Ladder, MarketInfo } from '../domain/market.ts'
import type { Read } from '../domain/read.ts'
import { type EpochMs, epochMs, size } from '../domain/units.ts'
import type { MarketTrades } from '../ports/publicFeed.ts'
import { endOfLife } from '../simulator/lifetime.ts'
import { applyBook } from './applyBook.ts'
import { applyTrades } from './applyTrades.ts'
import { fillOrder } from './fillOrder.ts'
import {
  isLive,
  isOpenQuestion,
  MAX_GAPS,
  type PaperBook,
  type PaperEnd,
  type PaperOrder,
  type QueueCap,
  restOf,
} from './paperBook.ts'
import type { PaperTiming } from './timing.ts'

/** What a look at the public feed brought. Either read may have failed: then nothing is concluded from it. */
export interface Look {
  readonly trades: Read<MarketTrades>
  readonly ladder: Read<Ladder>
  readonly info: MarketInfo | null
  readonly nowMs: EpochMs
  /** How long after its stamp a trade is shown at the latest; absent: as the timing assumes. */
  readonly waitMs?: number
}

/**
 * Brings a book up to date with the public feed. Pure. In this order: orders end by time; trades that nobody will
 * ever know end what rested through them; known trades meet our orders; the display does; and what has been waiting
 * for the trades of its time is settled.
 */
export function catchUp(book: PaperBook, look: Look, timing: PaperTiming): PaperBook {
  const timed = endByTime(book, look)
  if (!look.trades.ok) return withLadder(timed, look)
  const { value, asOf } = look.trades
  const known = endByGap(timed, value, timing)
  const met = withLadder(applyTrades(known, value, timing), look)
  return settle(met, epochMs(asOf - (look.waitMs ?? timing.showLagMs)), timing)
}

/** From when on public trades matter to this book; null: none do. */
export function tradesWantedMs(book: PaperBook, timing: PaperTiming): EpochMs | null {
  const open = book.orders.filter(isOpenQuestion)
  if (open.length === 0) return null
  const oldest = Math.min(...open.map((order) => order.restedAtMs + timing.stampLagMs))
  return epochMs(Math.max(book.tradesUntilMs, Math.floor(oldest / 1_000) * 1_000))
}

const withLadder = (book: PaperBook, { ladder }: Look): PaperBook =>
  ladder.ok ? applyBook(book, ladder.value, ladder.asOf) : book

/** GTD, the game's start and the market's end take orders off the book by themselves. */
function endByTime(book: PaperBook, { info, nowMs }: Look): PaperBook {
  const end = (order: PaperOrder): PaperEnd | null => {
    const byTime = endOfLife(order, info?.gameStartMs ?? null)
    if (byTime.atMs <= nowMs) return byTime
    return info?.closed === true ? { atMs: nowMs, how: 'closed' } : null
  }
  return mapOrders(book, (order) => {
    const ended = isLive(order) ? end(order) : null
    return ended === null ? order : { ...order, end: ended }
  })
}

/** What nobody saw is nobody's fill: whatever rested through it ends where it begins, with what it had. */
function endByGap(book: PaperBook, { fromMs }: MarketTrades, timing: PaperTiming): PaperBook {
  const wantedMs = tradesWantedMs(book, timing)
  if (wantedMs === null || fromMs <= wantedMs) return book
  const missed = book.orders.filter(
    (order) => isOpenQuestion(order) && order.restedAtMs + timing.stampLagMs < fromMs,
  )
  if (missed.length === 0) return book
  const ended = mapOrders(book, (order) => {
    if (!missed.includes(order)) return order
    const atMs = epochMs(Math.max(order.restedAtMs, wantedMs))
    return { ...order, end: order.end ?? { atMs, how: 'gap' }, finalAtMs: fromMs, caps: [] }
  })
  return {
    ...ended,
    tradesUntilMs: epochMs(Math.max(book.tradesUntilMs, fromMs)),
    gaps: [...book.gaps, { fromMs: wantedMs, toMs: fromMs }].slice(-MAX_GAPS),
    gapCount: book.gapCount + 1,
  }
}

/** All trades stamped before `knownMs` have been met. */
function settle(before: PaperBook, knownMs: EpochMs, timing: PaperTiming): PaperBook {
  const book = fillOverrun(before, knownMs, timing)
  const settled = mapOrders(book, (order) => {
    const due = order.caps.filter((cap) => isDue(cap, knownMs, timing))
    const ahead = Math.min(
      order.aheadMicros,
      ...due.map((cap) => Math.max(0, cap.displayedMicros - cap.tradedMicros)),
    )
    const isFinal = isOpenQuestion(order) && order.end !== null && order.end.atMs <= knownMs
    if (due.length === 0 && !isFinal) return order
    const caps = isFinal ? [] : order.caps.filter((cap) => !due.includes(cap))
    return { ...order, aheadMicros: size(ahead), caps, finalAtMs: isFinal ? knownMs : order.finalAtMs }
  })
  const untilMs = epochMs(Math.max(book.tradesUntilMs, knownMs))
  const counted = settled.counted.filter(({ stampedAtMs }) => stampedAtMs >= untilMs)
  const forgets = counted.length < settled.counted.length
  // The cursor alone is not worth a write: what it would skip is skipped by the keys.
  return settled === before && !forgets ? before : { ...settled, counted, tradesUntilMs: untilMs }
}

/** The trades of its time are known: what had traded already by that look is known not to have come after it. */
const isDue = ({ atMs }: QueueCap, knownMs: EpochMs, { stampLagMs }: PaperTiming): boolean =>
  atMs + stampLagMs < knownMs

/** More traded after a look at the queue than was displayed before us: what ran over was ours. */
function fillOverrun(book: PaperBook, knownMs: EpochMs, timing: PaperTiming): PaperBook {
  return book.orders.filter(isOpenQuestion).reduce((before, order) => {
    const due = order.caps.filter((cap) => isDue(cap, knownMs, timing))
    const overrun = Math.max(0, ...due.map((cap) => cap.tradedMicros - cap.displayedMicros))
    const sizeMicros = size(Math.min(restOf(order), overrun))
    if (sizeMicros === 0) return before
    // Those trades have given it: no other look may count it again.
    const caps = order.caps.map((cap) => ({
      ...cap,
      tradedMicros: size(Math.max(0, cap.tradedMicros - sizeMicros)),
    }))
    const atMs = epochMs(Math.floor(Math.min(knownMs, order.end?.atMs ?? knownMs) / 1_000) * 1_000)
    const made = { role: 'maker' as const, priceMicros: order.priceMicros, sizeMicros }
    return fillOrder(before, { ...order, caps }, { ...made, atMs })
  }, book)
}

function mapOrders(book: PaperBook, change: (order: PaperOrder) => PaperOrder): PaperBook {
  const orders = book.orders.map(change)
  return orders.every((order, index) => order === book.orders[index]) ? book : { ...book, orders }
}
