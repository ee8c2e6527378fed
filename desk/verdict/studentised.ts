import { studentQuantile } from './studentQuantile.ts'

/** Resamples of a bootstrap: more move the ends by less than a hundredth of the interval. */
const RESAMPLES = 2_000
/** Of two-sided 95 %. */
const TAIL = 0.025
/** Below it the quantiles of resamples are themselves uncertain: the interval is at least Student's. */
const MANY_BLOCKS = 20

/** A block of neighbouring units: their sum and how many they are. */
export interface BlockSum {
  readonly sum: number
  readonly length: number
}

export interface MeanInterval {
  readonly low: number
  readonly high: number
  /** The standard error of the mean. */
  readonly error: number
}

/**
 * A 95 % interval for the mean of a unit by the studentised bootstrap over blocks (bootstrap-t; Hall, 1988): whole
 * blocks are drawn again, each resample's mean is measured in its own standard errors, and the quantiles of that
 * take the place of Student's. A sample whose rare losses happen to be few has a standard error that is too
 * small with it: its resamples show that, and the interval is wide on the side where the unseen losses lie.
 * @param below A whole number from 0 to `bound` - 1, each as likely.
 * @returns null where too many resamples have no spread at all: the blocks that differ are too few to show how often
 * such blocks come.
 */
export function studentised(
  blocks: readonly BlockSum[],
  below: (bound: number) => number,
): MeanInterval | null {
  const count = blocks.length
  if (count < 2) return null
  const { mean, error } = ratioOf(blocks)
  if (error === 0) return null
  const scores = new Float64Array(RESAMPLES)
  const drawn: BlockSum[] = new Array(count)
  for (let resample = 0; resample < RESAMPLES; resample += 1) {
    for (let at = 0; at < count; at += 1) drawn[at] = blocks[below(count)] as BlockSum
    const again = ratioOf(drawn)
    const distance = again.mean - mean
    // Without a spread of its own a resample is infinitely many standard errors away.
    scores[resample] =
      again.error > error * NO_SPREAD ? distance / again.error : Math.sign(distance) * Infinity
    if (Number.isNaN(scores[resample])) scores[resample] = 0
  }
  scores.sort()
  const least = count < MANY_BLOCKS ? studentQuantile(count - 1) : 0
  const highest = Math.max(least, quantile(scores, 1 - TAIL))
  const lowest = Math.min(-least, quantile(scores, TAIL))
  if (!Number.isFinite(highest) || !Number.isFinite(lowest)) return null
  return { low: mean - highest * error, high: mean - lowest * error, error }
}

/** A resample whose error is this part of the sample's has none: what is left is rounding. */
const NO_SPREAD = 1e-9

/** The mean of a unit over blocks of nearly equal length, and its standard error by how the blocks differ. */
function ratioOf(blocks: readonly BlockSum[]): { readonly mean: number; readonly error: number } {
  let [sum, length] = [0, 0]
  for (const block of blocks) {
    sum += block.sum
    length += block.length
  }
  const mean = sum / length
  let squares = 0
  for (const block of blocks) squares += (block.sum - block.length * mean) ** 2
  return { mean, error: Math.sqrt((squares * blocks.length) / (blocks.length - 1)) / length }
}

/** The smallest value that at least this part of the values do not exceed. */
function quantile(sorted: Float64Array, part: number): number {
  // A product such as 0.975 x 2000 must not be lifted over the integer it stands for.
  const rank = Math.ceil(part * sorted.length - 1e-9)
  return sorted[Math.max(0, Math.min(sorted.length - 1, rank - 1))] ?? 0
}
