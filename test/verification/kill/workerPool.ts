import type { Bundles } from '../../support/bundles.ts'
import type { Tally } from './tally.ts'
import type { TimeShift } from './timeShift.ts'
import { type Outcome, startWorker, type Worker } from './worker.ts'

/** The processes of one cell, and who kills them. */
export interface WorkerPool {
  /** A warm process that is free; a new one takes the place of each that was killed. */
  take(kind: 'tick' | 'stop', atMost: number): Worker | null
  /** @param killAfterMs Real time from its beginning to its SIGKILL; null: nobody disturbs it. */
  run(worker: Worker, event: unknown, remainingMs: number, killAfterMs: number | null): Promise<Outcome>
  close(): void
}

export function createWorkerPool(of: {
  readonly name: string
  readonly bundles: Bundles
  readonly env: Readonly<Record<string, string>>
  readonly timeShift: TimeShift
  readonly tally: Tally
}): WorkerPool {
  const { tally } = of
  const workers = { tick: [] as Worker[], stop: [] as Worker[] }
  return {
    take: (kind, atMost) => {
      workers[kind] = workers[kind].filter((worker) => !worker.isGone())
      while (workers[kind].length < atMost) {
        tally.started += 1
        workers[kind].push(startWorker(of.bundles[kind], of.env, of.timeShift))
      }
      return workers[kind].find((worker) => !worker.isBusy()) ?? null
    },
    run: async (worker, event, remainingMs, killAfterMs) => {
      let timer: NodeJS.Timeout | undefined
      const outcome = await worker.run(event, remainingMs, () => {
        if (killAfterMs === null) return
        timer = setTimeout(() => {
          if (worker.isBusy() && worker.kill()) tally.kills += 1
        }, killAfterMs)
      })
      clearTimeout(timer)
      if (outcome.is === 'died') tally.died.push(`${of.name}: ${outcome.output}`)
      return outcome
    },
    close: () => {
      for (const worker of [...workers.tick, ...workers.stop]) if (!worker.isGone()) worker.kill()
    },
  }
}
