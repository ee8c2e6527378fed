import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { WorkerMessage } from './serveJobs.ts'

export interface JobsProgress {
  readonly done: number
  readonly of: number
  /** Events played so far, of all jobs. */
  readonly events: number
}

export interface ThreadsOptions<Job, Outcome> {
  /** The file of the thread, which serves jobs by `serveJobs`. */
  readonly worker: URL
  readonly jobs: readonly Job[]
  readonly onProgress: (progress: JobsProgress) => void
  /** Called with each outcome as soon as it is there, in whatever order they come. */
  readonly onOutcome?: (outcome: Outcome, index: number) => void
}

/** More threads than this gain nothing. */
export const threadsFor = (jobs: number): number => Math.min(jobs, availableParallelism())

/** Jobs on all cores, a thread each; outcomes in the order of the jobs. */
export async function runOnThreads<Job, Outcome>(
  of: ThreadsOptions<Job, Outcome>,
): Promise<readonly Outcome[]> {
  const { jobs, onProgress } = of
  const outcomes: Outcome[] = []
  const events = jobs.map(() => 0)
  let next = 0
  let done = 0
  const report = (): void => {
    onProgress({ done, of: jobs.length, events: events.reduce((sum, each) => sum + each, 0) })
  }
  const work = async (): Promise<void> => {
    const worker = new Worker(of.worker)
    try {
      for (let index = next++; index < jobs.length; index = next++) {
        const outcome = await runOn<Job, Outcome>(worker, jobs[index] as Job, (count) => {
          events[index] = count
          report()
        })
        outcomes[index] = outcome
        of.onOutcome?.(outcome, index)
        done += 1
        report()
      }
    } finally {
      await worker.terminate()
    }
  }
  await Promise.all(Array.from({ length: threadsFor(jobs.length) }, work))
  return outcomes
}

function runOn<Job, Outcome>(worker: Worker, job: Job, onEvents: (events: number) => void): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      worker.off('message', onMessage)
      worker.off('error', onError)
      worker.off('exit', onExit)
      end()
    }
    const onMessage = (message: WorkerMessage<Outcome>): void => {
      onEvents(message.events)
      if (message.is === 'outcome') settle(() => resolve(message.outcome))
    }
    const onError = (error: unknown): void => settle(() => reject(error))
    const onExit = (code: number): void =>
      settle(() => reject(new Error(`a replay thread ended with ${code}`)))
    worker.on('message', onMessage)
    worker.on('error', onError)
    worker.on('exit', onExit)
    worker.postMessage(job)
  })
}
