import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { ReplayJob, ReplayOutcome } from './replayJob.ts'
import type { WorkerMessage } from './replayWorker.ts'

export interface JobsProgress {
  readonly done: number
  readonly of: number
  /** Events played so far, of all jobs. */
  readonly events: number
}

/** Jobs on all cores, a thread each; outcomes in the order of the jobs. */
export async function runJobs(
  jobs: readonly ReplayJob[],
  onProgress: (progress: JobsProgress) => void = () => {},
): Promise<readonly ReplayOutcome[]> {
  const outcomes: ReplayOutcome[] = []
  const events = jobs.map(() => 0)
  let next = 0
  let done = 0
  const report = (): void => {
    onProgress({ done, of: jobs.length, events: events.reduce((sum, each) => sum + each, 0) })
  }
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL('./replayWorker.ts', import.meta.url))
    try {
      for (let index = next++; index < jobs.length; index = next++) {
        outcomes[index] = await runOn(worker, jobs[index] as ReplayJob, (count) => {
          events[index] = count
          report()
        })
        done += 1
        report()
      }
    } finally {
      await worker.terminate()
    }
  }
  const threads = Math.min(jobs.length, availableParallelism())
  await Promise.all(Array.from({ length: threads }, work))
  return outcomes
}

function runOn(worker: Worker, job: ReplayJob, onEvents: (events: number) => void): Promise<ReplayOutcome> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      worker.off('message', onMessage)
      worker.off('error', onError)
      worker.off('exit', onExit)
      end()
    }
    const onMessage = (message: WorkerMessage): void => {
      if (message.is === 'progress') onEvents(message.events)
      else {
        const { outcome } = message
        if (outcome.is === 'done') onEvents(outcome.run.tape.events)
        settle(() => resolve(outcome))
      }
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
