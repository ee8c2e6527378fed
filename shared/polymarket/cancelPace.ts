import type { Clock } from '../ports/clock.ts'

/**
 * The venue lets one signer cancel at least 120 orders at once and 80 more in each second; a batch above what is left is
 * refused as a whole. We stay below that: requests may arrive closer together than they left, and another process of
 * ours cancels too.
 */
const BURST = 100
const A_SECOND = 72
/** Most cancels of one request: two of them leave at once, and one lost answer leaves few unknown. */
export const CANCELS_A_REQUEST = BURST / 2

/** Spreads cancels over time, so that the venue's limit for a signer refuses none of them. */
export interface CancelPace {
  /**
   * Answers when that many may leave.
   * @returns false, at once, where that would take longer than `mostMs`: nothing was taken.
   */
  admit(cancels: number, mostMs: number): Promise<boolean>
}

export function createCancelPace(clock: Clock): CancelPace {
  let left = BURST
  let atMs = clock.monotonicMs()
  return {
    async admit(cancels, mostMs) {
      const nowMs = clock.monotonicMs()
      left = Math.min(BURST, left + ((nowMs - atMs) * A_SECOND) / 1_000)
      atMs = nowMs
      const waitMs = Math.ceil((Math.max(0, cancels - left) * 1_000) / A_SECOND)
      if (waitMs > mostMs) return false
      // What is promised is taken: who asks next waits behind it.
      left -= cancels
      if (waitMs > 0) await clock.sleep(waitMs)
      return true
    },
  }
}
