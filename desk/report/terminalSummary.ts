import { formatMicros } from '../../shared/domain/decimal.ts'
import type { ReplayFill, ReplayResult, ReplayRun } from './result.ts'

/** A replay for a terminal: the fill models of each tape side by side. */
export function formatReplay({ runs }: ReplayResult): string {
  const tapes = Map.groupBy(runs, (run) => run.tape.file)
  return [...tapes.values()].map(formatTape).join('\n\n')
}

function formatTape(runs: readonly ReplayRun[]): string {
  const [first] = runs
  if (first === undefined) return ''
  const { tape, time } = first
  const gaps =
    time.gaps.length === 0
      ? ''
      : `, ${hours(time.spanMs - time.coveredMs)} h of it in ${time.gaps.length} gaps, left out`
  return [
    `${tape.question} (${tape.file}): ${tape.events} events in ${hours(time.spanMs)} h${gaps}`,
    row([
      'fills by',
      'entries',
      'filled',
      'trips',
      'edge 60 s',
      'spread',
      'markout',
      'drift',
      'fees',
      'total',
    ]),
    ...runs.map(formatRun),
    `not entered: ${first.refusals.map(({ name, count }) => `${name} ${count}`).join(', ') || 'never refused'}`,
    ...runs.flatMap(notes),
  ].join('\n')
}

function formatRun(run: ReplayRun): string {
  const { orders, pnl, fillModel, trips, notDrawn } = run
  return row([
    fillModel,
    String(orders.entries),
    String(orders.entriesFilled),
    String(trips.length + notDrawn.trips),
    edgeCents(run.fills),
    ...[pnl.spreadMicros, pnl.markoutMicros, pnl.driftMicros, pnl.feesMicros, pnl.totalMicros].map(usdc),
  ])
}

/** Size-weighted mean of what a share was worth after 60 s, in cents. */
function edgeCents(fills: readonly ReplayFill[]): string {
  let worth = 0
  let shares = 0
  for (const { mid60Micros, priceMicros, sizeMicros, side } of fills) {
    if (mid60Micros === null) continue
    worth += (mid60Micros - priceMicros) * (side === 'BUY' ? 1 : -1) * sizeMicros
    shares += sizeMicros
  }
  return shares === 0 ? '-' : `${(worth / shares / 10_000).toFixed(2)} c`
}

const notes = ({ fillModel, stop, failures }: ReplayRun): string[] => [
  ...(stop === null ? [] : [`${fillModel}: STOP ${stop.codes.join(', ')}: ${stop.texts[0]}`]),
  ...failures.map((text) => `${fillModel}: ${text}`),
]

const COLUMN = 10
const row = (cells: readonly string[]): string =>
  cells.map((cell, index) => (index === 0 ? cell.padEnd(COLUMN + 3) : cell.padStart(COLUMN))).join('')
const hours = (ms: number): string => (ms / 3_600_000).toFixed(2)
const usdc = (micros: number): string => formatMicros(Math.round(micros / 100) * 100)
