import { type EpochMs, epochMs } from '../domain/units.ts'
import type { Clock } from '../ports/clock.ts'
import type { Answer } from './answer.ts'

/**
 * The venue's clock as the `Date` of its answers shows it, for when `/time` cannot be read. Only answers to our own
 * credentials count, and none with an `Age`: a copy that a cache had stored carries the date it was made.
 */
export interface AnswerDates {
  heed(answer: Answer): void
  /** The venue's clock now, up to a second and the way of an answer behind itself; null: not heard lately. */
  nowMs(): EpochMs | null
}

/** A machine's clock drifts less than a millisecond in this time; a step of it is noticed soon after. */
const COUNTS_FOR_MS = 60_000

export function createAnswerDates(clock: Clock): AnswerDates {
  let heard: { readonly dateMs: EpochMs; readonly atMs: number } | null = null
  return {
    heed(answer) {
      if (answer.is !== 'answer' || answer.status !== 200 || answer.headers === undefined) return
      const { dateMs, isStored, isPrivate } = answer.headers
      if (dateMs !== null && isPrivate && !isStored) heard = { dateMs, atMs: clock.monotonicMs() }
    },
    nowMs() {
      if (heard === null) return null
      const agoMs = clock.monotonicMs() - heard.atMs
      return agoMs <= COUNTS_FOR_MS ? epochMs(heard.dateMs + Math.round(agoMs)) : null
    },
  }
}
