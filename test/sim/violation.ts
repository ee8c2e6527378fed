import type { InvariantId } from '../model/invariants.ts'

export interface Violation {
  /** Numbered as in the model; `deterministic`: two runs of a seed differ. */
  readonly invariant: InvariantId | 'deterministic'
  readonly what: string
}

export type Report = (invariant: InvariantId, what: string) => void
