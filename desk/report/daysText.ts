import { formatPercent, formatUsdc } from '../verdict/format.ts'
import { type DayRow, dayRows } from './dayRows.ts'
import type { ReplayResult } from './result.ts'
import { type TextColumn, textTable } from './textTable.ts'

const COLUMNS: readonly TextColumn<DayRow>[] = [
  ['day', ({ day }) => day, 'text'],
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
  ['market', ({ label }) => label, 'text'],
]

const gain = (micros: number | null): string => (micros === null ? '?' : formatUsdc(micros, true))
const money = (micros: number | null): string => (micros === null ? '?' : formatUsdc(micros))

/** By day and market, columns aligned; docs/report.md explains each. USDC. */
export const daysText = (result: Pick<ReplayResult, 'runs'>): string => textTable(COLUMNS, dayRows(result))
