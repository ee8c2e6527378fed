import type { SessionResult } from './sessionResult.ts'

/** What a session over several outcomes came to: the sums, and each of them. */
export interface ManyResult {
  readonly outcomes: readonly SessionResult[]
  readonly totals: SessionTotals
  /** Where the money of the whole account differs from the venue's. */
  readonly differences: readonly string[]
}

export interface SessionTotals {
  readonly ticks: SessionResult['ticks']
  readonly roundTrips: number
  readonly fills: number
  readonly boughtMicros: number
  readonly soldMicros: number
  readonly realisedMicros: number
  readonly unrealisedMicros: number
  readonly feesMicros: number
  /** How many outcomes hold shares at the end. */
  readonly holding: number
}

export function totalsOf(outcomes: readonly SessionResult[]): SessionTotals {
  const sum = (of: (each: SessionResult) => number): number =>
    outcomes.reduce((total, each) => total + of(each), 0)
  return {
    ticks: {
      done: sum(({ ticks }) => ticks.done),
      busy: sum(({ ticks }) => ticks.busy),
      failed: sum(({ ticks }) => ticks.failed),
    },
    roundTrips: sum(({ roundTrips }) => roundTrips),
    fills: sum(({ fills }) => fills.length),
    boughtMicros: sum(({ boughtMicros }) => boughtMicros),
    soldMicros: sum(({ soldMicros }) => soldMicros),
    realisedMicros: sum(({ realisedMicros }) => realisedMicros),
    unrealisedMicros: sum(({ unrealisedMicros }) => unrealisedMicros),
    feesMicros: sum(({ feesMicros }) => feesMicros),
    holding: outcomes.filter(({ position }) => position.sizeMicros !== 0).length,
  }
}

/** Every difference of a session, each with what it is of. */
export const allDifferences = ({ outcomes, differences }: ManyResult): readonly string[] => [
  ...outcomes.flatMap(({ question, differences: own }) => own.map((text) => `${question}: ${text}`)),
  ...differences,
]

/** What was earned, and what the shares that are still held have gained or lost. */
export const earnedMicros = ({
  realisedMicros,
  unrealisedMicros,
}: Pick<SessionTotals, 'realisedMicros' | 'unrealisedMicros'>): number => realisedMicros + unrealisedMicros
