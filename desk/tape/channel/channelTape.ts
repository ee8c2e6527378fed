import type { Level, LevelChange } from '../../../shared/domain/market.ts'
import { complement } from '../../../shared/domain/oneBook.ts'
import { epochMs, MICROS, price } from '../../../shared/domain/units.ts'
import type { ChannelEvent } from '../../../shared/polymarket/channel/channelEvent.ts'
import { inferTrades, levelsOf, type SizesByPrice } from '../inferTrades.ts'
import type { TapeEvent } from '../tapeEvent.ts'
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
  private book: { readonly bids: SizesByPrice; readonly asks: SizesByPrice } | null = null
  private isKnown = false
  private pendingTick: number | null = null

  constructor(of: ChannelTapeOptions) {
    this.of = of
  }

  /** From here until the next book nothing is known. */
  gap(atMs: number): TapeEvent {
    this.isKnown = false
    this.book = null
    return { type: 'gap', atMs: epochMs(atMs) }
  }

  take(event: ChannelEvent, atMs: number): readonly TapeEvent[] {
    if (event.is === 'resolved') return this.resolve(event, atMs)
    if (event.is === 'trade') return this.trade(event, atMs)
    if (event.asset !== this.of.token) return []
    if (event.is === 'book') return this.snapshot(event, atMs)
    if (event.is === 'changes') return this.isKnown ? [this.change(event.changes, atMs)] : []
    if (this.isKnown) return [tick(event.tickMicros, atMs)]
    this.pendingTick = event.tickMicros
    return []
  }

  private snapshot(
    { bids, asks }: { readonly bids: readonly Level[]; readonly asks: readonly Level[] },
    atMs: number,
  ): readonly TapeEvent[] {
    const after = { bids: ladderOf(bids), asks: ladderOf(asks) }
    const events: TapeEvent[] = this.pendingTick === null ? [] : [tick(this.pendingTick, atMs)]
    if (this.of.infersTrades && this.book !== null) {
      events.push(...inferTrades(this.book, after, epochMs(atMs)))
    }
    this.pendingTick = null
    this.isKnown = true
    this.book = this.of.infersTrades ? after : null
    events.push({
      type: 'book',
      atMs: epochMs(atMs),
      bids: levelsOf(after.bids, -1),
      asks: levelsOf(after.asks, 1),
    })
    return events
  }

  private change(changes: readonly LevelChange[], atMs: number): TapeEvent {
    const { book } = this
    for (const { side, priceMicros, sizeMicros } of book === null ? [] : changes) {
      const ladder = side === 'bid' ? book?.bids : book?.asks
      if (sizeMicros === 0) ladder?.delete(priceMicros)
      else ladder?.set(priceMicros, sizeMicros)
    }
    return { type: 'delta', atMs: epochMs(atMs), changes }
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
    const won = winner === this.of.token
    const payoutMicros = [price(won ? MICROS : 0), price(won ? 0 : MICROS)] as const
    return [{ type: 'market', atMs: epochMs(atMs), change: { accepting: false, closed: true, payoutMicros } }]
  }
}

const tick = (tickMicros: number, atMs: number): TapeEvent => ({
  type: 'market',
  atMs: epochMs(atMs),
  change: { tickMicros: price(tickMicros) },
})

const ladderOf = (levels: readonly Level[]): SizesByPrice =>
  new Map(
    levels.flatMap(({ priceMicros, sizeMicros }) => (sizeMicros > 0 ? [[priceMicros, sizeMicros]] : [])),
  )
