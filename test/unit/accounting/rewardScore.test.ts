import { describe, expect, test } from 'vitest'
import {
  likelyShare,
  type RewardSample,
  rewardScores,
  rewardShare,
  shareOfScores,
  withSibling,
} from '../../../shared/accounting/rewardScore.ts'
import { level } from '../../support/level.ts'

const rules = { minSizeMicros: 20_000_000, maxSpreadMicros: 40_000, dailyMicros: 0, minAgeMs: 30_000 }
const quote = (side: 'BUY' | 'SELL', cents: number, shares: number) => ({
  side,
  priceMicros: cents * 10_000,
  restMicros: shares * 1e6,
  sinceMs: 0,
})
const sample = (more: Partial<RewardSample> = {}): RewardSample => ({
  nowMs: 60_000,
  bids: [level(49, 100)],
  asks: [level(51, 100)],
  ours: [quote('BUY', 49, 100)],
  ...more,
})

describe('the likeliest share', () => {
  test('takes the crowd for one maker at the mid of the touch, between the bounds', () => {
    // Ours: 56.25 bid for, a third of it counts; the crowd has 56.25 on both sides.
    const scores = rewardScores(rules, sample())
    const { low, high } = rewardShare(rules, sample())

    expect(likelyShare(scores)).toBeCloseTo(0.25, 9)
    expect(low).toBeLessThanOrEqual(likelyShare(scores))
    expect(high).toBeGreaterThanOrEqual(likelyShare(scores))
  })

  test('is nothing where we have nothing, or nothing is known', () => {
    expect(likelyShare(rewardScores(rules, sample({ ours: [] })))).toBe(0)
    expect(likelyShare([])).toBe(0)
    expect(likelyShare(rewardScores(rules, sample({ asks: [] })))).toBe(0)
  })
})

describe('the scores of an instant', () => {
  const nobody = { bids: 0, asks: 0 }
  const none = { ours: nobody, crowd: { least: nobody, most: nobody }, isBalanced: false }

  test('are the square of what is left of the distance, times the size', () => {
    const beyond = { bids: [level(48, 1_000), level(46, 1_000), level(40, 1_000)], asks: [level(52, 400)] }
    const crowd = { bids: 56_250_000, asks: 56_250_000 }
    const at50 = {
      ours: { bids: 56_250_000, asks: 0 },
      crowd: { least: crowd, most: { bids: 306_250_000, asks: 156_250_000 } },
      isBalanced: true,
    }

    expect(rewardScores(rules, sample({ beyond }))).toEqual([at50, at50])
  })

  test('are taken by the mid of the touch, and by that of the levels from the least size on', () => {
    const of = (shares: number) =>
      rewardScores(rules, sample({ bids: [level(49, shares), level(48, 100)], ours: [] })).map(
        ({ crowd }) => crowd.least.bids,
      )

    expect(of(20)).toEqual([36_250_000, 36_250_000])
    // The levels of twenty shares and more begin at 48, so their mid is 49.5.
    expect(of(19)).toEqual([25_000_000, 39_062_500])
  })

  test.each([
    ['without asks', { bids: [level(3, 100)], asks: [] }],
    ['without bids', { bids: [], asks: [level(3, 100)] }],
    [
      'of which only a sum is known',
      { bids: [], asks: [], beyond: { bids: [level(3, 100)], asks: [level(5, 100)] } },
    ],
  ])('are none on a book %s', (_, levels) => {
    expect(rewardScores(rules, sample({ ...levels, ours: [] }))).toEqual([none, none])
  })

  test('are none where no distance earns', () => {
    const locked = sample({ bids: [level(50, 100)], asks: [level(50, 100)], ours: [] })

    expect(rewardScores({ ...rules, maxSpreadMicros: 0 }, locked)).toEqual([none, none])
  })
})

test('a crowd counts most where each maker quotes both sides, and least where that costs it three quarters', () => {
  const share = (askShares: number) => rewardShare(rules, sample({ asks: [level(51, askShares)] }))
  const ours = 56.25 / 3

  expect(share(50).low).toBeCloseTo(ours / (ours + 28.125 + 28.125 / 3), 9)
  expect(share(50).high).toBeCloseTo(ours / (ours + 84.375 / 4), 9)
  expect(share(20).low).toBeCloseTo(ours / (ours + 11.25 + 45 / 3), 9)
  expect(share(20).high).toBeCloseTo(ours / (ours + 56.25 / 3), 9)
})

test('what is known of deeper levels by its sum lowers the lower bound alone', () => {
  const beyond = { bids: [level(48, 1_000)], asks: [level(52, 1_000)] }
  const [without, deep] = [rewardShare(rules, sample()), rewardShare(rules, sample({ beyond }))]

  expect(deep.high).toBe(without.high)
  expect(deep.low).toBeLessThan(without.low)
})

test('orders for both outcomes of a market count as one maker with two sides', () => {
  const yes = rewardScores(rules, sample())
  const no = rewardScores(rules, sample())

  const sold = rewardScores(rules, sample({ ours: [quote('SELL', 51, 100)] }))
  const [both] = withSibling(yes, sold)
  expect(both?.ours).toEqual({ bids: 112_500_000, asks: 0 })
  // A bid for the other outcome is an ask: both sides count whole.
  expect(likelyShare(withSibling(yes, no))).toBeCloseTo(0.5, 9)
  expect(shareOfScores(withSibling(yes, [])).high).toBe(shareOfScores(yes).high)
})
