import { sumsOf } from '../../shared/domain/sumsOf.ts'
import type { SessionResult } from './sessionResult.ts'

/** What a session over several outcomes came to: the sums, and each of them. */
export interface ManyResult {
  readonly outcomes: readonly SessionResult[]
  readonly totals: SessionTotals
  /** Where the money of the whole account differs from the venue's. */
  readonly differences: readonly string[]
}

export interface SessionTotals extends Pick<SessionResult, 'ticks' | (typeof SUMMED)[number]> {
  readonly fills: number
  /** How many outcomes hold shares at the end. */
  readonly holding: number
}

const SUMMED = [
  'roundTrips',
  'boughtMicros',
  'soldMicros',
  'realisedMicros',
  'unrealisedMicros',
  'feesMicros',
] as const

export const totalsOf = (outcomes: readonly SessionResult[]): SessionTotals => ({
  ...sumsOf(outcomes, SUMMED),
  ticks: sumsOf(
    outcomes.map(({ ticks }) => ticks),
    ['done', 'busy', 'failed'],
  ),
  fills: outcomes.reduce((sum, { fills }) => sum + fills.length, 0),
  holding: outcomes.filter(({ position }) => position.sizeMicros !== 0).length,
})

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
