import { formatCents, formatUsdc } from '../verdict/format.ts'
import { verdictSentence } from '../verdict/verdictSentence.ts'
import type { ReplayResult, ReplayRun } from './result.ts'
import { hasBothOutcomes } from './tapesOf.ts'
import { MODEL_NAMES, mostConservative } from './words.ts'

/** The verdict of one tape by the most conservative of its models, and what the one that flatters would show. */
export function tapeSentence(runs: readonly ReplayRun[]): string {
  const conservative = mostConservative(runs)
  if (conservative === undefined) return ''
  const first = verdictSentence(conservative.verdict)
  const touch = runs.find((run) => run.fillModel === 'touch')
  if (touch === undefined || touch.verdict.totalMicros === conservative.verdict.totalMicros) return first
  const name = MODEL_NAMES[conservative.fillModel]
  return `${first} Filling at the touch would show ${shown(touch)} where the ${name} shows ${shown(conservative)}.`
}

/** The verdict of all tapes together, then those of the other models; none where there is but one tape. */
export function pooledSentences({
  kind,
  pooled,
  runs,
}: Pick<ReplayResult, 'kind' | 'pooled' | 'runs'>): readonly string[] {
  const conservative = mostConservative(pooled)
  if (conservative === undefined) return []
  const isOfBoth = hasBothOutcomes(runs)
  const record = kind === 'replay' && !isOfBoth ? 'tape' : 'market'
  const others = pooled.filter((each) => each !== conservative)
  return [
    `All ${isOfBoth ? 'outcome' : record}s together: ${verdictSentence(conservative.verdict, record)}`,
    ...others.map(
      ({ fillModel, verdict }) => `${MODEL_NAMES[fillModel]}: ${verdictSentence(verdict, record)}`,
    ),
  ]
}

const shown = ({ verdict: { totalMicros, eachMicros } }: ReplayRun): string =>
  `${formatUsdc(totalMicros, true)} USDC${eachMicros === null ? '' : `, ${formatCents(eachMicros)} c a share`}`
