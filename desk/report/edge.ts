import { mulDiv } from '../../shared/domain/decimal.ts'
import { MICROS } from '../../shared/domain/units.ts'
import { Random } from '../exchange/random.ts'
import { blockBootstrap } from './blockBootstrap.ts'
import type { EdgeBins, Span } from './edgeBins.ts'
import type { ReplayEdge } from './result.ts'

/**
 * A block must hold what hangs together: a markout looks a minute ahead, and an order and its exit live for minutes.
 */
const BLOCK_MS = 600_000
const RESAMPLES = 2_000
const CONFIDENCE = 0.95
/** The normal distribution's quantile for it. */
const NORMAL_95 = 1.96
/** The same fills give the same interval. */
const SEED = 1
/** Below either the percentiles of a bootstrap lie too close together: nothing is said. */
export const MIN_FILLS = 30
export const MIN_BLOCKS = 20

/** Edge a share after 60 s with its interval, over the time a run covered. */
export function edgeOf(bins: EdgeBins, time: Span): ReplayEdge {
  const minutes = bins.over(time)
  const { fills, sharesMicros, grossMicros, feesMicros, rebatesMicros } = bins.total()
  const blockLength = Math.max(1, Math.round(BLOCK_MS / bins.binMs))
  const each = (micros: number): number | null =>
    sharesMicros === 0 ? null : mulDiv(micros, MICROS, sharesMicros, 'nearest')
  const blocksWithFills = countBlocks(minutes, blockLength)
  const isEnough = fills >= MIN_FILLS && blocksWithFills >= MIN_BLOCKS
  const random = new Random(SEED)
  const bounds = isEnough
    ? blockBootstrap({
        samples: minutes.map((minute) => ({
          amount: minute.grossMicros - minute.feesMicros + minute.rebatesMicros,
          weight: minute.sharesMicros,
        })),
        blockLength,
        resamples: RESAMPLES,
        below: (bound) => random.below(bound),
        confidence: CONFIDENCE,
      })
    : null
  const net = grossMicros - feesMicros + rebatesMicros
  const wide = bounds === null ? null : widened(bounds, net / sharesMicros, blocksWithFills)
  const interval =
    wide === null
      ? null
      : { lowMicros: Math.round(wide.low * MICROS), highMicros: Math.round(wide.high * MICROS) }
  return {
    ...{ fills, sharesMicros, grossMicros: each(grossMicros), feesMicros: each(feesMicros) },
    ...{ rebatesMicros: each(rebatesMicros), netMicros: each(net) },
    blockMs: blockLength * bins.binMs,
    blocks: Math.ceil(minutes.length / blockLength),
    blocksWithFills,
    resamples: RESAMPLES,
    interval,
    says: verdict(fills, interval),
  }
}

/**
 * Percentiles of few blocks lie too close together: both ends are moved away from the estimate by what Student's
 * distribution is wider than the normal one, t(k - 1) / z = 1 + (z^2 + 1) / 4 (k - 1), and by the root of k / (k - 1).
 */
export function widened(
  bounds: { readonly low: number; readonly high: number },
  estimate: number,
  blocks: number,
): { readonly low: number; readonly high: number } {
  const freedom = Math.max(1, blocks - 1)
  const factor = (1 + (NORMAL_95 ** 2 + 1) / (4 * freedom)) * Math.sqrt((freedom + 1) / freedom)
  return {
    low: estimate - (estimate - bounds.low) * factor,
    high: estimate + (bounds.high - estimate) * factor,
  }
}

function verdict(fills: number, interval: ReplayEdge['interval']): ReplayEdge['says'] {
  if (fills === 0) return 'nothing'
  if (interval === null) return 'tooFew'
  if (interval.lowMicros > 0) return 'gain'
  return interval.highMicros < 0 ? 'loss' : 'unclear'
}

const countBlocks = (minutes: readonly { readonly fills: number }[], length: number): number => {
  let count = 0
  for (let from = 0; from < minutes.length; from += length) {
    if (minutes.slice(from, from + length).some(({ fills }) => fills > 0)) count += 1
  }
  return count
}
