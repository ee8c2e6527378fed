import { type Valuation, valuation } from '../../shared/accounting/valuation.ts'
import { epochMs, MICROS, price, type SizeMicros } from '../../shared/domain/units.ts'
import type { TapeBook } from './tapeBook.ts'

/** The mid of the last book that was believed, and since when it is not believed any more. */
export class BelievedMid {
  /** Of the last book with both sides there, and close enough together. */
  micros: number | null = null
  private readonly book: TapeBook
  /** A mid is believed up to this spread. */
  private readonly maxSpreadMicros: number
  private isBelieved = false
  /** When the book was last believed, where it is not now. */
  private untilMs = 0

  constructor(book: TapeBook, maxSpreadMicros: number) {
    this.book = book
    this.maxSpreadMicros = maxSpreadMicros
  }

  /** The touch has moved. An empty side is no price, of whichever outcome: neither a bid at zero nor an ask at one. */
  note(atMs: number): void {
    const { bestBidMicros: bid, bestAskMicros: ask } = this.book
    const isBelieved = bid >= 0 && ask <= MICROS && ask > bid && ask - bid <= this.maxSpreadMicros
    if (isBelieved) this.micros = Math.floor((bid + ask) / 2)
    else if (this.isBelieved) this.untilMs = atMs
    this.isBelieved = isBelieved
  }

  /** What shares of the first token are worth by it. */
  worth(of: {
    readonly sizeMicros: SizeMicros
    readonly atMs: number
    /** A market that takes no orders shows a picture of the past. */
    readonly accepting: boolean
    readonly payoutMicros: number | null
  }): Valuation {
    const nowMs = epochMs(of.atMs)
    const { micros, book } = this
    return valuation({
      mid:
        micros === null
          ? null
          : { priceMicros: price(micros), atMs: this.isBelieved ? nowMs : epochMs(this.untilMs) },
      bids: of.accepting ? { levels: book.levels().bids, atMs: nowMs } : null,
      payoutMicros: of.payoutMicros === null ? null : price(of.payoutMicros),
      ...{ sizeMicros: of.sizeMicros, nowMs },
    })
  }
}
