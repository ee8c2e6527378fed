import { mirroredLadder } from '../../shared/domain/oneBook.ts'
import { type EpochMs, epochMs, type MarketId, size, type TokenId } from '../../shared/domain/units.ts'
import type { ChannelEvent } from '../../shared/polymarket/channel/channelEvent.ts'
import { tradeKey } from '../../shared/polymarket/tradeKey.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { LiveLook, ShownLadder } from '../../shared/ports/liveTrades.ts'
import type { PublicTrade } from '../../shared/ports/publicFeed.ts'
import { bookSizesOf } from '../tape/bookSizes.ts'
import { ChannelBook } from '../tape/channel/channelBook.ts'
import { ChannelTape } from '../tape/channel/channelTape.ts'
import type { ChannelFollower } from '../tape/record/channelSession.ts'
import { LagMeter } from './lagMeter.ts'

/** More within the lives of paper orders than any market has had; beyond it the oldest are heard no more. */
const MAX_TRADES = 5_000
/** A trade may be reported this much after its stamp by the venue's own work alone. */
const LEAST_WAIT_MS = 1_000
/** Looks one after the other by which the channel could not be believed, over this long: it is dead then. */
const MAX_DOUBTS = 3
const DOUBT_MS = 5_000

/** Time without a gap in which everything of the market was heard. */
interface Stretch {
  sinceMs: number
  /** Until then that is known: a sign of life, and a book that is the public one, or news. */
  knownMs: number
  readonly trades: Map<string, PublicTrade>
}

/** One market as the channel reports it to paper: its exact trades, and since and until when they are all of them. */
export class LiveMarket implements ChannelFollower {
  readonly tokens: readonly string[]
  readonly isGone = false
  private readonly token: TokenId
  private readonly clock: Pick<Clock, 'nowMs'>
  private readonly tape: ChannelTape
  private readonly book = new ChannelBook()
  private readonly lag = new LagMeter()
  private stretch: Stretch | null = null
  /** The one before: what it heard last may not have been asked for yet. */
  private lost: Stretch | null = null
  /** Something was reported since the last look. */
  private hasNews = false
  /** All before it was given out as known. */
  private knownUntilMs = 0
  /** Trades that came after their time had been given out as known. */
  private late = 0
  private doubts = 0
  private doubtedAtMs = 0

  constructor(of: {
    readonly tokens: readonly [TokenId, TokenId]
    readonly token: TokenId
    readonly clock: Pick<Clock, 'nowMs'>
  }) {
    this.tokens = of.tokens
    this.token = of.token
    this.clock = of.clock
    const other = of.tokens.find((each) => each !== of.token) ?? null
    this.tape = new ChannelTape({ token: of.token, other, infersTrades: false })
  }

  get hears(): boolean {
    return this.stretch !== null
  }

  take(event: ChannelEvent): void {
    const nowMs = this.clock.nowMs()
    this.hasNews = true
    if (event.is === 'trade') this.lag.note(nowMs - event.stampMs, nowMs)
    // A venue whose clock is ahead has not traded before it says so.
    const atMs = Math.min(event.stampMs, nowMs)
    for (const taken of this.tape.take(event, atMs)) {
      this.book.take(taken)
      if (taken.type === 'book') this.stretch ??= { sinceMs: nowMs, knownMs: nowMs, trades: new Map() }
      if (taken.type === 'trade') this.keep(taken, transactionOf(event))
    }
  }

  /** From here until the next whole book nothing is heard. */
  gap(): void {
    this.book.take(this.tape.gap(this.clock.nowMs()))
    if (this.stretch !== null) this.lost = this.stretch
    this.stretch = null
    this.doubts = 0
  }

  /**
   * @param askedAtMs When a sign of life was requested; null: none came. @returns true where the channel is not to be
   * believed any more.
   */
  check(askedAtMs: EpochMs | null, { token, ladder }: ShownLadder): boolean {
    const { stretch } = this
    if (stretch === null) return false
    const isPublic =
      ladder.ok &&
      this.book.shows(bookSizesOf(token === this.token ? ladder.value : mirroredLadder(ladder.value)))
    if (askedAtMs !== null && (this.hasNews || isPublic)) {
      stretch.knownMs = Math.max(stretch.knownMs, askedAtMs)
      this.hasNews = false
      this.doubts = 0
      return false
    }
    // A public book that cannot be read says nothing of the channel.
    if (askedAtMs !== null && !ladder.ok) return false
    const nowMs = this.clock.nowMs()
    if (this.doubts === 0) this.doubtedAtMs = nowMs
    this.doubts += 1
    return this.doubts >= MAX_DOUBTS && nowMs - this.doubtedAtMs >= DOUBT_MS
  }

  lookBack(sinceMs: EpochMs): LiveLook {
    const of = [this.stretch, this.lost].find((each) => each !== null && each.sinceMs <= sinceMs)
    if (of === undefined || of === null) return { is: 'unheard' }
    const lagMs = Math.max(0, this.lag.longestMs(this.clock.nowMs()))
    const untilMs = epochMs(of.knownMs - Math.max(LEAST_WAIT_MS, lagMs))
    this.knownUntilMs = Math.max(this.knownUntilMs, untilMs)
    return {
      is: of === this.stretch ? 'heard' : 'lost',
      trades: [...of.trades.values()].filter(({ stampedAtMs }) => stampedAtMs >= sinceMs),
      untilMs,
      lagMs,
    }
  }

  /** How many trades came too late to be counted for an order that was settled, since this was asked last. */
  takeLate(): number {
    const { late } = this
    this.late = 0
    return late
  }

  /** One trade is kept once, however often and on whichever token it is reported. */
  private keep(trade: TradeRecord, transaction: string | null): void {
    if (this.stretch === null) return
    const { atMs, taker, priceMicros, sizeMicros } = trade
    const { trades } = this.stretch
    const key = tradeKey(`${transaction ?? ''} ${atMs} ${taker} ${priceMicros} ${sizeMicros}`)
    if (trades.has(key)) return
    if (atMs < this.knownUntilMs) this.late += 1
    trades.set(key, {
      key,
      tokenId: this.token,
      taker,
      priceMicros,
      sizeMicros: size(sizeMicros),
      stampedAtMs: epochMs(atMs),
    })
    const [oldest] = trades.size > MAX_TRADES ? trades.values() : []
    if (oldest === undefined) return
    trades.delete(oldest.key)
    this.stretch.sinceMs = Math.max(this.stretch.sinceMs, oldest.stampedAtMs + 1)
  }
}

type TradeRecord = Extract<ReturnType<ChannelTape['take']>[number], { readonly type: 'trade' }>

const transactionOf = (event: ChannelEvent): string | null =>
  event.is === 'trade' ? event.transaction : null

/** A market and who follows it. */
export type LiveMarkets = ReadonlyMap<MarketId, LiveMarket>
