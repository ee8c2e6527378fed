import type { EpochMs } from '../domain/units.ts'

const SECOND_MS = 1_000
/** A piece with fewer fills than this is followed by a longer one. */
const FEW_LEGS = 200
const GROWTH = 4
/** Years before the first fill are crossed in a few strides. */
const GROWTH_OF_EMPTY = 16
/** Longer than the venue is old. */
const LONGEST_MS = 20 * 366 * 86_400_000
/** A dense piece is cut to what would have fitted, and a little less: its older part may be denser. */
const FIT = 0.75

/** At most half of what was too much, never less than the second that the venue stamps. */
export function shorterMs(lengthMs: number, endMs: EpochMs, oldestMs: EpochMs | null): number {
  const fits = oldestMs === null ? lengthMs / 2 : (endMs - oldestMs) * FIT
  const seconds = Math.floor(Math.min(fits, lengthMs / 2) / SECOND_MS)
  return Math.max(1, seconds) * SECOND_MS
}

/** The length that follows a piece with this many fills. */
export const longerMs = (lengthMs: number, legs: number): number =>
  Math.min(LONGEST_MS, lengthMs * (legs === 0 ? GROWTH_OF_EMPTY : legs < FEW_LEGS ? GROWTH : 1))
