import { assert } from '../../shared/domain/assert.ts'
import { notional } from '../../shared/domain/decimal.ts'
import { sizeOf } from '../../shared/domain/market.ts'
import { inSameOutcome, mirroredLevels } from '../../shared/domain/oneBook.ts'
import { size, usdc } from '../../shared/domain/units.ts'
import type { Arrived } from '../../shared/simulator/arrive.ts'
import { takenSide } from '../../shared/simulator/consumed.ts'
import {
  type FillModel,
  type FillRule,
  filledByDisplay,
  filledByTrade,
  onDisplay,
  onLevelChange,
  ruleOf,
} from '../../shared/simulator/fillModel.ts'
import { reachedLevels } from '../../shared/simulator/takeLevels.ts'
import type { Priced } from '../report/priced.ts'
import type { BelievedMid } from './believedMid.ts'
import type { SeenBook } from './seenBook.ts'
import type { TapeBook } from './tapeBook.ts'
import type { TapeFill, TapeListener, TapeOrder } from './tapeOrder.ts'
import { type DisplayChange, NO_PRICES, type PriceRange } from './tapeWatcher.ts'

type End = NonNullable<TapeOrder['end']>['how']
type Taken = Extract<Arrived, { is: 'taken' }>

/** An order that the other side's touch has reached, and what a share was worth before. */
interface Reached {
  readonly order: TapeOrder
  readonly mid: Priced | null
}

const NOBODY: readonly Reached[] = []

/**
 * Our orders in a market of the past: of each outcome at most one a side, behind what is displayed, filled by a model.
 * All are in one book: what one of them gets no other gets.
 */
export class OwnOrders {
  readonly live: TapeOrder[] = []
  /** Of ours on each side of the book. */
  bids = NO_PRICES
  asks = NO_PRICES
  private readonly seen: SeenBook
  private readonly mid: BelievedMid
  private readonly rule: FillRule
  private readonly listener: TapeListener

  constructor(of: {
    readonly seen: SeenBook
    readonly mid: BelievedMid
    readonly model: FillModel
    readonly listener: TapeListener
  }) {
    this.seen = of.seen
    this.mid = of.mid
    this.rule = ruleOf(of.model)
    this.listener = of.listener
  }

  /** Puts an order on the book; what it may take has been taken. */
  rest(order: TapeOrder): void {
    const same = this.on(order.side).filter((each) => inSameOutcome(each, order)).length
    assert(same === 0, `a second ${order.draft.side} of ours on the book`)
    order.ahead = this.displayedAt(order)
    this.live.push(order)
    this.notePrices()
  }

  /** An order that arrives takes what it crosses. */
  take(order: TapeOrder, { levels, trade }: Taken): void {
    const atMs = order.createdAtMs
    const mid = this.mid.priced(trade.sizeMicros, atMs, order)
    this.seen.take(order.isOther === true ? mirroredLevels(levels) : levels, takenSide(order.side))
    this.report({ order, atMs, role: 'taker', ...trade, mid })
  }

  end(order: TapeOrder, how: End, atMs: number): void {
    order.end = { atMs, how }
    const at = this.live.indexOf(order)
    if (at >= 0) this.live.splice(at, 1)
    this.notePrices()
    this.listener.ended(order)
  }

  endAll(how: End, atMs: number): void {
    for (const order of [...this.live]) this.end(order, how, Math.max(order.createdAtMs, atMs))
  }

  /** The next instant at which one ends by itself. */
  nextEndMs(): number {
    let due = Number.POSITIVE_INFINITY
    for (const order of this.live) due = Math.min(due, order.dueEnd.atMs)
    return due
  }

  endDue(nowMs: number): void {
    for (const order of [...this.live])
      if (order.dueEnd.atMs <= nowMs) this.end(order, order.dueEnd.how, nowMs)
  }

  /** A delta has changed a level, which may be one of ours. */
  levelChanged(side: TapeOrder['side'], price: number, { from, to }: DisplayChange): void {
    for (const order of this.live)
      if (order.side === side && order.price === price) onLevelChange(this.rule, order, from, to)
  }

  /** Whether an order there would trade with one of ours. */
  meets(side: TapeOrder['side'], price: number): boolean {
    return side === 'BUY' ? this.asks.low <= price : this.bids.high >= price
  }

  /** A snapshot is not a delta, and shortens no queue by what is gone; but nobody is ahead of us who is not displayed. */
  snapshotShown(): void {
    for (const order of this.live) onDisplay(order, this.displayedAt(order))
  }

  /** Somebody has traded with orders of this side. */
  meetTrade(
    side: TapeOrder['side'],
    trade: { readonly price: number; readonly size: number },
    atMs: number,
  ): void {
    let left = trade.size
    for (const order of this.on(side)) {
      const filled = Math.floor(filledByTrade(this.rule, order, { price: trade.price, size: left }))
      if (this.rule.bounded) left -= filled
      if (filled > 0) this.fillMaker({ order, mid: this.mid.priced(filled, atMs, order) }, filled, atMs)
      // A queue's fraction of a micro-share is nobody's.
      else order.rest = order.sizeMicros - order.matchedMicros
    }
  }

  /** Which orders the other side's touch has come to, or gone beyond: asked before the mid is noted. */
  reached(atMs: number): readonly Reached[] {
    const { bestBidMicros: bid, bestAskMicros: ask } = this.book
    if (ask > this.bids.high && bid < this.asks.low) return NOBODY
    // A fill is measured against what was believed before the event that made it.
    return [...this.on('BUY'), ...this.on('SELL')].map((order) => ({
      order,
      mid: this.mid.priced(order.rest, atMs, order),
    }))
  }

  meetDisplay(reached: readonly Reached[], atMs: number): void {
    for (const { order, mid } of reached) {
      const ladder = this.book.levels()
      const reach = { side: order.side, priceMicros: order.price, sizeMicros: order.rest }
      const levels = reachedLevels(order.side === 'BUY' ? ladder.asks : ladder.bids, reach)
      const filled = filledByDisplay(this.rule, order, sizeOf(levels))
      if (this.rule.bounded) this.seen.take(levels, takenSide(order.side))
      if (filled > 0) this.fillMaker({ order, mid }, filled, atMs)
    }
  }

  private get book(): TapeBook {
    return this.seen.book
  }

  /** Those on a side of the book, in the order of their turn: by price, then by arrival. */
  private on(side: TapeOrder['side']): readonly TapeOrder[] {
    const sign = side === 'BUY' ? -1 : 1
    return this.live.filter((order) => order.side === side).sort((a, b) => sign * (a.price - b.price))
  }

  private displayedAt({ side, price: at }: TapeOrder): number {
    return side === 'BUY' ? this.book.bidSize(at) : this.book.askSize(at)
  }

  private fillMaker({ order, mid }: Reached, sizeMicros: number, atMs: number): void {
    const made = { priceMicros: order.draft.priceMicros, sizeMicros: size(sizeMicros) }
    const free = { notionalMicros: notional(made, 'nearest'), feeMicros: usdc(0) }
    this.report({ order, atMs, role: 'maker', ...made, ...free, mid })
  }

  private report(fill: TapeFill): void {
    const { order, atMs, sizeMicros } = fill
    order.matchedMicros += sizeMicros
    order.rest = order.sizeMicros - order.matchedMicros
    assert(order.rest >= 0, `order ${order.id} is filled beyond its size`)
    this.listener.filled(fill)
    if (order.rest === 0) this.end(order, 'filled', atMs)
  }

  private notePrices(): void {
    this.bids = rangeOf(this.on('BUY'))
    this.asks = rangeOf(this.on('SELL'))
  }
}

const rangeOf = (orders: readonly TapeOrder[]): PriceRange => ({
  low: Math.min(NO_PRICES.low, ...orders.map(({ price }) => price)),
  high: Math.max(NO_PRICES.high, ...orders.map(({ price }) => price)),
})
