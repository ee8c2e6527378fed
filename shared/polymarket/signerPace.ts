import type { Clock } from '../ports/clock.ts'

/** What the venue lets a signer do: so much at once, and so much more in each second. */
interface PaceLimit {
  readonly burst: number
  readonly aSecond: number
}

/**
 * Of the venue's lowest tier, 60 orders at once and 40 a second, 120 cancels and 80. We stay below that: requests may
 * arrive closer together than they left, and another process of ours cancels too. What is above is refused, a batch as a
 * whole, and an order that is refused so has an unknown fate for a while.
 */
export const ORDER_PACE: PaceLimit = { burst: 50, aSecond: 36 }
export const CANCEL_PACE: PaceLimit = { burst: 100, aSecond: 72 }
/** Most cancels of one request: two of them leave at once, and one lost answer leaves few unknown. */
export const CANCELS_A_REQUEST = CANCEL_PACE.burst / 2

/** Spreads what a signer sends over time, so that the venue's limit refuses none of it. */
export interface SignerPace {
  /**
   * Answers when that much may leave.
   * @returns false, at once, where that would take longer than `mostMs`: nothing was taken.
   */
  admit(count: number, mostMs: number): Promise<boolean>
  /** The venue refused for the limit: others of the signer have used it up. What comes next waits. */
  refused(retryAfterSeconds: number | null): void
}

/** A venue that names a longer wait is asked again after this: what is held back here may be a cancel. */
const LONGEST_WAIT_SECONDS = 5

export function createSignerPace(clock: Clock, { burst, aSecond }: PaceLimit): SignerPace {
  let left = burst
  let atMs = clock.monotonicMs()
  const refill = (): void => {
    const nowMs = clock.monotonicMs()
    left = Math.min(burst, left + ((nowMs - atMs) * aSecond) / 1_000)
    atMs = nowMs
  }
  return {
    async admit(count, mostMs) {
      refill()
      const waitMs = Math.ceil((Math.max(0, count - left) * 1_000) / aSecond)
      if (waitMs > mostMs) return false
      // What is promised is taken: who asks next waits behind it.
      left -= count
      if (waitMs > 0) await clock.sleep(waitMs)
      return true
    },
    refused(retryAfterSeconds) {
      refill()
      left = Math.min(left, -aSecond * Math.min(LONGEST_WAIT_SECONDS, retryAfterSeconds ?? 0))
    },
  }
}
