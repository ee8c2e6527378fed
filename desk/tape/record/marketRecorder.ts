import { epochMs, price, size } from '../../../shared/domain/units.ts'
import type { ChannelEvent } from '../channel/channelEvent.ts'
import { ChannelTape } from '../channel/channelTape.ts'
import { datedMs } from '../dating.ts'
import type { TapeHeader } from '../format.ts'
import type { Ladder } from '../inferTrades.ts'
import type { PublicBook } from '../publicBook.ts'
import type { TapeEvent } from '../tapeEvent.ts'
import type { TapeWriter } from '../tapeWriter.ts'

/** One market's tape as the channel fills it. */
export class MarketRecorder {
  readonly file: string
  readonly header: TapeHeader
  readonly writer: TapeWriter
  events = 0
  trades = 0
  gaps = 0
  /** The market is closed: nothing comes any more. */
  isGone = false
  /** When anything was last heard of it; null: nothing since the last gap. */
  heardAtMs: number | null = null
  private wroteAtMs = 0
  private readonly tape: ChannelTape
  private book: { bids: Ladder; asks: Ladder } | null = null
  private looksApart = 0

  constructor(of: { readonly file: string; readonly header: TapeHeader; readonly writer: TapeWriter }) {
    this.file = of.file
    this.header = of.header
    this.writer = of.writer
    const [token, other] = of.header.tokens
    this.tape = new ChannelTape({ token, other, infersTrades: false })
  }

  take(event: ChannelEvent, nowMs: number): void {
    if (this.isGone) return
    this.heardAtMs = nowMs
    this.looksApart = 0
    const atMs = Math.max(this.writer.lastMs(), datedMs(event.stampMs, nowMs))
    for (const told of this.tape.take(event, atMs)) this.write(told, nowMs)
  }

  /** What happened since the last event is not known; a tape that has none yet begins with the next book. */
  gap(): void {
    this.heardAtMs = null
    this.looksApart = 0
    this.book = null
    const event = this.tape.gap(this.writer.lastMs())
    if (this.writer.lastMs() === 0 || this.isGone) return
    this.gaps += 1
    this.writer.write(event)
  }

  /** The venue has no book of it any more. */
  end(nowMs: number): void {
    const atMs = epochMs(Math.max(this.writer.lastMs(), nowMs))
    this.write({ type: 'market', atMs, change: { accepting: false, closed: true } }, nowMs)
    this.isGone = true
  }

  /** So that a calm market is told from a dead recorder. */
  writeUnchanged(nowMs: number, everyMs: number): void {
    if (this.book === null || this.isGone || nowMs - this.wroteAtMs < everyMs) return
    const atMs = epochMs(Math.max(this.writer.lastMs(), nowMs))
    const { bids, asks } = this.book
    this.write({ type: 'book', atMs, bids: levels(bids, -1), asks: levels(asks, 1) }, nowMs)
  }

  /**
   * Compares with a look at the public book. @returns true where the two are apart at two looks, and the channel told
   * nothing in between: it answers to pings, and is dead all the same.
   */
  isFrozen(seen: PublicBook): boolean {
    const { book } = this
    const isSame = book !== null && same(book.bids, seen.bids) && same(book.asks, seen.asks)
    this.looksApart = isSame || book === null ? 0 : this.looksApart + 1
    return this.looksApart >= 2
  }

  private write(event: TapeEvent, nowMs: number): void {
    this.writer.write(event)
    this.events += 1
    this.wroteAtMs = nowMs
    if (event.type === 'trade') this.trades += 1
    if (event.type === 'market' && event.change.payoutMicros != null) this.isGone = true
    if (event.type === 'book') {
      this.book = { bids: ladder(event.bids), asks: ladder(event.asks) }
    } else if (event.type === 'delta' && this.book !== null) {
      for (const { side, priceMicros, sizeMicros } of event.changes) {
        const of = side === 'bid' ? this.book.bids : this.book.asks
        if (sizeMicros === 0) of.delete(priceMicros)
        else of.set(priceMicros, sizeMicros)
      }
    }
  }
}

type Levels = readonly { readonly priceMicros: number; readonly sizeMicros: number }[]

const ladder = (levels: Levels): Ladder =>
  new Map(levels.map(({ priceMicros, sizeMicros }) => [priceMicros, sizeMicros]))

const levels = (of: Ladder, away: 1 | -1) =>
  [...of]
    .sort(([a], [b]) => (a - b) * away)
    .map(([at, shares]) => ({ priceMicros: price(at), sizeMicros: size(shares) }))

const same = (a: Ladder, b: Ladder): boolean =>
  a.size === b.size && [...a].every(([at, of]) => b.get(at) === of)
