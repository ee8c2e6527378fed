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
  const all = (of: (outcome: RecordOutcome) => number): number => sum(outcomes.map(of))
  const stakes = outcomes.flatMap(({ largestStakeMicros: stake }) => (stake === null ? [] : [stake]))
  return {
    trips: all(({ trips }) => trips),
    units: all(({ units }) => units),
    totalMicros: all(({ totalMicros }) => totalMicros),
    sharesMicros: all(({ sharesMicros }) => sharesMicros),
    coveredMs: all(({ coveredMs }) => coveredMs),
    largestStakeMicros: stakes.length === 0 ? null : Math.max(...stakes),
    wholeLosses: all(({ wholeLosses }) => wholeLosses),
    held: heldBy(outcomes),
  }
}

function heldBy(outcomes: readonly RecordOutcome[]): LeftOver | null {
  const held = outcomes.flatMap(({ held: each }) => (each === null ? [] : [each]))
  const [only] = held
  if (only === undefined || held.length === 1) return only ?? null
  const isKnown = held.every(({ valueMicros }) => valueMicros !== null)
  return {
    sizeMicros: sum(held.map(({ sizeMicros }) => sizeMicros)),
    costMicros: sum(held.map(({ costMicros }) => costMicros)),
    valueMicros: isKnown ? sum(held.map(({ valueMicros }) => valueMicros ?? 0)) : null,
    by: `${held.length} holdings`,
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0)
