import type { InvariantId } from '../model/invariants.ts'

/** Of a position's life: sold or told (L1), valued or told (L2), no STOP without a cause (L4). */
export type LifeInvariantId = 'L1' | 'L2' | 'L4'

export interface Violation {
  /** Numbered as in the model; `deterministic`: two runs of a seed differ. */
  readonly invariant: InvariantId | LifeInvariantId | 'deterministic'
  readonly what: string
}

export type Report = (invariant: InvariantId | LifeInvariantId, what: string) => void
