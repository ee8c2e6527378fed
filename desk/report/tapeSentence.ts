import { formatCents, formatUsdc } from '../verdict/format.ts'
import { verdictSentence } from '../verdict/verdictSentence.ts'
import type { ReplayResult, ReplayRun } from './result.ts'
import { MODEL_NAMES, soberest } from './words.ts'

/** The verdict of one tape by the soberest of its models, and what the one that flatters would show. */
export function tapeSentence(runs: readonly ReplayRun[]): string {
  const sober = soberest(runs)
  if (sober === undefined) return ''
  const first = verdictSentence(sober.verdict)
  const touch = runs.find((run) => run.fillModel === 'touch')
  if (touch === undefined || touch.verdict.totalMicros === sober.verdict.totalMicros) return first
  const name = MODEL_NAMES[sober.fillModel]
  return `${first} Filling at the touch would show ${shown(touch)} where the ${name} shows ${shown(sober)}.`
}

/** The verdict of all tapes together; null where there is but one. */
export function pooledSentence({ kind, pooled }: Pick<ReplayResult, 'kind' | 'pooled'>): string | null {
  const sober = soberest(pooled)
  if (sober === undefined) return null
  const { verdict } = sober
  const record = kind === 'replay' ? 'tape' : 'market'
  return `All ${record}s together: ${verdictSentence(verdict, record)}`
}

const shown = ({ verdict: { totalMicros, eachMicros } }: ReplayRun): string =>
  `${formatUsdc(totalMicros, true)} USDC${eachMicros === null ? '' : `, ${formatCents(eachMicros)} c a share`}`
