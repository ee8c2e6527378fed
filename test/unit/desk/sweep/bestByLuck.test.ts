import { describe, expect, test } from 'vitest'
import { bestByLuck, MIN_LUCK_BLOCKS } from '../../../../desk/sweep/bestByLuck.ts'
import { Random } from '../../../../shared/simulator/random.ts'

const SD = 1_000

/** Normal to a good approximation: the sum of twelve uniform draws. */
function normal(random: Random): number {
  let sum = -6
  for (let draw = 0; draw < 12; draw += 1) sum += random.below(1_000_000) / 1_000_000
  return sum * SD
}
const gainsOf = (random: Random, variants: number, blocks: number, mean = 0): number[][] =>
  Array.from({ length: variants }, () => Array.from({ length: blocks }, () => normal(random) + mean))
const luckOf = (gains: readonly (readonly number[])[], resamples = 500) => {
  const random = new Random(1)
  return bestByLuck({ gains, resamples, below: (bound) => random.below(bound) })
}

describe('how good the best of several would look by luck', () => {
  test('the best of 16 without anything in common is 1.77 deviations of a total, the expected largest of 16 normals', () => {
    const means = Array.from(
      { length: 20 },
      (_, seed) => luckOf(gainsOf(new Random(seed), 16, 100))?.meanMicros ?? 0,
    )
    const mean = means.reduce((sum, each) => sum + each, 0) / means.length

    expect(mean / (SD * Math.sqrt(100))).toBeCloseTo(1.766, 1)
  })

  test('the best of 16 that are one and the same is no better than one of them', () => {
    const [gains = []] = gainsOf(new Random(5), 1, 100)
    const luck = luckOf(
      Array.from({ length: 16 }, () => gains),
      4_000,
    )

    expect(Math.abs(luck?.meanMicros ?? 1e9) / (SD * Math.sqrt(100))).toBeLessThan(0.1)
    expect((luck?.highMicros ?? 0) / (SD * Math.sqrt(100))).toBeCloseTo(1.645, 0)
  })

  test('of 300 searches among worthless variants, few show a best one that luck would not: about one in twenty', () => {
    let found = 0
    for (let seed = 0; seed < 300; seed += 1) {
      const luck = luckOf(gainsOf(new Random(1_000 + seed), 16, 60), 200)
      if ((luck?.chance ?? 1) <= 0.05) found += 1
    }
    expect(found).toBeGreaterThan(3)
    expect(found).toBeLessThan(30)
  })

  test('one that truly earns is distinguished from luck', () => {
    const random = new Random(7)
    const luck = luckOf([...gainsOf(random, 15, 100), ...gainsOf(random, 1, 100, 0.6 * SD)])

    expect(luck?.chance).toBeLessThan(0.01)
  })

  test('the same gains give the same figures; too few blocks give none', () => {
    const gains = gainsOf(new Random(9), 4, MIN_LUCK_BLOCKS)

    expect(luckOf(gains)).toEqual(luckOf(gains))
    expect(luckOf(gains.map((each) => each.slice(1)))).toBeNull()
    expect(luckOf([])).toBeNull()
  })
})
