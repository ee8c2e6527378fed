import { setTimeout as wait } from 'node:timers/promises'
import type { Attack } from './attack.ts'
import type { Outcome } from './worker.ts'

/** Shifted. Less than is deployed, so that runs end by themselves as well as relieved or killed. */
const TICK_REMAINING_MS = 50_000
/** Real time from one event of the schedule to the next: often twice within a shifted minute, so that runs overlap. */
const TICK_GAP_MS = [200, 1_500] as const

/** The schedule of one cell. */
export interface CellTicks {
  /** Ticks while the cell is under fire. */
  fire(): Promise<void>
  /** Until those that still ran have ended. */
  ended(): Promise<void>
  /** One tick that nobody disturbs. */
  one(): Promise<Outcome>
}

export function createCellTicks(attack: Attack): CellTicks {
  const { pool, random, timeShift } = attack
  const tickEvent = () => ({ scheduledTime: new Date(timeShift.nowMs()).toISOString(), executionId: 'kill' })
  const pending = new Set<Promise<unknown>>()
  const track = (promise: Promise<unknown>): void => {
    pending.add(promise)
    promise.then(
      () => pending.delete(promise),
      () => pending.delete(promise),
    )
  }
  return {
    fire: async () => {
      while (attack.underFire) {
        const worker = pool.take('tick', 2)
        if (worker !== null) track(pool.run(worker, tickEvent(), TICK_REMAINING_MS, killInstant(attack)))
        await wait(random.between(...TICK_GAP_MS))
      }
    },
    ended: async () => {
      await Promise.all(pending)
    },
    one: async () => {
      const worker = pool.take('tick', 1)
      return worker === null
        ? { is: 'failed', error: 'busy' }
        : await pool.run(worker, tickEvent(), TICK_REMAINING_MS, null)
    },
  }
}

const killInstant = ({ underFire, random, tally, enoughKills }: Attack): number | null =>
  !underFire || random.chance(tally.kills < enoughKills ? 0.15 : 0.8)
    ? null
    : random.chance(0.7)
      ? random.between(0, 900)
      : random.between(0, 5_000)
