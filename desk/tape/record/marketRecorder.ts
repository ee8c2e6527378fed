import { epochMs } from '../../../shared/domain/units.ts'
import type { ChannelEvent } from '../../../shared/polymarket/channel/channelEvent.ts'
import { bookEvent } from '../bookSizes.ts'
import { ChannelBook } from '../channel/channelBook.ts'
import { ChannelTape } from '../channel/channelTape.ts'
import { datedMs } from '../dating.ts'
import type { TapeHeader } from '../format.ts'
import type { PublicBook } from '../publicBook.ts'
import type { TapeEvent } from '../tapeEvent.ts'
import type { TapeWriter } from '../tapeWriter.ts'
import type { ChannelFollower } from './channelSession.ts'

/** One market's tape as the channel fills it. */
export class MarketRecorder implements ChannelFollower {
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
  private readonly book = new ChannelBook()
  private looksApart = 0

  constructor(of: { readonly file: string; readonly header: TapeHeader; readonly writer: TapeWriter }) {
    this.file = of.file
    this.header = of.header
    this.writer = of.writer
    const [token, other] = of.header.tokens
    this.tape = new ChannelTape({ token, other, infersTrades: false })
  }

  get tokens(): readonly string[] {
    return this.header.tokens
  }

  take(event: ChannelEvent, nowMs: number): void {
    if (this.isGone) return
    this.heardAtMs = nowMs
    this.looksApart = 0
    const atMs = Math.max(this.writer.lastMs(), datedMs(event.stampMs, nowMs))
    for (const taken of this.tape.take(event, atMs)) this.write(taken, nowMs)
  }

  /** What happened since the last event is not known; a tape that has none yet begins with the next book. */
  gap(): void {
    this.heardAtMs = null
    this.looksApart = 0
    const event = this.tape.gap(this.writer.lastMs())
    this.book.take(event)
    if (this.writer.lastMs() === 0 || this.isGone) return
    this.gaps += 1
    this.writer.write(event)
  }

  /** The venue no longer has a book of it. */
  end(nowMs: number): void {
    const atMs = epochMs(Math.max(this.writer.lastMs(), nowMs))
    this.write({ type: 'market', atMs, change: { accepting: false, closed: true } }, nowMs)
    this.isGone = true
  }

  /** So that a calm market is distinguished from a dead recorder. */
  writeUnchanged(nowMs: number, everyMs: number): void {
    if (this.isGone || nowMs - this.wroteAtMs < everyMs) return
    const { sizes } = this.book
    if (sizes !== null) this.write(bookEvent(sizes, Math.max(this.writer.lastMs(), nowMs)), nowMs)
  }

  /**
   * Compares with a look at the public book. @returns true where the two are apart at two looks, and the channel reported
   * nothing in between: it answers to pings, and is dead anyway.
   */
  isFrozen(seen: PublicBook): boolean {
    this.looksApart = this.book.shows(seen) || this.book.sizes === null ? 0 : this.looksApart + 1
    return this.looksApart >= 2
  }

  private write(event: TapeEvent, nowMs: number): void {
    this.writer.write(event)
    this.events += 1
    this.wroteAtMs = nowMs
    if (event.type === 'trade') this.trades += 1
    if (event.type === 'market' && event.change.payoutMicros != null) this.isGone = true
    this.book.take(event)
  }
}
