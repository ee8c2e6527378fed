import type { Candidate } from '../../desk/find/candidateOf.ts'
import { netMicros, type QuotingSides, yieldFor } from '../../desk/find/chosen.ts'
import type { RewardYield } from '../../desk/find/rewardYield.ts'
import { type TextColumn, textTable } from '../../desk/report/textTable.ts'

const HOUR_MS = 3_600_000
const DAY_HOURS = 24

/** A line a market, columns aligned; docs/find.md explains each. */
export function findTable(
  candidates: readonly Candidate[],
  of: { readonly quoting: QuotingSides; readonly nowMs: number },
): string {
  const columns: readonly TextColumn<Candidate>[] = [
    ['net', (candidate) => usd(netMicros(candidate, of.quoting))],
    ['one side', (candidate) => range(candidate.oneSide)],
    ['both', (candidate) => range(yieldFor(candidate, 'two'))],
    ['need', (candidate) => usd(candidate.needMicros)],
    ['spread', (candidate) => cents(candidate.spreadMicros, 1)],
    ['touch', (candidate) => whole(candidate.touchMicros === null ? null : candidate.touchMicros / 1e6)],
    ['sd', (candidate) => cents(candidate.sdMicros, 2)],
    ['move', (candidate) => cents(candidate.moveMicros, 1)],
    ['trades/h', (candidate) => whole(candidate.tradesAnHour)],
    ['fills/h', (candidate) => candidate.fillsAnHour?.toFixed(2) ?? '?'],
    ['fee', (candidate) => percent(candidate.feeRatePpm)],
    ['rebate', (candidate) => percent(candidate.rebatePpm)],
    ['ends', (candidate) => until(candidate.endMs, of.nowMs)],
    ['game', (candidate) => (candidate.gameStartMs === null ? '-' : until(candidate.gameStartMs, of.nowMs))],
    ['category', (candidate) => candidate.tags[0] ?? '-', 'text'],
    ['market', nameOf, 'text'],
  ]
  return textTable(columns, candidates)
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
