import { AT_MID_MS, type DoubtedBids, type Valuation, valuation } from '../../shared/accounting/valuation.ts'
import type { Level } from '../../shared/domain/market.ts'
import { type EpochMs, epochMs, type PriceMicros, price, type SizeMicros } from '../../shared/domain/units.ts'
import { type Priced, pricedBy } from './priced.ts'

/** Changes that are kept: months of a calm market. The older half goes when there are more. */
const MAX_CHANGES = 1_048_576

/** What others display, as one look found it. */
export interface DisplayedLook {
  /** Best first. */
  readonly bids: readonly Level[]
  /** null: nobody sells. */
  readonly askMicros: number | null
}

/** From `atMs` to the next change. */
interface Change {
  readonly atMs: number
  /** The last believed mid; null: unknown. */
  readonly midMicros: PriceMicros | null
  /** Since when the book is not believed; null: it is. */
  readonly doubtedMs: number | null
  readonly bids: readonly Level[]
}

/** The price over time, by its changes: asked later what a share was worth at a fill and a minute after it. */
export class PriceHistory {
  /** Up to here the market was looked at. */
  lastMs = 0
  private readonly saneSpreadMicros: number
  private changes: Change[] = []

  /** @param saneSpreadMicros A mid is believed up to this spread. */
  constructor(saneSpreadMicros: number) {
    this.saneSpreadMicros = saneSpreadMicros
  }

  /** The last believed mid. */
  get midMicros(): number | null {
    return this.changes.at(-1)?.midMicros ?? null
  }

  /** The book as it was from this instant on; a look back changes nothing. */
  look(atMs: number, { bids, askMicros }: DisplayedLook): void {
    if (atMs < this.lastMs) return
    this.lastMs = atMs
    const last = this.changes.at(-1)
    const bidMicros = bids[0]?.priceMicros
    const spreadMicros = bidMicros === undefined || askMicros === null ? 0 : askMicros - bidMicros
    if (bidMicros !== undefined && spreadMicros > 0 && spreadMicros <= this.saneSpreadMicros) {
      const midMicros = price(Math.floor(bidMicros + spreadMicros / 2))
      if (last?.doubtedMs === null && last.midMicros === midMicros) return
      this.push({ atMs, midMicros, doubtedMs: null, bids: [] })
      return
    }
    const doubtedMs = last?.doubtedMs ?? atMs
    if (last?.doubtedMs === doubtedMs && sameLevels(last.bids, bids)) return
    this.push({ atMs, midMicros: last?.midMicros ?? null, doubtedMs, bids })
  }

  /** From here on nobody knows. */
  forget(atMs: number): void {
    this.push({ atMs: Math.max(atMs, this.lastMs), midMicros: null, doubtedMs: null, bids: [] })
  }

  /** What a share is worth as of the last look. */
  now(sizeMicros: SizeMicros): Priced | null {
    return this.worth(this.changes.at(-1), sizeMicros, this.lastMs)
  }

  /** Before an instant: the event of that instant may be what filled us. */
  before(atMs: number, sizeMicros: SizeMicros): Priced | null {
    return this.worth(this.changes[this.countUntil((at) => at < atMs) - 1], sizeMicros, atMs)
  }

  /** At an instant, or as soon as the book is believed again, as `PriceLater` says. */
  later(dueMs: number, sizeMicros: SizeMicros): Priced | null {
    if (dueMs > this.lastMs) return null
    let at = this.countUntil((ms) => ms <= dueMs) - 1
    let change = this.changes[at]
    if (change === undefined) return null
    const givenUpMs = Math.max(dueMs, (change.doubtedMs ?? dueMs) + AT_MID_MS)
    for (let next = this.changes[at + 1]; isDoubted(change); next = this.changes[at + 1]) {
      if (next === undefined || next.atMs > givenUpMs || next.midMicros === null) break
      at += 1
      change = next
    }
    const knownMs = Math.min(givenUpMs, this.changes[at + 1]?.atMs ?? this.lastMs)
    return this.worth(change, sizeMicros, isDoubted(change) ? knownMs : dueMs)
  }

  private worth(change: Change | undefined, sizeMicros: SizeMicros, atMs: number): Priced | null {
    if (change === undefined || change.midMicros === null) return null
    return pricedBy(valued(change, sizeMicros, epochMs(atMs)))
  }

  private countUntil(isEarly: (atMs: number) => boolean): number {
    let [low, high] = [0, this.changes.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isEarly(this.changes[middle]?.atMs ?? 0)) low = middle + 1
      else high = middle
    }
    return low
  }

  private push(change: Change): void {
    if (this.changes.length >= MAX_CHANGES) this.changes = this.changes.slice(MAX_CHANGES / 2)
    this.changes.push(change)
  }
}

const isDoubted = (change: Change | undefined): boolean => change !== undefined && change.doubtedMs !== null

function valued(change: Change, sizeMicros: SizeMicros, nowMs: EpochMs): Valuation {
  const { midMicros, doubtedMs, bids } = change
  const doubted: DoubtedBids | null = doubtedMs === null ? null : { levels: bids, atMs: nowMs }
  return valuation({
    mid:
      midMicros === null
        ? null
        : { priceMicros: midMicros, atMs: doubtedMs === null ? nowMs : epochMs(doubtedMs) },
    bids: doubted,
    payoutMicros: null,
    sizeMicros,
    nowMs,
  })
}

const sameLevels = (a: readonly Level[], b: readonly Level[]): boolean =>
  a.length === b.length &&
  a.every((level, at) => level.priceMicros === b[at]?.priceMicros && level.sizeMicros === b[at]?.sizeMicros)
