import type { Edit } from '../model/faults/fault.ts'
import type { SimSize } from './simMarkets.ts'
import type { Violation } from './violation.ts'

/** A deliberate mistake in the production code, and the short run that must notice it. */
export interface DeliberateFault {
  readonly name: string
  readonly what: string
  readonly edits: readonly Edit[]
  readonly seed: number
  /** Of a life of two markets; or twenty outcomes that come and go, and nothing else goes wrong. */
  readonly size: SimSize | 'twenty'
  readonly breaks: Violation['invariant']
}
