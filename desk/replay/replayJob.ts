import type { Config } from '../../shared/config/config.ts'
import { InputError } from '../../shared/domain/inputError.ts'
import type { FillModel } from '../../shared/simulator/fillModel.ts'
import type { Latency } from '../../shared/simulator/latency.ts'
import type { ReplayRun } from '../report/result.ts'
import { openSource } from '../tape/openSource.ts'
import type { MarketFacts, RecordingChoice } from '../tape/recording.ts'
import { resolvedPayout } from './resolvedPayout.ts'
import { runReplay } from './runReplay.ts'

/** One tape under one fill model: plain data, so that any thread can do it. */
export interface ReplayJob extends RecordingChoice {
  readonly file: string
  readonly facts: MarketFacts
  /** Plays what was valid of a broken tape. */
  readonly salvage: boolean
  /** What the user says of the resolution, as `resolvedPayout` reads it. */
  readonly resolved: readonly string[]
  readonly marketFile?: string
  readonly config: Config
  readonly model: FillModel
  readonly latency: Latency
  readonly maxSilenceMs: number
}

/** A broken tape is an answer, not an accident. */
export type ReplayOutcome =
  | { readonly is: 'done'; readonly runs: readonly ReplayRun[] }
  | { readonly is: 'fault'; readonly message: string }

export async function runJob(
  job: ReplayJob,
  onEvents: (events: number) => void = () => {},
): Promise<ReplayOutcome> {
  const salvaged: string[] = []
  try {
    const source = await openSource(job.file, {
      ...job,
      onSalvaged: job.salvage ? (fault) => salvaged.push(fault.message) : null,
    })
    const { config, model, latency, maxSilenceMs } = job
    const runs = await runReplay(source, {
      config,
      model,
      latency,
      maxSilenceMs,
      payoutMicros: resolvedPayout(source.header, job.resolved),
      onEvents,
    })
    const notes = salvaged.map((text) => `played up to a fault: ${text}`)
    return { is: 'done', runs: runs.map((run) => ({ ...run, failures: [...run.failures, ...notes] })) }
  } catch (error) {
    if (error instanceof InputError) return { is: 'fault', message: error.message }
    throw error
  }
}
