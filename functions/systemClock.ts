import { setTimeout as wait } from 'node:timers/promises'
import { epochMs, monotonicMs } from '../shared/domain/units.ts'
import type { Clock } from '../shared/ports/clock.ts'

/** Real time. Lambda's hosts are kept in step with the world; how far, each tick measures against the venue. */
export const systemClock: Clock = {
  nowMs: () => epochMs(Date.now()),
  monotonicMs: () => monotonicMs(performance.now()),
  sleep: async (ms, wake) => {
    try {
      await wait(ms, undefined, wake === undefined ? {} : { signal: wake })
    } catch (error) {
      if (wake?.aborted !== true) throw error
    }
  },
}
