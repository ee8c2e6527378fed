import { counted } from '../../shared/domain/counted.ts'
import { formatCents, formatCount, formatDuration, formatUsdc } from '../verdict/format.ts'
import { verdictSentence } from '../verdict/verdictSentence.ts'
import { pairsHeld } from './pairsHeld.ts'
import type { ReplayResult, ReplayRun } from './result.ts'
import { summed } from './summed.ts'
import { pooledSentences, tapeSentence } from './tapeSentence.ts'
import { hasBothOutcomes, tapesOf } from './tapesOf.ts'
import { MODEL_NAMES, mostConservative, noFeeWords } from './words.ts'

/**
 * A result for a terminal, by the same figures and words as the page: the fill models of each tape side by side; of
 * several what all came to, then each, the worst first.
 */
export function formatResult(result: ReplayResult): string {
  const tapes = tapesOf(result).map((indexed) => indexed.map(({ run }) => run))
  if (tapes.length === 1) return tapes.map(formatTape).join('')
  const worstFirst = tapes.toSorted((a, b) => totalOf(a) - totalOf(b))
  return [formatSums(result, tapes.length), ...worstFirst.map(formatTape)].join('\n\n')
}

const totalOf = (runs: readonly ReplayRun[]): number => mostConservative(runs)?.pnl.totalMicros ?? 0

/** What all came to, in words and by fill model, and what both outcomes of a market hold together. */
function formatSums(result: ReplayResult, tapes: number): string {
  const { runs, pooled } = result
  const each = counted(tapes, hasBothOutcomes(runs) ? 'outcome' : 'tape')
  const sums = pooled.map(({ fillModel, verdict }) =>
    formatRun({ ...summed(runs.filter((run) => run.fillModel === fillModel)), fillModel, verdict }),
  )
  return [
    `${each}: all together, then each, the worst first`,
    ...pooledSentences(result),
    ...TITLES,
    ...sums,
    ...pairsHeld(runs),
  ].join('\n')
}

type Shown = Pick<ReplayRun, 'fillModel' | 'verdict' | 'orders' | 'pnl'> & {
  readonly edge: Pick<ReplayRun['edge'], 'netMicros'>
}

const COLUMNS: readonly (readonly [title: string, unit: string, width: number])[] = [
  ['fills by', '', 21],
  ['entries', '', 8],
  ['filled', '', 7],
  ['trips', '', 6],
  ['60-s edge', 'c/share', 10],
  ['spread', 'USDC', 10],
  ['markout', 'USDC', 10],
  ['drift', 'USDC', 10],
  ['in gaps', 'USDC', 10],
  ['fees', 'USDC', 9],
  ['rebates', 'USDC', 9],
  ['total', 'USDC', 10],
  ['95 % interval', 'USDC', 20],
]

function formatTape(runs: readonly ReplayRun[]): string {
  const [first] = runs
  const conservative = mostConservative(runs)
  if (first === undefined || conservative === undefined) return ''
  const { tape, time } = first
  const gaps =
    time.gaps.length === 0
      ? ''
      : `, ${formatDuration(time.spanMs - time.coveredMs)} of it in ${counted(time.gaps.length, 'gap')}, left out`
  return [
    `${tape.question} (${tape.file}): ${formatCount(tape.events)} events in ${formatDuration(time.spanMs)}${gaps}`,
    tapeSentence(runs),
    ...[noFeeWords(first)].filter((text) => text !== null),
    ...TITLES,
    ...runs.map(formatRun),
    ...runs
      .filter((run) => run !== conservative)
      .map(({ fillModel, verdict }) => `${MODEL_NAMES[fillModel]}: ${verdictSentence(verdict)}`),
    notEntered(conservative),
    ...runs.flatMap(notes),
  ].join('\n')
}

/** By the model that the sentence speaks of: another one fills other orders, and skips entries at other times. */
const notEntered = ({ fillModel, refusals }: ReplayRun): string =>
  `not entered (${MODEL_NAMES[fillModel]}): ${refusals.map(({ name, count }) => `${name} ${count}`).join(', ') || 'never refused'}`

function formatRun({ orders, pnl, fillModel, edge, verdict }: Shown): string {
  const { interval } = verdict
  const { spreadMicros, markoutMicros, driftMicros, gapDriftMicros, feesMicros, rebatesMicros } = pnl
  return row([
    MODEL_NAMES[fillModel],
    formatCount(orders.entries),
    formatCount(orders.entriesFilled),
    formatCount(verdict.trips),
    formatCents(edge.netMicros),
    ...[spreadMicros, markoutMicros, driftMicros, gapDriftMicros, -feesMicros, rebatesMicros].map((micros) =>
      formatUsdc(micros, true),
    ),
    formatUsdc(pnl.totalMicros, true),
    interval === null
      ? 'cannot say'
      : `${formatUsdc(interval.lowMicros, true)} … ${formatUsdc(interval.highMicros, true)}`,
  ])
}

function notes({ fillModel, stop, failures, rewards, pnl }: ReplayRun): string[] {
  const name = MODEL_NAMES[fillModel]
  const { valuedMarkouts } = pnl
  return [
    ...(valuedMarkouts === 0
      ? []
      : [
          `${name}: ${formatCount(valuedMarkouts)} of the markouts by valuation, no believed mid came in time`,
        ]),
    ...(rewards === null
      ? []
      : [
          `${name}: liquidity rewards, estimated and in no total: at least ${formatUsdc(rewards.lowMicros)}, ` +
            `at most ${formatUsdc(rewards.highMicros)} USDC; a day below 1 USDC pays nothing`,
        ]),
    ...(stop === null ? [] : [`${name}: STOP ${stop.codes.join(', ')}: ${stop.texts[0] ?? ''}`]),
    ...failures.map((text) => `${name}: ${text}`),
  ]
}

const row = (cells: readonly string[]): string =>
  cells
    .map((cell, index) => {
      const width = COLUMNS[index]?.[2] ?? cell.length
      return index === 0 ? cell.padEnd(width) : cell.padStart(width)
    })
    .join('')
    .trimEnd()

const TITLES = [row(COLUMNS.map(([title]) => title)), row(COLUMNS.map(([, unit]) => unit))]
