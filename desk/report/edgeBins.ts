/** What fills came to 60 s later, summed. Micro-dollars and micro-shares. */
export interface EdgeSums {
  readonly fills: number
  readonly sharesMicros: number
  readonly grossMicros: number
  readonly feesMicros: number
  readonly rebatesMicros: number
}

export const NO_EDGE: EdgeSums = {
  fills: 0,
  sharesMicros: 0,
  grossMicros: 0,
  feesMicros: 0,
  rebatesMicros: 0,
}

const MINUTE_MS = 60_000
/** Minutes with a fill that are kept apart; more, and neighbours are put together. */
const MAX_BINS = 16_384
/** Half a year of minutes: a longer record is looked at more coarsely. */
const MAX_SPAN_BINS = 262_144

/** The time a run covered: from start to end less its gaps, which are in order. */
export interface Span {
  readonly startMs: number
  readonly endMs: number
  readonly gaps: readonly { readonly fromMs: number; readonly toMs: number }[]
}

/** Fills summed by the minute they were matched in: memory grows with the minutes that had one, up to a bound. */
export class EdgeBins {
  binMs = MINUTE_MS
  private bins = new Map<number, EdgeSums>()

  add(atMs: number, sums: EdgeSums): void {
    const bin = Math.floor(atMs / this.binMs)
    this.bins.set(bin, plus(this.bins.get(bin) ?? NO_EDGE, sums))
    if (this.bins.size > MAX_BINS) this.coarsen()
  }

  total(): EdgeSums {
    return [...this.bins.values()].reduce(plus, NO_EDGE)
  }

  /** One entry for each bin of the covered time, in order, whether it had a fill or not. */
  over({ startMs, endMs, gaps }: Span): readonly EdgeSums[] {
    while ((endMs - startMs) / this.binMs > MAX_SPAN_BINS) this.coarsen()
    const { binMs } = this
    const covered: EdgeSums[] = []
    const last = Math.floor(endMs / binMs)
    let next = 0
    for (let bin = Math.floor(startMs / binMs); bin <= last; bin += 1) {
      const fromMs = bin * binMs
      let gap = gaps[next]
      while (gap !== undefined && gap.toMs <= fromMs) gap = gaps[++next]
      const isLost = gap !== undefined && gap.fromMs <= fromMs && gap.toMs >= fromMs + binMs
      if (!isLost) covered.push(this.bins.get(bin) ?? NO_EDGE)
    }
    return covered
  }

  private coarsen(): void {
    const fine = this.bins
    this.binMs *= 2
    this.bins = new Map()
    for (const [bin, sums] of fine) {
      const to = Math.floor(bin / 2)
      this.bins.set(to, plus(this.bins.get(to) ?? NO_EDGE, sums))
    }
  }
}

const plus = (a: EdgeSums, b: EdgeSums): EdgeSums => ({
  fills: a.fills + b.fills,
  sharesMicros: a.sharesMicros + b.sharesMicros,
  grossMicros: a.grossMicros + b.grossMicros,
  feesMicros: a.feesMicros + b.feesMicros,
  rebatesMicros: a.rebatesMicros + b.rebatesMicros,
})
