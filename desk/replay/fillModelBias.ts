import {
  FILL_MODELS,
  type FillModel,
  type FillRule,
  filledByDisplay,
  filledByTrade,
  onLevelChange,
  type Resting,
  wholeRuleOf,
} from '../../shared/simulator/fillModel.ts'
import { MARKOUT_MS } from '../report/countedFills.ts'
import { type Block, CONTINUES, KIND_MASK, ROW } from '../tape/format.ts'
import type { TapeSource } from '../tape/tapeSource.ts'
import { TapeBook } from './tapeBook.ts'

/** The naive order's terms, fixed so that its numbers can be compared with anybody's. */
const EVERY_MS = 30_000
const LIFE_MS = 300_000
const SIZE_MICROS = 20_000_000
const MAX_SPREAD_MICROS = 50_000
const MICROS_PER_CENT = 10_000

/** How a naive order fares under one model. */
export interface FillModelBias {
  readonly model: FillModel
  readonly orders: number
  readonly filled: number
  /** Mean over filled orders; null where there is none. */
  readonly markoutCents: number | null
}

/**
 * The result of each fill model for the simplest maker there is: every 30 s a BUY of 20 shares at the best bid, good
 * for 300 s. The difference between the models is the optimism of a paper result by the first of them.
 * @throws InputError
 */
export async function measureFillModelBias(source: TapeSource): Promise<readonly FillModelBias[]> {
  const book = new TapeBook(source.header.tickMicros)
  const naives = FILL_MODELS.map((model) => new Naive(model, book))
  for await (const block of source.blocks()) {
    for (let row = 0; row < block.rows; ) row = playEvent(block, row, book, naives)
  }
  return naives.map((naive) => naive.result())
}

/** @returns the row after the event. */
function playEvent(block: Block, from: number, book: TapeBook, naives: readonly Naive[]): number {
  const nowMs = block.atMs[from] as number
  for (const naive of naives) naive.begin(nowMs)
  let inSnapshot = false
  let row = from
  do {
    const kind = (block.kind[row] as number) & KIND_MASK
    const priceMicros = block.priceMicros[row] as number
    const sizeMicros = block.sizeMicros[row] as number
    if (kind === ROW.snapshot) {
      inSnapshot = true
      book.clear()
    } else if (kind === ROW.bid) {
      const before = book.setBid(priceMicros, sizeMicros)
      if (!inSnapshot) for (const naive of naives) naive.level(priceMicros, before, sizeMicros)
    } else if (kind === ROW.ask) book.setAsk(priceMicros, sizeMicros)
    else if (kind === ROW.tradeSell) {
      for (const naive of naives) naive.trade({ price: priceMicros, size: sizeMicros })
    }
    row += 1
  } while (row < block.rows && ((block.kind[row] as number) & CONTINUES) !== 0)
  for (const naive of naives) naive.end(nowMs)
  return row
}

interface NaiveOrder extends Resting {
  readonly endMs: number
}

class Naive {
  private readonly model: FillModel
  /** The figures are defined so: whatever reaches the order fills it whole. */
  private readonly rule: FillRule
  private readonly book: TapeBook
  private live: NaiveOrder[] = []
  private lastAttemptMs = Number.NEGATIVE_INFINITY
  private orders = 0
  private midMicros: number | null = null
  /** Fills that wait for their later mid, oldest first. */
  private pending: { readonly dueMs: number; readonly price: number }[] = []
  private readonly markouts: number[] = []

  constructor(model: FillModel, book: TapeBook) {
    this.model = model
    this.rule = wholeRuleOf(model)
    this.book = book
  }

  /** The last mid at or before a fill's due time is that before this event. */
  begin(nowMs: number): void {
    this.mark((dueMs) => dueMs < nowMs)
  }

  level(priceMicros: number, from: number, to: number): void {
    for (const order of this.live) if (order.price === priceMicros) onLevelChange(this.rule, order, from, to)
  }

  trade(of: { readonly price: number; readonly size: number }): void {
    for (const order of this.live) filledByTrade(this.rule, order, of)
  }

  end(nowMs: number): void {
    if (this.book.isEmpty) this.live = []
    const { bestBidMicros, bestAskMicros, bestBid, bestAsk, asks } = this.book
    for (const order of this.live) {
      filledByDisplay(this.rule, order, bestAskMicros <= order.price ? order.rest : 0)
      if (order.rest <= 0) this.pending.push({ dueMs: nowMs + MARKOUT_MS, price: order.price })
    }
    this.live = this.live.filter((order) => order.rest > 0 && nowMs < order.endMs)
    if (bestBid < 0 || bestAsk >= asks.length) return
    this.midMicros = (bestBidMicros + bestAskMicros) / 2
    if (nowMs - this.lastAttemptMs >= EVERY_MS) this.attempt(nowMs)
  }

  result(): FillModelBias {
    this.mark(() => true)
    const filled = this.markouts.length
    const sum = this.markouts.reduce((total, each) => total + each, 0)
    const markoutCents = filled === 0 ? null : sum / filled / MICROS_PER_CENT
    return { model: this.model, orders: this.orders, filled, markoutCents }
  }

  private attempt(nowMs: number): void {
    const { bestBidMicros, bestAskMicros } = this.book
    this.lastAttemptMs = nowMs
    if (bestAskMicros - bestBidMicros > MAX_SPREAD_MICROS) return
    this.orders += 1
    // On a locked or crossed book a post-only order would be refused.
    if (bestAskMicros <= bestBidMicros) return
    this.live.push({
      side: 'BUY',
      price: bestBidMicros,
      ahead: this.book.bidSize(bestBidMicros),
      rest: SIZE_MICROS,
      endMs: nowMs + LIFE_MS,
    })
  }

  private mark(isDue: (dueMs: number) => boolean): void {
    let next = this.pending[0]
    while (next !== undefined && isDue(next.dueMs)) {
      if (this.midMicros !== null) this.markouts.push(this.midMicros - next.price)
      this.pending.shift()
      next = this.pending[0]
    }
  }
}
