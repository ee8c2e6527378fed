/** What the best of several variants would show if none of them earned anything. */
export interface BestByLuck {
  /** On average over the resamples, micro-dollars. */
  readonly meanMicros: number
  /** Above it in one case of twenty. */
  readonly highMicros: number
  /** The part of the resamples in which luck alone did at least as well as the best that was found. */
  readonly chance: number
}

export interface LuckOptions {
  /** What each variant gained in each block of time, micro-dollars: for each variant the same blocks. */
  readonly gains: readonly (readonly number[])[]
  readonly resamples: number
  /** A whole number from 0 to `bound` - 1, each as likely. */
  readonly below: (bound: number) => number
}

/** With fewer blocks a resample is not much else than the record itself. */
export const MIN_LUCK_BLOCKS = 20
const HIGH = 0.95

/**
 * The "Reality Check" of White (2000, Econometrica 68, 1097-1126): the best of many looks good even if all are worth
 * nothing, the more so the less they resemble each other. Each variant's gains are moved to have the mean zero; then
 * blocks of time are drawn with replacement (non-overlapping blocks: Carlstein, 1986), the same ones for all
 * variants, so that what hangs together stays together; the best total of each resample is one that luck has made.
 * Deviations are spread by the root of k / (k - 1), which a resample of k blocks falls short of.
 * @returns null where there are too few blocks.
 */
export function bestByLuck({ gains, resamples, below }: LuckOptions): BestByLuck | null {
  const blocks = gains[0]?.length ?? 0
  if (blocks < MIN_LUCK_BLOCKS) return null
  const spread = Math.sqrt(blocks / (blocks - 1))
  const totals = gains.map((each) => each.reduce((sum, gain) => sum + gain, 0))
  const centred = gains.map((each, variant) => {
    const mean = (totals[variant] ?? 0) / blocks
    return Float64Array.from(each, (gain) => (gain - mean) * spread)
  })
  const bests = new Float64Array(resamples)
  const drawn = new Int32Array(blocks)
  for (let resample = 0; resample < resamples; resample += 1) {
    for (let at = 0; at < blocks; at += 1) drawn[at] = below(blocks)
    let best = Number.NEGATIVE_INFINITY
    for (const each of centred) {
      let total = 0
      for (let at = 0; at < blocks; at += 1) total += each[drawn[at] as number] as number
      if (total > best) best = total
    }
    bests[resample] = best
  }
  bests.sort()
  const found = Math.max(...totals)
  return {
    meanMicros: Math.round(bests.reduce((sum, each) => sum + each, 0) / resamples),
    highMicros: Math.round(bests[Math.min(resamples - 1, Math.ceil(HIGH * resamples) - 1)] as number),
    chance: bests.filter((each) => each >= found).length / resamples,
  }
}
