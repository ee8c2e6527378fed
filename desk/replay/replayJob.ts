import type { Config } from '../../shared/config/config.ts'
import type { ReplayRun } from '../report/result.ts'
import { type Played, playTape, type TapeTerms } from './playTape.ts'
import { runReplay } from './runReplay.ts'

/** One tape under one fill model. */
export interface ReplayJob extends TapeTerms {
  readonly file: string
  readonly config: Config
}

export type ReplayOutcome = Played<{ readonly runs: readonly ReplayRun[] }>

export const runJob = (
  { config, ...job }: ReplayJob,
  onEvents: (events: number) => void = () => {},
): Promise<ReplayOutcome> =>
  playTape(job, async ({ source, terms, notes }) => {
    const runs = await runReplay(source, { ...terms, config, onEvents })
    return { runs: runs.map((run) => ({ ...run, failures: [...run.failures, ...notes] })) }
  })
