import { netMicros, type QuotingSides, yieldFor } from '../../desk/find/chosen.ts'
import type { FindRow } from '../../desk/find/findRow.ts'
import type { RewardYield } from '../../desk/find/rewardYield.ts'

const HOUR_MS = 3_600_000
const DAY_HOURS = 24

interface Column {
  readonly head: string
  readonly cell: (row: FindRow) => string
}

/** A line a market, columns aligned; docs/find.md explains each. */
export function findTable(
  rows: readonly FindRow[],
  of: { readonly quoting: QuotingSides; readonly nowMs: number },
): string {
  const columns: readonly Column[] = [
    { head: 'net', cell: (row) => usd(netMicros(row, of.quoting)) },
    { head: 'one side', cell: (row) => range(row.oneSide) },
    { head: 'both', cell: (row) => range(yieldFor(row, 'two')) },
    { head: 'need', cell: (row) => usd(row.needMicros) },
    { head: 'spread', cell: (row) => cents(row.spreadMicros, 1) },
    { head: 'touch', cell: (row) => whole(row.touchMicros === null ? null : row.touchMicros / 1e6) },
    { head: 'sd', cell: (row) => cents(row.sdMicros, 2) },
    { head: 'move', cell: (row) => cents(row.moveMicros, 1) },
    { head: 'trades/h', cell: (row) => whole(row.tradesAnHour) },
    { head: 'fills/h', cell: (row) => row.fillsAnHour?.toFixed(2) ?? '?' },
    { head: 'fee', cell: (row) => percent(row.feeRatePpm) },
    { head: 'rebate', cell: (row) => percent(row.rebatePpm) },
    { head: 'ends', cell: (row) => until(row.endMs, of.nowMs) },
    { head: 'game', cell: (row) => (row.gameStartMs === null ? '-' : until(row.gameStartMs, of.nowMs)) },
    { head: 'category', cell: (row) => row.tags[0] ?? '-' },
    { head: 'market', cell: nameOf },
  ]
  const lines = [columns.map(({ head }) => head), ...rows.map((row) => columns.map(({ cell }) => cell(row)))]
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)))
  const last = columns.length - 2
  return lines
    .map((line) =>
      line
        .map((cell, at) => (at >= last ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  '),
    )
    .map((line) => line.trimEnd())
    .join('\n')
}

/** "Will X happen? – Yes", and why the bot would not enter it. */
export const nameOf = (row: FindRow): string =>
  `${row.question} – ${row.outcomes[row.outcome]}${row.negRisk === true ? ' (neg-risk)' : ''}${
    row.refusals.length === 0 ? '' : ` [${row.refusals.join(', ')}]`
  }`

/** What a program gets of a row. */
export const rowJson = (row: FindRow, quoting: QuotingSides) => ({
  ...row,
  token: row.tokens[row.outcome],
  outcomeName: row.outcomes[row.outcome],
  netMicros: netMicros(row, quoting),
  rewardMicros: yieldFor(row, quoting),
})

const usd = (micros: number | null): string => (micros === null ? '?' : (micros / 1e6).toFixed(2))
const range = ({ lowMicros, highMicros }: RewardYield): string => `${usd(lowMicros)}-${usd(highMicros)}`
const cents = (micros: number | null, digits: number): string =>
  micros === null ? '?' : `${(micros / 1e4).toFixed(digits)}c`
const whole = (value: number | null): string => (value === null ? '?' : value.toFixed(0))
const percent = (ppm: number | null): string => (ppm === null ? '?' : `${ppm / 1e4}%`)

function until(ms: number | null, nowMs: number): string {
  if (ms === null) return '?'
  const hours = (ms - nowMs) / HOUR_MS
  return Math.abs(hours) < 2 * DAY_HOURS ? `${hours.toFixed(0)}h` : `${(hours / DAY_HOURS).toFixed(0)}d`
}
