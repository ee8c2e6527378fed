import { parentPort } from 'node:worker_threads'
import { assert } from '../../shared/domain/assert.ts'
import { type ReplayJob, type ReplayOutcome, runJob } from './replayJob.ts'

/** What a worker tells: how far it is, then what came of the job it was given. */
export type WorkerMessage =
  | { readonly is: 'progress'; readonly nowMs: number; readonly events: number }
  | { readonly is: 'outcome'; readonly outcome: ReplayOutcome }

/** Wall time between two words of progress. */
const PROGRESS_MS = 250

const port = parentPort
assert(port !== null, 'this file is a worker thread')
port.on('message', (job: ReplayJob) => {
  let toldMs = 0
  const tell = (message: WorkerMessage): void => port.postMessage(message)
  const onProgress = (nowMs: number, events: number): void => {
    if (performance.now() - toldMs < PROGRESS_MS) return
    toldMs = performance.now()
    tell({ is: 'progress', nowMs, events })
  }
  // What is no outcome is a fault of ours: it ends the thread, and the pool with it.
  void runJob(job, onProgress).then((outcome) => tell({ is: 'outcome', outcome }))
})
