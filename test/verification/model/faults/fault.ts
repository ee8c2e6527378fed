import type { InvariantId } from '../invariants.ts'
import type { Budgets } from '../world.ts'

/** A deliberate mistake: modules are loaded with a passage replaced, in a process of their own. */
export interface Fault {
  readonly name: string
  readonly what: string
  readonly edits: readonly Edit[]
  /** Where the explorer finds it, and how much it may spend there. */
  readonly scenario: string
  readonly left?: Partial<Budgets>
  /** One of these must be broken by it. */
  readonly breaks: readonly InvariantId[]
}

export interface Edit {
  /** From the root of the project. */
  readonly file: string
  /** Must occur exactly once: else the fault no longer fits the code and says so. */
  readonly from: string
  readonly to: string
}
