import type { Clock } from '../ports/clock.ts'

/** The venue takes 50 requests to refresh a balance in ten seconds, of the whole account; each of ours makes two. */
const WINDOW_MS = 10_000
const MOST_IN_WINDOW = 20

/** Keeps what several markets ask for at once below the account's limit. */
export interface RefreshLimit {
  /** False: not now. */
  take(): boolean
}

export function createRefreshLimit(clock: Clock): RefreshLimit {
  let taken: readonly number[] = []
  return {
    take() {
      const nowMs = clock.monotonicMs()
      taken = taken.filter((atMs) => nowMs - atMs < WINDOW_MS)
      if (taken.length >= MOST_IN_WINDOW) return false
      taken = [...taken, nowMs]
      return true
    },
  }
}
