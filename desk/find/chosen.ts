import type { Candidate } from './candidateOf.ts'
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

interface Choice {
  readonly filters: Filters
  readonly sort: Sort
  readonly quoting: QuotingSides
  readonly nowMs: number
}

/** The candidates that pass, best first. What is not known passes no filter that asks for it. */
export function chosen(candidates: readonly Candidate[], of: Choice): readonly Candidate[] {
  const key = KEYS[of.sort]
  return candidates
    .filter((candidate) => passes(candidate, of))
    .toSorted((a, b) => key(b, of.quoting) - key(a, of.quoting))
}

/** Where two bids may not rest together, the bot has one. */
export const sidesOf = ({ bothRest }: Candidate, quoting: QuotingSides): 1 | 2 =>
  quoting === 'two' && bothRest ? 2 : 1

export const yieldFor = (candidate: Candidate, quoting: QuotingSides): RewardYield =>
  sidesOf(candidate, quoting) === 2 ? candidate.bothSides : candidate.oneSide

/** What is left of the least reward once the fills are paid for; null: how often it fills is not known. */
export function netMicros(candidate: Candidate, quoting: QuotingSides): number | null {
  if (candidate.lossMicros === null) return null
  return yieldFor(candidate, quoting).lowMicros - sidesOf(candidate, quoting) * candidate.lossMicros
}

function passes(candidate: Candidate, { filters, quoting, nowMs }: Choice): boolean {
  const { tag, maxSdMicros, minMidMicros, maxMidMicros, minHoursToEnd } = filters
  const within = (value: number | null, least: number | null, most: number | null): boolean =>
    (least === null && most === null) ||
    (value !== null && value >= (least ?? value) && value <= (most ?? value))
  const hours = candidate.endMs === null ? null : (candidate.endMs - nowMs) / HOUR_MS
  return (
    (filters.refused || candidate.refusals.length === 0) &&
    (tag === null || candidate.tags.some((each) => each.toLowerCase() === tag.toLowerCase())) &&
    yieldFor(candidate, quoting).lowMicros >= filters.minRewardMicros &&
    within(candidate.sdMicros, null, maxSdMicros) &&
    within(candidate.midMicros, minMidMicros, maxMidMicros) &&
    within(hours, minHoursToEnd, null)
  )
}

/** Larger is better; what is not known comes last. */
const KEYS: Readonly<Record<Sort, (candidate: Candidate, quoting: QuotingSides) => number>> = {
  // Unread trades are those of markets that pay less: behind all that are known.
  net: (candidate, quoting) => netMicros(candidate, quoting) ?? yieldFor(candidate, quoting).lowMicros - 1e12,
  reward: (candidate, quoting) => yieldFor(candidate, quoting).lowMicros,
  pool: (candidate) => candidate.dailyMicros,
  spread: (candidate) => candidate.spreadMicros ?? -1,
  sd: (candidate) => -(candidate.sdMicros ?? Number.MAX_SAFE_INTEGER),
  end: (candidate) => candidate.endMs ?? -1,
}
