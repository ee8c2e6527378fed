import { likelyShare, shareOfScores, withSibling } from '../../shared/accounting/rewardScore.ts'
import type { MarketId } from '../../shared/domain/units.ts'
import type { RewardLine } from '../../shared/telemetry/createRewardSampler.ts'

const MINUTES_A_DAY = 1_440

/** What the ticks' own samples of one UTC day and market come to, in micro-dollars: it lies between these. */
export interface RewardEstimate {
  readonly lowMicros: number
  readonly highMicros: number
  /** The likeliest. */
  readonly likelyMicros: number
  /** In which an order of ours scored. */
  readonly minutes: number
}

/**
 * Adds up our part of the scores, minute by minute; a minute without a sample earned nothing. Both outcomes of a market
 * count as one maker; what two runs of the bot sampled in one minute counts once.
 * @param poolOf what the market's programme pays a day, in micro-dollars; null: not known.
 */
export function rewardEstimates(
  lines: readonly RewardLine[],
  poolOf: (market: MarketId) => number | null,
): ReadonlyMap<MarketId, RewardEstimate | null> {
  const byMinute = new Map<string, Map<string, RewardLine>>()
  for (const line of lines) {
    const key = `${line.market} ${line.minute}`
    const samples = byMinute.get(key) ?? new Map<string, RewardLine>()
    byMinute.set(key, samples)
    if (!samples.has(line.token)) samples.set(line.token, line)
  }
  const sums = new Map<MarketId, RewardEstimate | null>()
  for (const samples of byMinute.values()) {
    const [first, second] = samples.values()
    if (first === undefined) continue
    const dailyMicros = poolOf(first.market)
    const before = sums.get(first.market) ?? {
      lowMicros: 0,
      highMicros: 0,
      likelyMicros: 0,
      minutes: 0,
    }
    if (dailyMicros === null) {
      sums.set(first.market, null)
      continue
    }
    const scores = second === undefined ? first.scores : withSibling(first.scores, second.scores)
    const { low, high } = shareOfScores(scores)
    sums.set(first.market, {
      lowMicros: before.lowMicros + (low * dailyMicros) / MINUTES_A_DAY,
      highMicros: before.highMicros + (high * dailyMicros) / MINUTES_A_DAY,
      likelyMicros: before.likelyMicros + (likelyShare(scores) * dailyMicros) / MINUTES_A_DAY,
      minutes: before.minutes + 1,
    })
  }
  return sums
}
