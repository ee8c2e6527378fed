import { edgeSentence, tapeSentence } from './edgeSentence.ts'
import { formatCents, formatCount, formatDuration, formatUsdc } from './format.ts'
import type { ReplayResult, ReplayRun } from './result.ts'
import { MODEL_NAMES } from './words.ts'

/** A result for a terminal: the fill models of each tape side by side, by the same figures and words as the page. */
export function formatResult({ runs }: ReplayResult): string {
  const tapes = Map.groupBy(runs, ({ tape }) => `${tape.file}\n${tape.token}`)
  return [...tapes.values()].map(formatTape).join('\n\n')
}

const COLUMNS: readonly (readonly [title: string, unit: string, width: number])[] = [
  ['fills by', '', 21],
  ['entries', '', 8],
  ['filled', '', 7],
  ['trips', '', 6],
  ['net edge', 'c/share', 9],
  ['95 % interval', 'c/share', 16],
  ['spread', 'USDC', 10],
  ['markout', 'USDC', 10],
  ['drift', 'USDC', 10],
  ['fees', 'USDC', 9],
  ['total', 'USDC', 10],
]

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
    row(COLUMNS.map(([title]) => title)),
    row(COLUMNS.map(([, unit]) => unit)),
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
      const width = COLUMNS[index]?.[2] ?? cell.length
      return index === 0 ? cell.padEnd(width) : cell.padStart(width)
    })
    .join('')
    .trimEnd()
