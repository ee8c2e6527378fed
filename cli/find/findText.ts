import type { Candidate } from '../../desk/find/candidateOf.ts'
import { netMicros, type QuotingSides, yieldFor } from '../../desk/find/chosen.ts'
import type { RewardYield } from '../../desk/find/rewardYield.ts'

const HOUR_MS = 3_600_000
const DAY_HOURS = 24

interface Column {
  readonly head: string
  readonly cell: (candidate: Candidate) => string
}

/** A line a market, columns aligned; docs/find.md explains each. */
export function findTable(
  candidates: readonly Candidate[],
  of: { readonly quoting: QuotingSides; readonly nowMs: number },
): string {
  const columns: readonly Column[] = [
    { head: 'net', cell: (candidate) => usd(netMicros(candidate, of.quoting)) },
    { head: 'one side', cell: (candidate) => range(candidate.oneSide) },
    { head: 'both', cell: (candidate) => range(yieldFor(candidate, 'two')) },
    { head: 'need', cell: (candidate) => usd(candidate.needMicros) },
    { head: 'spread', cell: (candidate) => cents(candidate.spreadMicros, 1) },
    {
      head: 'touch',
      cell: (candidate) => whole(candidate.touchMicros === null ? null : candidate.touchMicros / 1e6),
    },
    { head: 'sd', cell: (candidate) => cents(candidate.sdMicros, 2) },
    { head: 'move', cell: (candidate) => cents(candidate.moveMicros, 1) },
    { head: 'trades/h', cell: (candidate) => whole(candidate.tradesAnHour) },
    { head: 'fills/h', cell: (candidate) => candidate.fillsAnHour?.toFixed(2) ?? '?' },
    { head: 'fee', cell: (candidate) => percent(candidate.feeRatePpm) },
    { head: 'rebate', cell: (candidate) => percent(candidate.rebatePpm) },
    { head: 'ends', cell: (candidate) => until(candidate.endMs, of.nowMs) },
    {
      head: 'game',
      cell: (candidate) => (candidate.gameStartMs === null ? '-' : until(candidate.gameStartMs, of.nowMs)),
    },
    { head: 'category', cell: (candidate) => candidate.tags[0] ?? '-' },
    { head: 'market', cell: nameOf },
  ]
  const lines = [
    columns.map(({ head }) => head),
    ...candidates.map((candidate) => columns.map(({ cell }) => cell(candidate))),
  ]
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
export const nameOf = (candidate: Candidate): string =>
  `${candidate.question} – ${candidate.outcomes[candidate.outcome]}${candidate.negRisk === true ? ' (neg-risk)' : ''}${
    candidate.refusals.length === 0 ? '' : ` [${candidate.refusals.join(', ')}]`
  }`

/** What a program gets of a candidate. */
export const candidateJson = (candidate: Candidate, quoting: QuotingSides) => ({
  ...candidate,
  token: candidate.tokens[candidate.outcome],
  outcomeName: candidate.outcomes[candidate.outcome],
  netMicros: netMicros(candidate, quoting),
  rewardMicros: yieldFor(candidate, quoting),
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
