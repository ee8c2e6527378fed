import { AT_MID_MS, type Valuation, valuation } from '../../shared/accounting/valuation.ts'
import type { Level } from '../../shared/domain/market.ts'
import { complement, type InOutcome, mirroredLevels } from '../../shared/domain/oneBook.ts'
import { epochMs, MICROS, price, type SizeMicros, size } from '../../shared/domain/units.ts'
import { type Priced, pricedBy } from '../report/priced.ts'
import type { PriceNow } from './laterPrices.ts'
import type { SeenBook } from './seenBook.ts'
import type { TapeStatus } from './tapeStatus.ts'

/** The mid of the last book that was believed, since when it is no longer believed, and what shares are worth by it. */
export class BelievedMid {
  /** Of the last book with both sides there, and close enough together. */
  micros: number | null = null
  /** Whether the book is believed now. */
  isBelieved = false
  private readonly seen: SeenBook
  private readonly status: TapeStatus
  /** A mid is believed up to this spread. */
  private readonly saneSpreadMicros: number
  /** When the book was last believed, where it is not now. */
  private untilMs = 0

  constructor(of: {
    readonly seen: SeenBook
    readonly status: TapeStatus
    readonly saneSpreadMicros: number
  }) {
    this.seen = of.seen
    this.status = of.status
    this.saneSpreadMicros = of.saneSpreadMicros
  }

  /** The touch has moved. An empty side is not a price, of whichever outcome: neither a bid at zero nor an ask at one. */
  note(atMs: number): void {
    const { bestBidMicros: bid, bestAskMicros: ask } = this.seen.book
    const isBelieved = bid >= 0 && ask <= MICROS && ask > bid && ask - bid <= this.saneSpreadMicros
    if (isBelieved) this.micros = Math.floor((bid + ask) / 2)
    else if (this.isBelieved) this.untilMs = atMs
    this.isBelieved = isBelieved
  }

  /** What shares of an outcome are worth by it. */
  worth(sizeMicros: SizeMicros, atMs: number, of: InOutcome): Valuation {
    const isOther = of.isOther === true
    const nowMs = epochMs(atMs)
    const { micros, isBelieved, untilMs } = this
    const { accepting, closed, payoutMicros } = this.status
    const own = (ofFirst: number) => (isOther ? complement(ofFirst) : price(ofFirst))
    return valuation({
      mid: micros === null ? null : { priceMicros: own(micros), atMs: isBelieved ? nowMs : epochMs(untilMs) },
      // A market that takes no orders shows a picture of the past.
      bids: accepting && !closed ? { levels: this.bidsFor(isOther), atMs: nowMs } : null,
      payoutMicros: payoutMicros === null ? null : own(payoutMicros),
      sizeMicros,
      nowMs,
    })
  }

  private bidsFor(isOther: boolean): readonly Level[] {
    const { bids, asks } = this.seen.book.levels()
    return isOther ? mirroredLevels(asks) : bids
  }

  /** The price of a share behind it. */
  priced(sizeMicros: number, atMs: number, of: InOutcome): Priced | null {
    return pricedBy(this.worth(size(sizeMicros), atMs, of))
  }

  /** For those who asked for the price at this instant. */
  at(atMs: number): PriceNow {
    return {
      isSure: this.isBelieved || this.status.payoutMicros !== null,
      givenUpMs: this.untilMs + AT_MID_MS,
      worth: (sizeMicros, of) => this.worth(sizeMicros, atMs, of),
    }
  }
}
