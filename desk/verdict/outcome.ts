import { sumsOf } from '../../shared/domain/sumsOf.ts'

/** What is left at the end, which counts at this value. */
export interface LeftOver {
  readonly sizeMicros: number
  readonly costMicros: number
  /** null: there never was a price, it counts at cost. */
  readonly valueMicros: number | null
  /** By which price, for people. */
  readonly by: string
}

/** What a record, or several, came to. Micro-dollars, micro-shares. */
export interface RecordOutcome {
  /** Completed round trips. */
  readonly trips: number
  /** Round trips, and what is still held as one more. */
  readonly units: number
  readonly totalMicros: number
  /** Bought, or held from before. */
  readonly sharesMicros: number
  readonly coveredMs: number
  readonly largestStakeMicros: number | null
  readonly wholeLosses: number
  readonly held: LeftOver | null
}

/** Of several records together. */
export function added(outcomes: readonly RecordOutcome[]): RecordOutcome {
  const stakes = outcomes.flatMap(({ largestStakeMicros: stake }) => (stake === null ? [] : [stake]))
  return {
    ...sumsOf(outcomes, ['trips', 'units', 'totalMicros', 'sharesMicros', 'coveredMs', 'wholeLosses']),
    largestStakeMicros: stakes.length === 0 ? null : Math.max(...stakes),
    held: heldBy(outcomes),
  }
}

function heldBy(outcomes: readonly RecordOutcome[]): LeftOver | null {
  const held = outcomes.flatMap(({ held: each }) => (each === null ? [] : [each]))
  const [only] = held
  if (only === undefined || held.length === 1) return only ?? null
  return { ...sumsOf(held, ['sizeMicros', 'costMicros', 'valueMicros']), by: `${held.length} holdings` }
}
