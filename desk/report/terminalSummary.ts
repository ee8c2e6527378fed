import { edgeSentence, tapeSentence } from './edgeSentence.ts'
import { formatCents, formatCount, formatDuration, formatUsdc } from './format.ts'
import type { ReplayResult, ReplayRun } from './result.ts'
import { MODEL_NAMES } from './words.ts'

/** A result for a terminal: the fill models of each tape side by side, by the same figures and words as the page. */
export function formatResult({ runs }: ReplayResult): string {
  const tapes = Map.groupBy(runs, ({ tape }) => `${tape.file}\n${tape.token}`)
  return [...tapes.values()].map(formatTape).join('\n\n')
}

const HEAD = [
  'fills by',
  'entries',
  'filled',
  'trips',
  'gross',
  'net edge',
  '95 % interval',
  'spread',
  'markout',
  'drift',
  'fees',
  'total',
]
const UNITS = ['', '', '', '', 'c/share', 'c/share', 'c/share', 'USDC', 'USDC', 'USDC', 'USDC', 'USDC']
const WIDTHS = [22, 8, 8, 7, 9, 10, 17, 11, 11, 11, 9, 11]

function formatTape(runs: readonly ReplayRun[]): string {
  const [first] = runs
  if (first === undefined) return ''
  const { tape, time } = first
  const gaps =
    time.gaps.length === 0
      ? ''
      : `, ${formatDuration(time.spanMs - time.coveredMs)} of it in ${time.gaps.length} gaps, left out`
  return [
    `${tape.question} (${tape.file}): ${formatCount(tape.events)} events in ${formatDuration(time.spanMs)}${gaps}`,
    tapeSentence(runs),
    row(HEAD),
    row(UNITS),
    ...runs.map(formatRun),
    ...runs.slice(0, -1).map(({ fillModel, edge }) => `${MODEL_NAMES[fillModel]}: ${edgeSentence(edge)}`),
    `not entered: ${first.refusals.map(({ name, count }) => `${name} ${count}`).join(', ') || 'never refused'}`,
    ...runs.flatMap(notes),
  ].join('\n')
}

function formatRun({ orders, pnl, fillModel, trips, notDrawn, edge }: ReplayRun): string {
  const { interval } = edge
  return row([
    MODEL_NAMES[fillModel],
    formatCount(orders.entries),
    formatCount(orders.entriesFilled),
    formatCount(trips.length + notDrawn.trips),
    formatCents(edge.grossMicros),
    formatCents(edge.netMicros),
    interval === null
      ? 'too few'
      : `${formatCents(interval.lowMicros)} … ${formatCents(interval.highMicros)}`,
    ...[pnl.spreadMicros, pnl.markoutMicros, pnl.driftMicros, -pnl.feesMicros, pnl.totalMicros].map(
      (micros) => formatUsdc(micros, true),
    ),
  ])
}

function notes({ fillModel, stop, failures, rewards }: ReplayRun): string[] {
  const name = MODEL_NAMES[fillModel]
  return [
    ...(rewards === null
      ? []
      : [`${name}: liquidity rewards, an estimate in no sum: ${formatUsdc(rewards.estimateMicros)} USDC`]),
    ...(stop === null ? [] : [`${name}: STOP ${stop.codes.join(', ')}: ${stop.texts[0] ?? ''}`]),
    ...failures.map((text) => `${name}: ${text}`),
  ]
}

const row = (cells: readonly string[]): string =>
  cells
    .map((cell, index) => {
      const width = WIDTHS[index] ?? 10
      return index === 0 ? cell.padEnd(width) : cell.padStart(width)
    })
    .join('')
    .trimEnd()
