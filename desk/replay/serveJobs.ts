import { parentPort } from 'node:worker_threads'
import { assert } from '../../shared/domain/assert.ts'

/** What a thread reports: how far it is, then what came of the job it was given; events played so far in both. */
export type WorkerMessage<Outcome> =
  | { readonly is: 'progress'; readonly events: number }
  | { readonly is: 'outcome'; readonly events: number; readonly outcome: Outcome }

/** Wall time between two words of progress. */
const PROGRESS_MS = 250

/** The thread's side of `runOnThreads`: does each job it is given. */
export function serveJobs<Job, Outcome>(
  run: (job: Job, onEvents: (events: number) => void) => Promise<Outcome>,
): void {
  const port = parentPort
  assert(port !== null, 'this file is a worker thread')
  port.on('message', (job: Job) => {
    let reportedMs = 0
    let events = 0
    const post = (message: WorkerMessage<Outcome>): void => port.postMessage(message)
    const onEvents = (count: number): void => {
      events = count
      if (performance.now() - reportedMs < PROGRESS_MS) return
      reportedMs = performance.now()
      post({ is: 'progress', events })
    }
    // What is not an outcome is an error in the bot: it ends the thread, and the pool with it.
    void run(job, onEvents).then((outcome) => post({ is: 'outcome', events, outcome }))
  })
}
