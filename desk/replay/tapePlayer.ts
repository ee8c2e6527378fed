import { type Block, CONTINUES, KIND_MASK, ROW, type TapeHeader } from '../tape/format.ts'
import { TapeBook } from './tapeBook.ts'
import { TapeStatus } from './tapeStatus.ts'
import { NO_PRICES, type PriceRange, type TapeSide, type TapeWatcher } from './tapeWatcher.ts'

export interface TapePlayerOptions {
  readonly header: TapeHeader
  readonly blocks: AsyncGenerator<Block>
  /** A longer silence is a gap: a calm market looks like a dead feed by then. */
  readonly maxSilenceMs: number
}

const NOBODY: readonly TapeWatcher[] = []

/**
 * A tape that is played once for everybody who trades on it: it is decoded, and its book rebuilt, once, however many
 * they are. Time moves by `advance`. Rows are applied in bulk between two instants that matter to anybody; nothing
 * is made for a row, so that millions a second go by.
 */
export class TapePlayer {
  readonly header: TapeHeader
  readonly book: TapeBook
  tickMicros: number
  readonly status = new TapeStatus()
  lastEventMs = 0
  nowMs = 0
  events = 0
  trades = 0
  unknownTrades = 0
  /** Nothing comes after; or nothing that is to be played now. */
  isOver = false
  /** The gap that `nowMs` lies in ends here; else 0. */
  gapUntilMs = 0
  private readonly of: TapePlayerOptions
  private watchers: readonly TapeWatcher[] = NOBODY
  /** Those of them who see a book of their own. */
  private apart: readonly TapeWatcher[] = NOBODY
  private untilMs = Number.POSITIVE_INFINITY
  private block: Block | null = null
  private row = 0
  private isMarkedGap = false
  private isBroken = false

  constructor(of: TapePlayerOptions) {
    this.of = of
    this.header = of.header
    this.book = new TapeBook(of.header.tickMicros)
    this.tickMicros = of.header.tickMicros
  }

  /** Plays the first event. @returns its instant; null for a tape without events. */
  async begin(): Promise<number | null> {
    const firstMs = await this.nextEventMs()
    if (firstMs === null) return null
    this.lastEventMs = firstMs
    this.nowMs = firstMs
    await this.advance(firstMs)
    return firstMs
  }

  /** It is that time, with the book as it is: for those who come to it now. @param atMs Not before the first event. */
  openAt(atMs: number): void {
    this.nowMs = atMs
    // A silence before it is not reported.
    this.lastEventMs = Math.max(this.lastEventMs, atMs)
    this.isOver = false
    this.watchers = NOBODY
    this.apart = NOBODY
  }

  /** Plays what comes before the instant, or all, for these. */
  playFor(watchers: readonly TapeWatcher[], untilMs: number | null): void {
    this.watchers = watchers
    this.untilMs = untilMs ?? Number.POSITIVE_INFINITY
  }

  /** A trader begins or ceases to see a book of its own. */
  ownBooksChanged(): void {
    this.apart = this.watchers.filter(({ hasOwnBook }) => hasOwnBook)
  }

  /** Everything until then, both ends included. */
  async advance(toMs: number): Promise<void> {
    for (;;) {
      const nextMs = await this.nextEventMs()
      if (nextMs === null) return this.finish(toMs)
      if (this.isGap(nextMs)) this.enterGap(nextMs)
      const dueMs = this.nextDueMs()
      const barrierMs = Math.min(toMs, dueMs, this.untilMs - 1)
      if (nextMs <= barrierMs) {
        this.gapUntilMs = 0
        this.play(barrierMs)
        continue
      }
      this.nowMs = Math.max(this.nowMs, Math.min(toMs, dueMs))
      if (dueMs > toMs) return
      for (const each of this.watchers) each.meetDue()
    }
  }

  /** Nothing more of it can be played. */
  breakOff(): void {
    this.block = null
    this.isBroken = true
    this.finish(this.nowMs)
  }

  private async nextEventMs(): Promise<number | null> {
    while (this.block === null || this.row >= this.block.rows) {
      if (this.isOver || this.isBroken) return null
      const next = await this.of.blocks.next()
      if (next.done === true) return null
      this.block = next.value
      this.row = 0
    }
    const atMs = this.block.atMs[this.row] as number
    return atMs < this.untilMs ? atMs : null
  }

  private isGap(nextMs: number): boolean {
    return (
      this.gapUntilMs !== nextMs && (this.isMarkedGap || nextMs - this.lastEventMs > this.of.maxSilenceMs)
    )
  }

  /** What nobody saw is nobody's fill: our orders end where the silence begins. */
  private enterGap(nextMs: number): void {
    const why = this.isMarkedGap ? 'marked' : 'silent'
    this.isMarkedGap = false
    this.gapUntilMs = nextMs
    if (nextMs === this.lastEventMs) return
    for (const each of this.watchers) each.gap({ fromMs: this.lastEventMs, toMs: nextMs, why })
  }

  private finish(toMs: number): void {
    this.nowMs = Math.max(this.nowMs, toMs)
    if (this.isOver) return
    this.isOver = true
    for (const each of this.watchers) each.finish()
  }

  private nextDueMs(): number {
    let due = Number.POSITIVE_INFINITY
    for (const each of this.watchers) due = Math.min(due, each.nextDueMs())
    return due
  }

  /** Rows of the block in hand, until the instant, a gap or the block's end. */
  private play(untilMs: number): void {
    const block = this.block as Block
    const { kind: kinds, atMs, priceMicros: prices, sizeMicros: sizes, rows } = block
    const { book } = this
    const { maxSilenceMs } = this.of
    // Orders end while rows are played, and none comes: what begins as the range of their prices holds them all.
    const { low: lowBid, high: highBid } = rangeOf(this.watchers, 'bids')
    const { low: lowAsk, high: highAsk } = rangeOf(this.watchers, 'asks')
    let row = this.row
    let lastMs = this.lastEventMs
    let events = 0
    while (row < rows) {
      const at = atMs[row] as number
      // A first event has no silence before it that is not known already.
      if (at > untilMs || (events > 0 && at - lastMs > maxSilenceMs) || this.isMarkedGap) break
      lastMs = at
      events += 1
      const bidBefore = book.bestBid
      const askBefore = book.bestAsk
      const { apart } = this
      let kind = kinds[row] as number
      let isSnapshot = false
      do {
        const of = kind & KIND_MASK
        const price = prices[row] as number
        const size = sizes[row] as number
        if (of === ROW.bid) {
          const before = book.setBid(price, size)
          if (price >= lowBid && price <= highBid && !isSnapshot) this.level('BUY', price, before, size)
        } else if (of === ROW.ask) {
          const before = book.setAsk(price, size)
          if (price >= lowAsk && price <= highAsk && !isSnapshot) this.level('SELL', price, before, size)
        } else if (of === ROW.snapshot) {
          isSnapshot = true
          book.clear()
        } else this.rare(of, at, price, size)
        if (apart.length > 0) for (const each of apart) each.ownRow(of, price, size, isSnapshot)
        row += 1
        kind = row < rows ? (kinds[row] as number) : 0
      } while ((kind & CONTINUES) !== 0)
      if (book.bestBid !== bidBefore || book.bestAsk !== askBefore || isSnapshot) {
        for (const each of this.watchers) if (!apart.includes(each)) each.touched(at, isSnapshot)
      }
      if (apart.length > 0) for (const each of apart) each.ownEventEnd(at, isSnapshot)
    }
    book.changedAtMs = lastMs
    this.events += events
    this.lastEventMs = lastMs
    this.nowMs = Math.max(this.nowMs, lastMs)
    this.row = row
  }

  private level(side: TapeSide, price: number, from: number, to: number): void {
    for (const each of this.watchers) {
      const { low, high } = side === 'BUY' ? each.bids : each.asks
      if (price >= low && price <= high && !each.hasOwnBook) each.levelChanged(side, price, { from, to })
    }
  }

  private rare(kind: number, atMs: number, price: number, size: number): void {
    if (kind === ROW.tradeBuy || kind === ROW.tradeSell) {
      this.trades += 1
      const side = kind === ROW.tradeSell ? 'BUY' : 'SELL'
      for (const each of this.watchers) each.traded(side, { price, size }, atMs)
    } else if (kind === ROW.unknownTrade) this.unknownTrades += 1
    else if (kind === ROW.gap) this.isMarkedGap = true
    else if (kind === ROW.tick) this.tickMicros = price
    else {
      this.status.note(size, price)
      for (const each of this.watchers) each.statusChanged(atMs)
    }
  }
}

/** Of the orders of all of them. */
function rangeOf(watchers: readonly TapeWatcher[], side: 'bids' | 'asks'): PriceRange {
  let { low, high } = NO_PRICES
  for (const each of watchers) {
    low = Math.min(low, each[side].low)
    high = Math.max(high, each[side].high)
  }
  return { low, high }
}
