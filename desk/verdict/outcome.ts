import { sumsOf } from '../../shared/domain/sumsOf.ts'
import type { LeftOver, RecordOutcome } from './verdictSchema.ts'

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
