import type { FindRow } from './findRow.ts'
import type { RewardYield } from './rewardYield.ts'

/** Whose yield ranks: of one bid, or of one for each outcome. */
export type QuotingSides = 'one' | 'two'

export const SORTS = ['net', 'reward', 'pool', 'spread', 'sd', 'end'] as const
export type Sort = (typeof SORTS)[number]

/** null: no bound. */
export interface Filters {
  readonly tag: string | null
  readonly minRewardMicros: number
  readonly maxSdMicros: number | null
  readonly minMidMicros: number | null
  readonly maxMidMicros: number | null
  readonly minHoursToEnd: number | null
  /** true: those too that the bot would not enter now. */
  readonly refused: boolean
}

const HOUR_MS = 3_600_000

/** The rows that pass, best first. What is not known passes no filter that asks for it. */
export function chosen(
  rows: readonly FindRow[],
  of: {
    readonly filters: Filters
    readonly sort: Sort
    readonly quoting: QuotingSides
    readonly nowMs: number
  },
): readonly FindRow[] {
  const key = KEYS[of.sort]
  return rows.filter((row) => passes(row, of)).toSorted((a, b) => key(b, of.quoting) - key(a, of.quoting))
}

/** Where two bids may not rest together, the bot has one. */
export const sidesOf = ({ bothRest }: FindRow, quoting: QuotingSides): 1 | 2 =>
  quoting === 'two' && bothRest ? 2 : 1

export const yieldFor = (row: FindRow, quoting: QuotingSides): RewardYield =>
  sidesOf(row, quoting) === 2 ? row.bothSides : row.oneSide

/** What is left of the least reward once the fills are paid for; null: how often it fills is not known. */
export function netMicros(row: FindRow, quoting: QuotingSides): number | null {
  if (row.lossMicros === null) return null
  return yieldFor(row, quoting).lowMicros - sidesOf(row, quoting) * row.lossMicros
}

function passes(
  row: FindRow,
  {
    filters,
    quoting,
    nowMs,
  }: { readonly filters: Filters; readonly quoting: QuotingSides; readonly nowMs: number },
): boolean {
  const { tag, maxSdMicros, minMidMicros, maxMidMicros, minHoursToEnd } = filters
  const within = (value: number | null, least: number | null, most: number | null): boolean =>
    (least === null && most === null) ||
    (value !== null && value >= (least ?? value) && value <= (most ?? value))
  const hours = row.endMs === null ? null : (row.endMs - nowMs) / HOUR_MS
  return (
    (filters.refused || row.refusals.length === 0) &&
    (tag === null || row.tags.some((each) => each.toLowerCase() === tag.toLowerCase())) &&
    yieldFor(row, quoting).lowMicros >= filters.minRewardMicros &&
    within(row.sdMicros, null, maxSdMicros) &&
    within(row.midMicros, minMidMicros, maxMidMicros) &&
    within(hours, minHoursToEnd, null)
  )
}

/** Larger is better; what is not known comes last. */
const KEYS: Readonly<Record<Sort, (row: FindRow, quoting: QuotingSides) => number>> = {
  // Unread trades are those of markets that pay less: behind all that are known.
  net: (row, quoting) => netMicros(row, quoting) ?? yieldFor(row, quoting).lowMicros - 1e12,
  reward: (row, quoting) => yieldFor(row, quoting).lowMicros,
  pool: (row) => row.dailyMicros,
  spread: (row) => row.spreadMicros ?? -1,
  sd: (row) => -(row.sdMicros ?? Number.MAX_SAFE_INTEGER),
  end: (row) => row.endMs ?? -1,
}
