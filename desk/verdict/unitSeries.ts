/** One independent unit: a round trip, or what is still held at the end. Micro-dollars. */
export interface Unit {
  /** All it came to: fees, rebates and the value of what is left included. */
  readonly amountMicros: number
  /** What was paid for its shares, all that it could lose; null where that is unknown. */
  readonly stakeMicros: number | null
}

/** More entries than any interval needs; beyond it neighbours are added up, which a bootstrap of blocks does anyway. */
const MAX_ENTRIES = 32_768
/** A unit that lost this part of its stake is one that lost it whole: a resolved loser may still pay a few cents. */
const WHOLE_PART = 0.5

/** The units of one record in order of time, in bounded memory. */
export class UnitSeries {
  count = 0
  totalMicros = 0
  /** null: no unit has a known stake. */
  largestStakeMicros: number | null = null
  /** Units that lost their stake whole, or nearly. */
  wholeLosses = 0
  private amounts: number[] = []
  private perEntry = 1

  add({ amountMicros, stakeMicros }: Unit): void {
    if (this.count % this.perEntry === 0) this.amounts.push(0)
    this.amounts[this.amounts.length - 1] = (this.amounts.at(-1) ?? 0) + amountMicros
    this.count += 1
    this.totalMicros += amountMicros
    if (stakeMicros !== null) {
      this.largestStakeMicros = Math.max(this.largestStakeMicros ?? 0, stakeMicros)
      if (stakeMicros > 0 && amountMicros <= -WHOLE_PART * stakeMicros) this.wholeLosses += 1
    }
    if (this.amounts.length > MAX_ENTRIES) this.coarsen()
  }

  /** Amounts in order of time; of a long record, of neighbours together. */
  entries(): readonly number[] {
    return this.amounts
  }

  private coarsen(): void {
    const fine = this.amounts
    this.perEntry *= 2
    this.amounts = []
    for (let at = 0; at < fine.length; at += 2) this.amounts.push((fine[at] ?? 0) + (fine[at + 1] ?? 0))
  }
}
