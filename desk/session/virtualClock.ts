import { assert } from '../../shared/domain/assert.ts'
import { type EpochMs, epochMs, monotonicMs } from '../../shared/domain/units.ts'
import type { Clock } from '../../shared/ports/clock.ts'

/** Time that passes only when somebody sleeps: a market day in seconds, and the same day each time. */
export interface VirtualClock extends Clock {
  /** Never goes back; an instant already passed changes nothing. */
  advanceTo(atMs: EpochMs): void
}

/**
 * @param onAdvance Moves the rest of the desk's world (feed, exchange) to the new time before the sleeper wakes.
 */
export function createVirtualClock(startMs: EpochMs, onAdvance: (nowMs: EpochMs) => void): VirtualClock {
  let nowMs: number = startMs
  const advanceTo = (atMs: EpochMs): void => {
    if (atMs <= nowMs) return
    nowMs = atMs
    onAdvance(atMs)
  }
  return {
    nowMs: () => epochMs(nowMs),
    monotonicMs: () => monotonicMs(nowMs - startMs),
    sleep: async (ms) => {
      assert(Number.isFinite(ms) && ms >= 0, `sleep: ${ms} ms is not a time to wait`)
      const wakeMs = epochMs(nowMs + Math.ceil(ms))
      // Sleepers that begin together measure from the same instant, not each from the other's end.
      await Promise.resolve()
      advanceTo(wakeMs)
    },
    advanceTo,
  }
}
