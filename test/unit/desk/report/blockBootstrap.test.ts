import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../../desk/feed/random.ts'
import { blockBootstrap, type Sample } from '../../../../desk/report/blockBootstrap.ts'
import { widened } from '../../../../desk/report/edge.ts'

const of = (...amounts: readonly number[]): Sample[] => amounts.map((amount) => ({ amount, weight: 1 }))

/** Draws what a hand has written down, and then fails. */
function drawing(...draws: readonly number[]): (bound: number) => number {
  const left = [...draws]
  return (bound) => {
    const next = left.shift()
    if (next === undefined || next >= bound) throw new RangeError(`drew ${next} of ${bound}`)
    return next
  }
}

describe('the block bootstrap', () => {
  test('draws whole blocks, joins the end to the beginning, and takes the percentiles of the ratios', () => {
    // Blocks of two begin at 0..3: sums 3, 5, 7 and, around the end, 4 + 1 = 5. Two blocks make a resample.
    const draws = drawing(...[0, 0], ...[1, 3], ...[2, 2], ...[0, 2])

    const interval = blockBootstrap({
      samples: of(1, 2, 3, 4),
      blockLength: 2,
      resamples: 4,
      below: draws,
      confidence: 0.5,
    })

    // Ratios by hand: 6/4, 10/4, 14/4, 10/4; sorted 1.5, 2.5, 2.5, 3.5: ranks 1 and 3.
    expect(interval).toEqual({ low: 1.5, high: 2.5 })
  })

  test('weighs by shares: a ratio of sums, not a mean of ratios', () => {
    const samples = [
      { amount: 10, weight: 100 },
      { amount: 9, weight: 1 },
    ]

    const interval = blockBootstrap({
      ...{ samples, blockLength: 1, resamples: 1, confidence: 0.95 },
      below: drawing(0, 1),
    })

    expect(interval).toEqual({ low: 19 / 101, high: 19 / 101 })
  })

  test('a record that is the same everywhere has an interval of no width', () => {
    const random = createRandom(3)

    const interval = blockBootstrap({
      samples: of(...Array.from({ length: 60 }, () => 0.4)),
      ...{ blockLength: 10, resamples: 100, confidence: 0.95 },
      below: (bound) => random.between(0, bound - 1),
    })

    expect(interval?.low).toBeCloseTo(0.4, 12)
    expect(interval?.high).toBeCloseTo(0.4, 12)
  })

  test('resamples without a share are left out; a record without one has no interval', () => {
    const samples = [
      { amount: 0, weight: 0 },
      { amount: 5, weight: 2 },
    ]
    const common = { blockLength: 1, confidence: 0.95 }

    const some = blockBootstrap({ ...common, samples, resamples: 2, below: drawing(0, 0, 0, 1) })
    const none = blockBootstrap({ ...common, samples: samples.slice(0, 1), resamples: 1, below: drawing(0) })

    expect(some).toEqual({ low: 2.5, high: 2.5 })
    expect(none).toBeNull()
    expect(blockBootstrap({ ...common, samples: [], resamples: 9, below: drawing() })).toBeNull()
  })

  test('blocks longer than the record are the record', () => {
    const interval = blockBootstrap({
      ...{ samples: of(1, 3), blockLength: 99, resamples: 1, confidence: 0.95 },
      below: drawing(1),
    })

    expect(interval).toEqual({ low: 2, high: 2 })
  })
})

test('widening moves both ends away from the estimate by the known factor', () => {
  const wide = widened({ low: -1, high: 3 }, 1, 20)

  // t(19) = 2.093 is 1.068 times 1.96; the root of 20/19 is 1.026.
  expect((1 - wide.low) / 2).toBeCloseTo(1.068 * 1.026, 2)
  expect((wide.high - 1) / 2).toBeCloseTo(1.068 * 1.026, 2)
})

describe('how often the interval holds the truth', () => {
  const TRUTH = 0.3
  const TRIALS = 200

  /** Eight hours of a maker: some fills an hour, each edge depending on that of the minutes before. */
  function covers(seed: number, of: { readonly perHour: number; readonly memory: number }): boolean {
    const random = createRandom(seed)
    let mood = 0
    const samples = Array.from({ length: 480 }, (): Sample => {
      mood = of.memory * mood + Math.sqrt(1 - of.memory ** 2) * random.normal()
      if (!random.chance(of.perHour / 60)) return { amount: 0, weight: 0 }
      const weight = random.between(5, 40)
      return { amount: (TRUTH + 0.7 * mood + 0.7 * random.normal()) * weight, weight }
    })
    const blocks = Array.from({ length: 48 }, (_, at) => samples.slice(at * 10, at * 10 + 10))
    const bounds = blockBootstrap({
      ...{ samples, blockLength: 10, resamples: 400, confidence: 0.95 },
      below: (bound) => random.between(0, bound - 1),
    })
    const sum = (name: keyof Sample): number => samples.reduce((total, sample) => total + sample[name], 0)
    const withFills = blocks.filter((block) => block.some(({ weight }) => weight > 0)).length
    const { low, high } = widened(bounds ?? { low: 0, high: 0 }, sum('amount') / sum('weight'), withFills)
    return low <= TRUTH && high >= TRUTH
  }
  const coverage = (options: Parameters<typeof covers>[1]): number =>
    Array.from({ length: TRIALS }, (_, trial) => covers(trial * 13 + 1, options)).filter(Boolean).length /
    TRIALS

  test('fills that do not depend on each other: nearly 95 %', () => {
    const found = coverage({ perHour: 8, memory: 0 })

    expect(found).toBeGreaterThan(0.91)
    expect(found).toBeLessThan(0.99)
  })

  test('fills that hang together for minutes: a little less, which docs/report.md says', () => {
    const found = coverage({ perHour: 8, memory: 0.8 })

    expect(found).toBeGreaterThan(0.87)
    expect(found).toBeLessThan(0.99)
  })
})
