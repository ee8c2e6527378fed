import { formatPercent, formatUsdc } from '../verdict/format.ts'
import { type DayRow, dayRows } from './dayRows.ts'
import type { ReplayResult } from './result.ts'

const COLUMNS: readonly (readonly [title: string, cell: (row: DayRow) => string])[] = [
  ['day', ({ day }) => day],
  ['P&L', ({ totalMicros }) => gain(totalMicros)],
  ['spread', ({ spreadMicros }) => gain(spreadMicros)],
  ['markout', ({ markoutMicros }) => gain(markoutMicros)],
  ['later', ({ laterMicros }) => gain(laterMicros)],
  ['fees', ({ feesMicros }) => gain(-feesMicros)],
  ['rewards', ({ rewardMicros }) => money(rewardMicros)],
  ['estimate', ({ estimateMicros }) => money(estimateMicros)],
  ['rebates', ({ rebateMicros }) => money(rebateMicros)],
  ['entries filled', ({ entries, entriesFilled }) => `${entriesFilled} of ${entries}`],
  ['edge', ({ edgeMicros }) => gain(edgeMicros)],
  ['on paper', ({ paperEdgeMicros }) => gain(paperEdgeMicros)],
  [
    'its fills',
    ({ paperFilled, filled }) => (paperFilled === null ? '?' : `${paperFilled}, in fact ${filled}`),
  ],
  ['quoting', ({ waitingMs, coveredMs }) => formatPercent(waitingMs, coveredMs)],
  ['holding', ({ holdingMs, coveredMs }) => formatPercent(holdingMs, coveredMs)],
  ['market', ({ label }) => label],
]

const gain = (micros: number | null): string => (micros === null ? '?' : formatUsdc(micros, true))
const money = (micros: number | null): string => (micros === null ? '?' : formatUsdc(micros))

/** By day and market, columns aligned; docs/report.md explains each. USDC. */
export function daysText(result: Pick<ReplayResult, 'runs'>): string {
  const lines = [
    COLUMNS.map(([title]) => title),
    ...dayRows(result).map((row) => COLUMNS.map(([, cell]) => cell(row))),
  ]
  const widths = COLUMNS.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)))
  const last = COLUMNS.length - 1
  return lines
    .map((line) =>
      line
        .map((cell, at) =>
          at === 0 || at === last ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
