import type { StopReason } from '../domain/control.ts'
import type { MarketPart, Outcome } from '../domain/outcome.ts'
import type { MarketId } from '../domain/units.ts'
import type { ActResult, Decision } from '../machine/decision.ts'
import type { MachineEvent } from '../machine/event.ts'
import type { Observation } from '../machine/observation.ts'
import type { PageRow } from '../machine/pageRow.ts'
import type { MarketState } from '../machine/state.ts'

/**
 * What one tick did. What happened in it is `events`, reported by the code that made it happen: whoever passes it on needs
 * no state of before.
 */
export interface TickRecord {
  readonly market: MarketId
  readonly fence: number
  readonly seen: Observation
  readonly decision: Decision
  readonly results: readonly ActResult[]
  /** Of the decision and of the act, in order. */
  readonly events: readonly MachineEvent[]
  readonly after: MarketState
  readonly outcome: 'done' | 'lost' | 'unknown'
  readonly tookMs: number
}

/** The same with the state that it began from: complete enough to run both transitions again, and to open books with. */
export interface TickAudit extends TickRecord {
  readonly before: MarketState
}

/** Where the engine reports what it did. Never throws, never blocks a tick. */
export interface Telemetry {
  tick(record: TickAudit): void
  busy(outcome: Outcome): void
  stop(event: {
    readonly pass: 'done' | 'not yet' | 'superseded'
    readonly haltSeq: number
    readonly why: string
  }): void
  latched(reason: StopReason, how: 'latched' | 'already' | 'unknown'): void
  /** Calls a person; of no market it concerns the account. */
  page(text: string, of: MarketPart | undefined, row: PageRow): void
}
