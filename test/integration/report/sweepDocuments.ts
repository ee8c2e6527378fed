import { ranked } from '../../../desk/sweep/rank.ts'
import { recommend } from '../../../desk/sweep/recommend.ts'
import { SWEEP_SCHEMA, type SweepFigures, type SweepResult } from '../../../desk/sweep/sweepResult.ts'
import { Random } from '../../../shared/simulator/random.ts'

const START_MS = Date.UTC(2026, 3, 13)
const DAY_MS = 86_400_000

/** A sweep of two settings over a grid, with made-up figures of every kind; the best one holds out or does not. */
export function madeUpSweep(of: { readonly holds: boolean } = { holds: true }): SweepResult {
  const random = new Random(5)
  const distances = [0, 0.5, 1, 2, 4]
  const targets = [1, 2, 3, 5]
  const variants = distances.flatMap((distance) =>
    targets.map((target) => {
      const best = 40 - 8 * (distance - 2) ** 2 - 5 * (target - 3) ** 2
      const isPresent = distance === 1 && target === 2
      return {
        values: [distance, target],
        isPresent,
        search: figures(best + random.between([-9, 9]), distance === 4 ? 40 : 600),
        heldOut: figures((of.holds ? best : -best) / 2 + random.between([-9, 9]), distance === 4 ? 20 : 310),
        failures: [],
      }
    }),
  )
  const order = ranked(variants).map((each, index) =>
    index === 17 ? { ...each, search: { ...each.search, stops: 2 } } : each,
  )
  const luck = { meanMicros: 8_123_456, highMicros: 14_500_000, chance: 0.001 }
  return {
    kind: 'sweep',
    schema: SWEEP_SCHEMA,
    fillModel: 'trades',
    settings: {
      capMicros: 50_000_000,
      entryMicros: 20_000_000,
      cadenceMs: 10_000,
      latencyMs: { book: 300, cancel: 300 },
      maxSilenceMs: 600_000,
      heldOutPercent: 33,
    },
    axes: [
      { name: 'quote.volatilityDistance', values: distances },
      { name: 'exit.targetTicks', values: targets },
    ],
    sample: null,
    tapes: ['search', 'search', 'heldOut'].map((part, day) => ({
      file: `game-${day + 1}.tape`,
      question: `Will game ${day + 1} end in a draw?`,
      token: '1',
      startMs: START_MS + day * DAY_MS,
      endMs: START_MS + (day + 0.4) * DAY_MS,
      events: 1_234_567,
      feeRatePpm: day === 0 ? 50_000 : 0,
      part: part as 'search' | 'heldOut',
      cutMs: null,
    })),
    overlaps: false,
    variants: [...order],
    luck: {
      blockMs: 600_000,
      blocks: 116,
      resamples: 2_000,
      meanMicros: luck.meanMicros,
      highMicros: luck.highMicros,
      chancePpm: 1_000,
      foundMicros: Math.max(...order.map(({ search }) => search.totalMicros)),
    },
    recommendation: recommend(order, luck),
  }
}

function figures(usdc: number, trips: number): SweepFigures {
  const totalMicros = Math.round(usdc * 1e6) + 1_234
  const isEnough = trips >= 300
  const interval = isEnough
    ? { lowMicros: totalMicros - 15_000_000, highMicros: totalMicros + 16_000_000 }
    : null
  const says =
    interval === null
      ? 'tooFew'
      : interval.lowMicros > 0
        ? 'gain'
        : interval.highMicros < 0
          ? 'loss'
          : 'unclear'
  return {
    by: 'tapes',
    blocks: 6,
    units: trips,
    trips,
    says,
    lacks: isEnough ? null : 'trips',
    moreMs: null,
    totalMicros,
    interval,
    sharesMicros: trips * 40_000_000,
    coveredMs: 69_120_000,
    held: null,
    largestStakeMicros: 20_000_000,
    repeats: 0,
    wholeLosses: 0,
    eachMicros: Math.round(totalMicros / (trips * 40)),
    feesMicros: 0,
    entries: trips * 2,
    entriesFilled: trips,
    stops: 0,
  }
}
