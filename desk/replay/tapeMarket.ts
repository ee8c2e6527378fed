import type { Valuation } from '../../shared/accounting/valuation.ts'
import { assert } from '../../shared/domain/assert.ts'
import type { SizeMicros } from '../../shared/domain/units.ts'
import {
  type FillModel,
  filledByTouch,
  filledByTrade,
  onLevelChange,
} from '../../shared/simulator/fillModel.ts'
import type { Priced } from '../report/priced.ts'
import { type Block, CONTINUES, KIND_MASK, ROW, type TapeHeader } from '../tape/format.ts'
import { BelievedMid } from './believedMid.ts'
import { LaterPrices } from './laterPrices.ts'
import { TapeBook } from './tapeBook.ts'
import type { TapeFill, TapeListener, TapeOrder } from './tapeOrder.ts'
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
 * nothing for the crowd but what a taker order of ours takes from the display.
 *
 * Time moves by `advance`. Rows are applied in bulk between two instants that matter to anybody; nothing is made
 * for a row, so that millions a second go by.
 */
export class TapeMarket {
  readonly book: TapeBook
  readonly mid: BelievedMid
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
  private readonly live: TapeOrder[] = []
  private bidPrice = -1
  private askPrice = -1
  private isMarkedGap = false
  private isGameStartDue: boolean
  constructor(of: TapeMarketOptions) {
    this.of = of
    this.book = new TapeBook(of.header.tickMicros)
    this.mid = new BelievedMid({ ...of, book: this.book, status: this.status })
    this.tickMicros = of.header.tickMicros
    this.isGameStartDue = of.header.gameStartMs !== null
  }

  /** Plays the first event. @returns its instant; null for a tape without events. */
  async begin(): Promise<number | null> {
    const firstMs = await this.nextEventMs()
    if (firstMs === null) return null
    this.lastEventMs = firstMs
    this.nowMs = firstMs
    // A tape that begins in play has its game start behind it: there was nothing of ours to wipe.
    if ((this.of.header.gameStartMs ?? firstMs) < firstMs) this.isGameStartDue = false
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

  /** Puts an order on the book; what it may take has been taken. */
  rest(order: TapeOrder): void {
    const same = this.live.filter((each) => each.side === order.side).length
    assert(same === 0, `a second ${order.side} of ours on the book`)
    order.ahead = order.side === 'BUY' ? this.book.bidSize(order.price) : this.book.askSize(order.price)
    this.live.push(order)
    this.notePrices()
  }

  /** A fill of ours, now. */
  fill(order: TapeOrder, of: Pick<TapeFill, 'role' | 'priceMicros' | 'sizeMicros'>): void {
    this.report({ order, atMs: this.nowMs, ...of, mid: this.mid.priced(of.sizeMicros, this.nowMs) })
  }

  end(order: TapeOrder, how: NonNullable<TapeOrder['end']>['how'], atMs = this.nowMs): void {
    order.end = { atMs, how }
    const at = this.live.indexOf(order)
    if (at >= 0) this.live.splice(at, 1)
    this.notePrices()
    this.of.listener.ended(order)
  }

  /** What shares of the first token are worth as the tape stands. */
  worth(sizeMicros: SizeMicros): Valuation {
    return this.mid.worth(sizeMicros, this.lastEventMs)
  }

  orders(): readonly TapeOrder[] {
    return this.live
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
    for (const order of [...this.live]) this.end(order, how, Math.max(order.createdAtMs, this.lastEventMs))
    this.later.end(this.lastEventMs, this.mid.at(this.lastEventMs))
  }

  /** The next instant at which something happens that no row tells of. */
  private nextDueMs(): number {
    let due = this.later.nextMs(this.mid.at(this.nowMs))
    for (const order of this.live) due = Math.min(due, order.dropsAtMs)
    if (this.isGameStartDue) due = Math.min(due, this.of.header.gameStartMs ?? due)
    return due
  }

  private meetDue(): void {
    this.later.meet(this.nowMs, this.mid.at(this.nowMs))
    const gameStartMs = this.of.header.gameStartMs
    const isStart = this.isGameStartDue && gameStartMs !== null && this.nowMs >= gameStartMs
    if (isStart) this.isGameStartDue = false
    for (const order of [...this.live]) {
      if (isStart) this.end(order, 'wiped')
      else if (order.dropsAtMs <= this.nowMs) this.end(order, 'expired')
    }
  }

  /** Rows of the block in hand, until the instant, a gap or the block's end. */
  private play(untilMs: number): void {
    const block = this.block as Block
    const { kind: kinds, atMs, priceMicros: prices, sizeMicros: sizes, rows } = block
    const { book } = this
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
      do {
        const of = kind & KIND_MASK
        const price = prices[row] as number
        const size = sizes[row] as number
        if (of === ROW.bid) {
          const before = book.setBid(price, size)
          if (price === this.bidPrice && !isSnapshot) this.level('BUY', before, size)
        } else if (of === ROW.ask) {
          const before = book.setAsk(price, size)
          if (price === this.askPrice && !isSnapshot) this.level('SELL', before, size)
        } else if (of === ROW.snapshot) {
          isSnapshot = true
          book.clear()
        } else this.rare(of, at, price, size)
        row += 1
        kind = row < rows ? (kinds[row] as number) : 0
      } while ((kind & CONTINUES) !== 0)
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
      const side = kind === ROW.tradeSell ? 'BUY' : 'SELL'
      for (const order of [...this.live]) {
        if (order.side !== side) continue
        const filled = Math.floor(filledByTrade(this.of.model, order, { price, size }))
        if (filled > 0) this.asMaker(order, atMs, filled, this.mid.priced(filled, atMs))
        else order.rest = order.sizeMicros - order.matchedMicros
      }
    } else if (kind === ROW.unknownTrade) this.unknownTrades += 1
    else if (kind === ROW.gap) this.isMarkedGap = true
    else if (kind === ROW.tick) this.tickMicros = price
    else this.noteStatus(size, price, atMs)
  }

  private noteStatus(code: number, payoutMicros: number, atMs: number): void {
    this.status.note(code, payoutMicros)
    if (this.status.closed) for (const order of [...this.live]) this.end(order, 'closed', atMs)
    if (this.status.payoutMicros !== null) this.later.meet(atMs, this.mid.at(atMs))
  }

  private level(side: TapeOrder['side'], from: number, to: number): void {
    for (const order of this.live) if (order.side === side) onLevelChange(this.of.model, order, from, to)
  }

  /** The touch has moved, or may have. */
  private touched(atMs: number): void {
    const { book } = this
    const bid = book.bestBidMicros
    const ask = book.bestAskMicros
    const isCrossed = ask <= this.bidPrice || (this.askPrice >= 0 && bid >= this.askPrice)
    // A fill is measured against what was believed before the event that made it.
    const before = isCrossed ? this.live.map((order) => this.mid.priced(openMicros(order), atMs)) : []
    this.mid.note(atMs)
    if (this.mid.isBelieved && this.later.hasWaiting) this.later.meet(atMs, this.mid.at(atMs))
    if (book.isEmpty) {
      for (const order of [...this.live]) this.end(order, 'wiped', atMs)
      return
    }
    for (const [index, order] of (isCrossed ? [...this.live] : []).entries()) {
      const filled = filledByTouch(order, order.side === 'BUY' ? ask : bid)
      if (filled > 0) this.asMaker(order, atMs, filled, before[index] ?? null)
    }
  }

  private report(fill: TapeFill): void {
    const { order, atMs, sizeMicros } = fill
    order.matchedMicros += sizeMicros
    // A queue's fraction of a micro-share is nobody's.
    order.rest = order.sizeMicros - order.matchedMicros
    assert(order.rest >= 0, `order ${order.id} is filled beyond its size`)
    this.of.listener.filled(fill)
    if (order.rest === 0) this.end(order, 'filled', atMs)
  }

  private asMaker(order: TapeOrder, atMs: number, sizeMicros: number, mid: Priced | null): void {
    this.report({ order, atMs, role: 'maker', priceMicros: order.price, sizeMicros, mid })
  }

  private notePrices(): void {
    this.bidPrice = this.live.find((order) => order.side === 'BUY')?.price ?? -1
    this.askPrice = this.live.find((order) => order.side === 'SELL')?.price ?? -1
  }
}

const openMicros = (order: TapeOrder): number => order.sizeMicros - order.matchedMicros
