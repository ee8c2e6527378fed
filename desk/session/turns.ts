import { epochMs } from '../../shared/domain/units.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import type { VirtualClock } from './virtualClock.ts'

/**
 * Runs that overlap on one virtual clock. One is awake at a time, until it sleeps or ends; then time moves to the
 * instant at which the first of all sleepers wakes, the one that fell asleep first where several do. So what one run
 * does is over before another continues, and the same session is the same each time.
 */
export interface Turns {
  /** Begins now, once every other run sleeps. */
  start<T>(run: (clock: Clock) => Promise<T>): Promise<T>
}

interface Sleeper {
  readonly toMs: number
  readonly wake: () => void
  /** It only bounds a wait for something else, which takes no time here: its run is awake, and time waits for it. */
  readonly isPatience: boolean
}

/** A run, by how many sleeps it waits for: none, and it is awake. */
interface Runner {
  sleeping: number
}

export function createTurns(clock: VirtualClock): Turns {
  const runners = new Set<Runner>()
  let sleepers: readonly Sleeper[] = []

  const isAnyAwake = (): boolean => [...runners].some(({ sleeping }) => sleeping === 0)
  const goOn = async (): Promise<void> => {
    // Sleeps of one run that begin together are all under way before time moves.
    await Promise.resolve()
    if (isAnyAwake()) return
    const asleep = sleepers.filter(({ isPatience }) => !isPatience)
    const toMs = asleep.reduce((first, each) => Math.min(first, each.toMs), Number.POSITIVE_INFINITY)
    const next = asleep.find((each) => each.toMs === toMs)
    if (next === undefined) return
    const over = sleepers.filter((each) => each.isPatience && each.toMs <= toMs)
    sleepers = sleepers.filter((each) => each !== next && !over.includes(each))
    clock.advanceTo(epochMs(toMs))
    for (const each of over) each.wake()
    next.wake()
  }
  const sleep = (runner: Runner, ms: number): Promise<void> => {
    runner.sleeping += 1
    const slept = new Promise<void>((resolve) => {
      const wake = (): void => {
        runner.sleeping -= 1
        resolve()
      }
      sleepers = [...sleepers, { toMs: clock.nowMs() + Math.ceil(ms), wake, isPatience: false }]
    })
    void goOn()
    return slept
  }
  const patience = (ms: number, end: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const sleeper = { toMs: clock.nowMs() + Math.ceil(ms), wake: resolve, isPatience: true }
      sleepers = [...sleepers, sleeper]
      end.addEventListener('abort', () => {
        sleepers = sleepers.filter((each) => each !== sleeper)
        resolve()
      })
    })
  return {
    start: async (run) => {
      const runner: Runner = { sleeping: 0 }
      runners.add(runner)
      try {
        await sleep(runner, 0)
        const own = (ms: number, end?: AbortSignal) =>
          end === undefined ? sleep(runner, ms) : patience(ms, end)
        return await run({ ...clock, sleep: own })
      } finally {
        runners.delete(runner)
        void goOn()
      }
    },
  }
}
