import type { Valuation } from '../../shared/accounting/valuation.ts'
import type { InOutcome } from '../../shared/domain/oneBook.ts'
import type { SizeMicros } from '../../shared/domain/units.ts'
import { type Priced, type PriceLater, pricedBy } from '../report/priced.ts'

/** What the tape knows of the price at an instant. */
export interface PriceNow {
  /** The book is believed, or the payout is known: no better price will come. */
  readonly isSure: boolean
  /** From here on a mid that is not believed is given up. */
  readonly givenUpMs: number
  worth(sizeMicros: SizeMicros, of: InOutcome): Valuation
}

interface Asked {
  readonly of: InOutcome
  readonly dueMs: number
  readonly sizeMicros: SizeMicros
  readonly report: (priced: Priced | null) => void
}

/**
 * The requests for a later price. One that is due while the book is not believed waits: a wiped book may reopen in
 * time, and the mid of before the wipe is not an answer. Once that mid is given up, the valuation answers.
 */
export class LaterPrices {
  private readonly ahead: Asked[] = []
  private waiting: Asked[] = []

  /** Takes requests for the price of an outcome, in order of time. */
  addIn(of: InOutcome): PriceLater {
    return ({ dueMs, sizeMicros }, report) => {
      this.ahead.push({ of, dueMs, sizeMicros, report })
    }
  }

  /** When somebody may be answered though the book does not move; infinity where nobody asks. */
  nextMs(now: PriceNow): number {
    const dueMs = this.ahead[0]?.dueMs ?? Number.POSITIVE_INFINITY
    return this.waiting.length === 0 ? dueMs : Math.min(dueMs, now.givenUpMs)
  }

  get hasWaiting(): boolean {
    return this.waiting.length > 0
  }

  /** A request due by then is answered or begins to wait; one that waits is answered as soon as possible. */
  meet(atMs: number, now: PriceNow): void {
    for (let first = this.ahead[0]; first !== undefined && first.dueMs <= atMs; first = this.ahead[0]) {
      this.ahead.shift()
      this.waiting.push(first)
    }
    if (now.isSure || atMs >= now.givenUpMs) this.answer(now)
  }

  /** The tape has ended: the valuation for requests due by then, and nothing for the others. */
  end(atMs: number, now: PriceNow): void {
    this.meet(atMs, now)
    this.answer(now)
    for (const { report } of this.ahead.splice(0)) report(null)
  }

  private answer(now: PriceNow): void {
    const { waiting } = this
    this.waiting = []
    for (const { of, sizeMicros, report } of waiting) report(pricedBy(now.worth(sizeMicros, of)))
  }
}
