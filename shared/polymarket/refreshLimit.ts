import { REFRESH_WINDOW_MS, REFRESHES_A_WINDOW } from '../domain/venueRules.ts'
import type { Clock } from '../ports/clock.ts'

/** Each of ours makes two requests, and others of the account make some. */
const MOST_IN_WINDOW = (REFRESHES_A_WINDOW - 10) / 2

/** Keeps what several markets ask for at once below the account's limit. @returns false: not now. */
export type MayRefresh = () => boolean

export function createRefreshLimit(clock: Clock): MayRefresh {
  let taken: readonly number[] = []
  return () => {
    const nowMs = clock.monotonicMs()
    taken = taken.filter((atMs) => nowMs - atMs < REFRESH_WINDOW_MS)
    if (taken.length >= MOST_IN_WINDOW) return false
    taken = [...taken, nowMs]
    return true
  }
}
