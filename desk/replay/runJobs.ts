import type { ReplayJob, ReplayOutcome } from './replayJob.ts'
import { type JobsProgress, runOnThreads } from './threads.ts'

/** Replays on all cores; outcomes in the order of the jobs. */
export const runJobs = (
  jobs: readonly ReplayJob[],
  onProgress: (progress: JobsProgress) => void = () => {},
): Promise<readonly ReplayOutcome[]> =>
  runOnThreads({ worker: new URL('./replayWorker.ts', import.meta.url), jobs, onProgress })
