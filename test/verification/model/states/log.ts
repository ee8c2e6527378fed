import type { StopReason } from '../../../../shared/domain/control.ts'
import type { Phase } from '../../../../shared/machine/state.ts'
import type { Breach } from './invariants.ts'

/** What a tick leaves behind for the statistics and the list of breaches. */
export interface Log {
  phase(from: Phase, to: Phase, by: 'observed' | 'acted'): void
  stop(reason: StopReason): void
  breach(label: string, breach: Breach): void
}
