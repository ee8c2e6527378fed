import type { Valuation } from '../../shared/accounting/valuation.ts'
import type { SizeMicros } from '../../shared/domain/units.ts'
import type { FillModel } from '../../shared/simulator/fillModel.ts'
import { type Block, CONTINUES, KIND_MASK, ROW, type TapeHeader } from '../tape/format.ts'
import { BelievedMid } from './believedMid.ts'
import { LaterPrices } from './laterPrices.ts'
import { OwnOrders } from './ownOrders.ts'
import { TapeBook } from './tapeBook.ts'
import type { TapeListener } from './tapeOrder.ts'
import { TapeStatus } from './tapeStatus.ts'

export interface TapeMarketOptions {
  readonly header: TapeHeader
  readonly blocks: AsyncGenerator<Block>
  readonly model: FillModel
  /** A longer silence is a gap: nobody can tell a calm market from a dead feed by then. */
  readonly maxSilenceMs: number
  /** A mid is believed up to this spread. */
  readonly saneSpreadMicros: number
  readonly listener: TapeListener
}

/**
 * A market of the past with our orders in it. The tape does not know of them: they fill by a model, and change
 * nothing for the crowd but what they take from the display.
 *
 * Time moves by `advance`. Rows are applied in bulk between two instants that matter to anybody; nothing is made
 * for a row, so that millions a second go by.
 */
export class TapeMarket {
  readonly book: TapeBook
  readonly mid: BelievedMid
  readonly ours: OwnOrders
  /** Who wants to know what a share is worth at an instant ahead. */
  readonly later = new LaterPrices()
  tickMicros: number
  readonly status = new TapeStatus()
  lastEventMs = 0
  nowMs = 0
  events = 0
  trades = 0
  unknownTrades = 0
  /** Nothing comes after. */
  isOver = false
  /** The gap that `nowMs` lies in ends here; else 0. */
  gapUntilMs = 0

  private readonly of: TapeMarketOptions
  private block: Block | null = null
  private row = 0
  private isMarkedGap = false

  constructor(of: TapeMarketOptions) {
    this.of = of
    this.book = new TapeBook(of.header.tickMicros)
    this.mid = new BelievedMid({ ...of, book: this.book, status: this.status })
    this.tickMicros = of.header.tickMicros
    this.ours = new OwnOrders({ ...of, book: this.book, mid: this.mid })
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

  /** Everything until then, both ends included. */
  async advance(toMs: number): Promise<void> {
    for (;;) {
      const nextMs = await this.nextEventMs()
      if (nextMs === null) return this.finish(toMs)
      if (this.isGap(nextMs)) this.enterGap(nextMs)
      const dueMs = this.nextDueMs()
      const barrierMs = Math.min(toMs, dueMs)
      if (nextMs <= barrierMs) {
        this.gapUntilMs = 0
        this.play(barrierMs)
        continue
      }
      this.nowMs = Math.max(this.nowMs, barrierMs)
      if (dueMs > toMs) return
      this.meetDue()
    }
  }

  /** What shares of the first token are worth as the tape stands. */
  worth(sizeMicros: SizeMicros): Valuation {
    return this.mid.worth(sizeMicros, this.lastEventMs)
  }

  private async nextEventMs(): Promise<number | null> {
    while (this.block === null || this.row >= this.block.rows) {
      if (this.isOver) return null
      const next = await this.of.blocks.next()
      if (next.done === true) return null
      this.block = next.value
      this.row = 0
    }
    return this.block.atMs[this.row] as number
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
    this.endAll('gap')
    this.of.listener.gap({ fromMs: this.lastEventMs, toMs: nextMs, why })
  }

  private finish(toMs: number): void {
    this.isOver = true
    this.endAll('tapeEnd')
    this.nowMs = Math.max(this.nowMs, toMs)
  }

  /** Nobody sees what comes now. */
  private endAll(how: 'gap' | 'tapeEnd'): void {
    this.ours.endAll(how, this.lastEventMs)
    this.later.end(this.lastEventMs, this.mid.at(this.lastEventMs))
  }

  /** The next instant at which something happens that no row tells of. */
  private nextDueMs(): number {
    return Math.min(this.later.nextMs(this.mid.at(this.nowMs)), this.ours.nextEndMs())
  }

  private meetDue(): void {
    this.later.meet(this.nowMs, this.mid.at(this.nowMs))
    this.ours.endDue(this.nowMs)
  }

  /** Rows of the block in hand, until the instant, a gap or the block's end. */
  private play(untilMs: number): void {
    const block = this.block as Block
    const { kind: kinds, atMs, priceMicros: prices, sizeMicros: sizes, rows } = block
    const { book, ours } = this
    const { maxSilenceMs } = this.of
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
      let kind = kinds[row] as number
      let isSnapshot = false
      const isConsumed = book.isConsumed
      do {
        const of = kind & KIND_MASK
        const price = prices[row] as number
        const size = sizes[row] as number
        if (of === ROW.bid) {
          const before = book.setBid(price, size)
          if (price === ours.bidPrice && !isSnapshot) ours.levelChanged('BUY', before, size)
        } else if (of === ROW.ask) {
          const before = book.setAsk(price, size)
          if (price === ours.askPrice && !isSnapshot) ours.levelChanged('SELL', before, size)
        } else if (of === ROW.snapshot) {
          isSnapshot = true
          book.clear()
        } else this.rare(of, at, price, size)
        if (isConsumed) book.shown(of, { priceMicros: price, sizeMicros: size, isSnapshot })
        row += 1
        kind = row < rows ? (kinds[row] as number) : 0
      } while ((kind & CONTINUES) !== 0)
      if (isSnapshot) {
        if (isConsumed) book.endSnapshot()
        ours.snapshotShown()
      }
      if (book.bestBid !== bidBefore || book.bestAsk !== askBefore || isSnapshot) this.touched(at)
    }
    book.changedAtMs = lastMs
    this.events += events
    this.lastEventMs = lastMs
    this.nowMs = Math.max(this.nowMs, lastMs)
    this.row = row
  }

  private rare(kind: number, atMs: number, price: number, size: number): void {
    if (kind === ROW.tradeBuy || kind === ROW.tradeSell) {
      this.trades += 1
      this.ours.meetTrade(kind === ROW.tradeSell ? 'BUY' : 'SELL', { price, size }, atMs)
    } else if (kind === ROW.unknownTrade) this.unknownTrades += 1
    else if (kind === ROW.gap) this.isMarkedGap = true
    else if (kind === ROW.tick) this.tickMicros = price
    else this.noteStatus(size, price, atMs)
  }

  private noteStatus(code: number, payoutMicros: number, atMs: number): void {
    this.status.note(code, payoutMicros)
    if (this.status.closed) this.ours.endAll('closed', atMs)
    if (this.status.payoutMicros !== null) this.later.meet(atMs, this.mid.at(atMs))
  }

  /** The touch has moved, or may have. */
  private touched(atMs: number): void {
    const reached = this.ours.reached(atMs)
    this.mid.note(atMs)
    if (this.mid.isBelieved && this.later.hasWaiting) this.later.meet(atMs, this.mid.at(atMs))
    if (this.book.isEmpty) this.ours.endAll('wiped', atMs)
    else this.ours.meetDisplay(reached, atMs)
  }
}
