import type { Touch } from './tickLog.ts'

const FIRST_CAPACITY = 4_096
/** Changes of the mid that are kept: months of a calm market. The oldest half goes when there are more. */
const MAX_CAPACITY = 4_194_304
/** An unknown mid. */
const NONE = -1

/** The mid over time, by its changes: asked later what it was at a fill and a minute after it. */
export class MidHistory {
  /** Up to here the market was looked at. */
  lastMs = 0
  private readonly saneSpreadMicros: number
  private atMs = new Float64Array(FIRST_CAPACITY)
  private mids = new Int32Array(FIRST_CAPACITY)
  private length = 0

  /** @param saneSpreadMicros A mid is believed up to this spread; else the last one stands. */
  constructor(saneSpreadMicros: number) {
    this.saneSpreadMicros = saneSpreadMicros
  }

  get midMicros(): number | null {
    return this.length === 0 ? null : known(this.mids[this.length - 1])
  }

  /** The touch as it was from this instant on; a look back changes nothing. */
  look(atMs: number, touch: Touch): void {
    if (atMs < this.lastMs) return
    this.lastMs = atMs
    const { bidMicros, askMicros } = touch
    if (bidMicros === null || askMicros === null) return
    const spread = askMicros - bidMicros
    if (spread > 0 && spread <= this.saneSpreadMicros)
      this.push(atMs, Math.floor((bidMicros + askMicros) / 2))
  }

  /** From here on nobody knows. */
  forget(atMs: number): void {
    this.push(Math.max(atMs, this.lastMs), NONE)
  }

  /** The last mid before an instant: the event of that instant may be what filled us. */
  before(atMs: number): number | null {
    return this.find((at) => at < atMs)
  }

  /** The last mid at or before an instant. */
  at(atMs: number): number | null {
    return atMs > this.lastMs ? null : this.find((at) => at <= atMs)
  }

  private find(isEarly: (atMs: number) => boolean): number | null {
    let [low, high] = [0, this.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isEarly(this.atMs[middle] ?? 0)) low = middle + 1
      else high = middle
    }
    return low === 0 ? null : known(this.mids[low - 1])
  }

  private push(atMs: number, midMicros: number): void {
    if (this.length > 0 && this.mids[this.length - 1] === midMicros) return
    if (this.length === this.atMs.length) this.grow()
    this.atMs[this.length] = atMs
    this.mids[this.length] = midMicros
    this.length += 1
  }

  private grow(): void {
    const capacity = this.atMs.length
    const dropped = capacity >= MAX_CAPACITY ? capacity / 2 : 0
    const atMs = new Float64Array(dropped > 0 ? capacity : capacity * 2)
    const mids = new Int32Array(atMs.length)
    atMs.set(this.atMs.subarray(dropped))
    mids.set(this.mids.subarray(dropped))
    this.atMs = atMs
    this.mids = mids
    this.length -= dropped
  }
}

const known = (mid: number | undefined): number | null => (mid === undefined || mid === NONE ? null : mid)
