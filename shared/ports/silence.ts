import type { MarketId } from '../domain/units.ts'

/** A market and for how long nothing has come of its ticks. */
export interface Silence {
  readonly market: MarketId
  readonly forMs: number
  /** What it waits for, where that is known: somebody else's lease is not. */
  readonly why: string | null
}
