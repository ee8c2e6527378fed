import { complement } from '../../../shared/domain/oneBook.ts'
import { epochMs } from '../../../shared/domain/units.ts'
import type { ChannelEvent } from '../../../shared/polymarket/channel/channelEvent.ts'
import { bookEvent, bookSizesOf } from '../bookSizes.ts'
import { inferTrades } from '../inferTrades.ts'
import { resolvedEvent, type TapeEvent, tickEvent } from '../tapeEvent.ts'
import { ChannelBook } from './channelBook.ts'
import { TradesOnce } from './tradesOnce.ts'

export interface ChannelTapeOptions {
  /** Whose book the tape is. */
  readonly token: string
  /** Its complement, whose trades are ours at 1 - p; null where it is not known. */
  readonly other: string | null
  /** The source has no exact trades: they are what a new book lacks of the one rebuilt from changes. */
  readonly infersTrades: boolean
}

/**
 * The messages of the market channel as the events of one token's tape. Changes before its first book, and after a
 * gap before the next, say nothing: the channel repeats nothing, and a book comes whole when one subscribes.
 */
export class ChannelTape {
  private readonly of: ChannelTapeOptions
  private readonly once = new TradesOnce()
  /** The book as rebuilt from changes, kept where trades are inferred. */
  private readonly book = new ChannelBook()
  private isKnown = false
  private pendingTick: number | null = null

  constructor(of: ChannelTapeOptions) {
    this.of = of
  }

  /** From here until the next book nothing is known. */
  gap(atMs: number): TapeEvent {
    this.isKnown = false
    return this.kept({ type: 'gap', atMs: epochMs(atMs) })
  }

  take(event: ChannelEvent, atMs: number): readonly TapeEvent[] {
    if (event.is === 'resolved') return this.resolve(event, atMs)
    if (event.is === 'trade') return this.trade(event, atMs)
    if (event.asset !== this.of.token) return []
    if (event.is === 'book') return this.snapshot(event, atMs)
    if (event.is === 'changes') {
      const delta = { type: 'delta', atMs: epochMs(atMs), changes: event.changes } as const
      return this.isKnown ? [this.kept(delta)] : []
    }
    if (this.isKnown) return [tickEvent(event.tickMicros, atMs)]
    this.pendingTick = event.tickMicros
    return []
  }

  private snapshot(event: Extract<ChannelEvent, { is: 'book' }>, atMs: number): readonly TapeEvent[] {
    const after = bookSizesOf(event)
    const events: TapeEvent[] = this.pendingTick === null ? [] : [tickEvent(this.pendingTick, atMs)]
    if (this.book.sizes !== null) events.push(...inferTrades(this.book.sizes, after, epochMs(atMs)))
    this.pendingTick = null
    this.isKnown = true
    return [...events, this.kept(bookEvent(after, atMs))]
  }

  private kept(event: TapeEvent): TapeEvent {
    if (this.of.infersTrades) this.book.take(event)
    return event
  }

  private trade(event: Extract<ChannelEvent, { is: 'trade' }>, atMs: number): readonly TapeEvent[] {
    const isOwn = event.asset === this.of.token
    if (!this.isKnown || (!isOwn && event.asset !== this.of.other)) return []
    if (event.traded === null) return isOwn ? [{ type: 'unknownTrade', atMs: epochMs(atMs) }] : []
    const { sizeMicros } = event.traded
    const priceMicros = isOwn ? event.traded.priceMicros : complement(event.traded.priceMicros)
    const taker = isOwn === (event.taker === 'BUY') ? 'BUY' : 'SELL'
    const key = `${event.transaction ?? event.stampMs} ${taker} ${priceMicros} ${sizeMicros}`
    if (!this.once.isNew(key, isOwn ? 'own' : 'other')) return []
    return [{ type: 'trade', atMs: epochMs(atMs), taker, priceMicros, sizeMicros }]
  }

  private resolve(
    { winner, assets }: Extract<ChannelEvent, { is: 'resolved' }>,
    atMs: number,
  ): readonly TapeEvent[] {
    const { token, other } = this.of
    if (![winner, ...assets].some((each) => each === token || each === other)) return []
    return [resolvedEvent(winner === token, atMs)]
  }
}
