import {
  BOOK_LEVELS,
  type Book,
  type Ladder,
  type Level,
  MAX_COVERING_LEVELS,
} from '../../shared/domain/market.ts'
import { type EpochMs, MICROS, price, size } from '../../shared/domain/units.ts'
import { type Consumed, ConsumedLevels } from '../../shared/simulator/consumed.ts'
import { ROW } from '../tape/format.ts'

const NO_COVER = { bidMicros: 0, askMicros: 0 }

/** The finest price step the venue has. */
const FINEST_UNIT_MICROS = 100

/**
 * A book as two arrays of displayed sizes by price step: a change is one store, and the touch is found by walking
 * from where it was. Sizes in micro-shares; an empty side has its best price at -1 or beyond the grid.
 */
export class TapeBook {
  unitMicros: number
  bids: Float64Array
  asks: Float64Array
  bestBid = -1
  bestAsk: number
  changedAtMs = 0
  /** What our orders took of levels that are displayed still; the sizes above are less by that. */
  private readonly taken = { bid: new ConsumedLevels(), ask: new ConsumedLevels() }
  /** Something is taken: asked once an event, so it is kept. */
  isConsumed = false

  constructor(tickMicros: number) {
    this.unitMicros = tickMicros
    this.bids = new Float64Array(MICROS / tickMicros + 1)
    this.asks = new Float64Array(MICROS / tickMicros + 1)
    this.bestAsk = this.asks.length
  }

  /** The same display in a book of its own. */
  copy(): TapeBook {
    const copy = new TapeBook(this.unitMicros)
    copy.bids.set(this.bids)
    copy.asks.set(this.asks)
    copy.bestBid = this.bestBid
    copy.bestAsk = this.bestAsk
    copy.changedAtMs = this.changedAtMs
    return copy
  }

  get bestBidMicros(): number {
    return this.bestBid < 0 ? -1 : this.bestBid * this.unitMicros
  }

  /** Beyond any price where there is none. */
  get bestAskMicros(): number {
    return this.bestAsk >= this.asks.length ? MICROS + 1 : this.bestAsk * this.unitMicros
  }

  /** Nothing is displayed: what we took all of is displayed still. */
  get isEmpty(): boolean {
    return this.bestBid < 0 && this.bestAsk >= this.asks.length && !this.isConsumed
  }

  clear(): void {
    this.bids.fill(0)
    this.asks.fill(0)
    this.bestBid = -1
    this.bestAsk = this.asks.length
    if (!this.isConsumed) return
    this.taken.bid.beginSnapshot()
    this.taken.ask.beginSnapshot()
  }

  /** @returns what was displayed there before. */
  setBid(priceMicros: number, sizeMicros: number): number {
    const at = this.indexOf(priceMicros)
    const bids = this.bids
    const before = bids[at] as number
    bids[at] = sizeMicros
    if (sizeMicros > 0) {
      if (at > this.bestBid) this.bestBid = at
    } else if (at === this.bestBid) {
      let best = at - 1
      while (best >= 0 && bids[best] === 0) best -= 1
      this.bestBid = best
    }
    return before
  }

  /** @returns what was displayed there before. */
  setAsk(priceMicros: number, sizeMicros: number): number {
    const at = this.indexOf(priceMicros)
    const asks = this.asks
    const before = asks[at] as number
    asks[at] = sizeMicros
    if (sizeMicros > 0) {
      if (at < this.bestAsk) this.bestAsk = at
    } else if (at === this.bestAsk) {
      let best = at + 1
      while (best < asks.length && asks[best] === 0) best += 1
      this.bestAsk = best
    }
    return before
  }

  bidSize(priceMicros: number): number {
    return this.bids[priceMicros / this.unitMicros] ?? 0
  }

  askSize(priceMicros: number): number {
    return this.asks[priceMicros / this.unitMicros] ?? 0
  }

  /** Takes this off the display, which the tape does not know of: gone until it shows something new. */
  take(levels: readonly Level[], side: Consumed['side']): void {
    for (const { priceMicros, sizeMicros } of levels) {
      const left = side === 'bid' ? this.bidSize(priceMicros) : this.askSize(priceMicros)
      this.taken[side].take(priceMicros, left, sizeMicros)
      this.put(side, priceMicros, left - sizeMicros)
      this.isConsumed = true
    }
  }

  /** A row has reported of a level: a snapshot that shows it as we took of it is still short of that. */
  shown(
    kind: number,
    of: { readonly priceMicros: number; readonly sizeMicros: number; readonly isSnapshot: boolean },
  ): void {
    if (kind !== ROW.bid && kind !== ROW.ask) return
    const { priceMicros, sizeMicros, isSnapshot } = of
    const side = kind === ROW.bid ? 'bid' : 'ask'
    if (isSnapshot) this.put(side, priceMicros, this.taken[side].left(priceMicros, sizeMicros))
    else this.taken[side].changed(priceMicros)
    this.noteConsumed()
  }

  endSnapshot(): void {
    this.taken.bid.endSnapshot()
    this.taken.ask.endSnapshot()
    this.noteConsumed()
  }

  private noteConsumed(): void {
    this.isConsumed = !(this.taken.bid.isEmpty && this.taken.ask.isEmpty)
  }

  /** The engine's view: a few levels a side, more where they must take as much as the cover, and the sums over all. */
  view(cover: { readonly bidMicros: number; readonly askMicros: number } = NO_COVER): Book {
    const bids: Level[] = []
    const asks: Level[] = []
    let bidDepth = 0
    let askDepth = 0
    for (let at = this.bestBid; at >= 0; at -= 1) {
      const of = this.bids[at] as number
      if (of === 0) continue
      if (bids.length < BOOK_LEVELS || (bidDepth < cover.bidMicros && bids.length < MAX_COVERING_LEVELS))
        bids.push(this.level(at, of))
      bidDepth += of
    }
    for (let at = this.bestAsk; at < this.asks.length; at += 1) {
      const of = this.asks[at] as number
      if (of === 0) continue
      if (asks.length < BOOK_LEVELS || (askDepth < cover.askMicros && asks.length < MAX_COVERING_LEVELS))
        asks.push(this.level(at, of))
      askDepth += of
    }
    const venueAtMs = this.changedAtMs as EpochMs
    return { bids, asks, bidDepthMicros: size(bidDepth), askDepthMicros: size(askDepth), venueAtMs }
  }

  /** Every level, best first. */
  levels(): Ladder {
    const bids: Level[] = []
    const asks: Level[] = []
    for (let at = this.bestBid; at >= 0; at -= 1) {
      if (this.bids[at] !== 0) bids.push(this.level(at, this.bids[at] as number))
    }
    for (let at = this.bestAsk; at < this.asks.length; at += 1) {
      if (this.asks[at] !== 0) asks.push(this.level(at, this.asks[at] as number))
    }
    return { bids, asks }
  }

  private put(side: Consumed['side'], priceMicros: number, sizeMicros: number): void {
    if (side === 'bid') this.setBid(priceMicros, sizeMicros)
    else this.setAsk(priceMicros, sizeMicros)
  }

  private level(at: number, sizeMicros: number): Level {
    return { priceMicros: price(at * this.unitMicros), sizeMicros: size(sizeMicros) }
  }

  private indexOf(priceMicros: number): number {
    const at = priceMicros / this.unitMicros
    return Number.isInteger(at) ? at : this.refine(priceMicros)
  }

  /** A price off the grid: the venue has refined the tick. The same book on a finer grid. */
  private refine(priceMicros: number): number {
    let unit = this.unitMicros
    while (priceMicros % unit !== 0 && unit > FINEST_UNIT_MICROS) unit /= 10
    if (priceMicros % unit !== 0) throw new RangeError(`a level at ${priceMicros} is on no grid of the venue`)
    const factor = this.unitMicros / unit
    const spread = (coarse: Float64Array): Float64Array => {
      const fine = new Float64Array(MICROS / unit + 1)
      for (let at = 0; at < coarse.length; at += 1) fine[at * factor] = coarse[at] as number
      return fine
    }
    const hasAsk = this.bestAsk < this.asks.length
    this.bids = spread(this.bids)
    this.asks = spread(this.asks)
    this.bestBid = this.bestBid < 0 ? -1 : this.bestBid * factor
    this.bestAsk = hasAsk ? this.bestAsk * factor : this.asks.length
    this.unitMicros = unit
    return priceMicros / unit
  }
}
