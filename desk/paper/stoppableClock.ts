import { monotonicMs } from '../../shared/domain/units.ts'
import type { Clock } from '../../shared/ports/clock.ts'

/** A clock that can be stopped. */
export interface StoppableClock extends Clock {
  readonly isStopped: () => boolean
  /** Wakes all who sleep, and lets no sleep begin any more. */
  stop(): void
  /** The same end for a run that has a clock of its own. */
  over(clock: Clock): Clock
}

/** Beyond any deadline: once stopped, no time is left for anything. */
const NO_TIME_LEFT_MS = 86_400_000

/** A timer under way holds the process: none is longer than this. */
const SLICE_MS = 1_000

/** The same time; but once it is stopped nobody waits, every deadline has passed, and so nothing more is sent. */
export function createStoppableClock(clock: Clock): StoppableClock {
  let wake: () => void = () => {}
  let isStopped = false
  const stopped = new Promise<void>((resolve) => {
    wake = resolve
  })
  const over = (own: Clock): Clock => ({
    nowMs: () => own.nowMs(),
    monotonicMs: () => monotonicMs(own.monotonicMs() + (isStopped ? NO_TIME_LEFT_MS : 0)),
    sleep: async (ms, wake) => {
      for (let leftMs = ms; leftMs > 0 && !isStopped && wake?.aborted !== true; leftMs -= SLICE_MS) {
        await Promise.race([own.sleep(Math.min(leftMs, SLICE_MS), wake), stopped])
      }
    },
  })
  return {
    ...over(clock),
    isStopped: () => isStopped,
    stop: () => {
      isStopped = true
      wake()
    },
    over,
  }
}
