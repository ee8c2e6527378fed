import { describe, expect, test } from 'vitest'
import {
  likelyShare,
  type RewardSample,
  rewardScores,
  rewardShare,
  shareOfScores,
  withSibling,
} from '../../../shared/accounting/rewardScore.ts'

const rules = { minSizeMicros: 20_000_000, maxSpreadMicros: 40_000, dailyMicros: 0, minAgeMs: 30_000 }
const level = (cents: number, shares: number) => ({ priceMicros: cents * 10_000, sizeMicros: shares * 1e6 })
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

test('what is known of deeper levels by its sum lowers the lower bound alone', () => {
  const beyond = { bids: [level(48, 1_000)], asks: [level(52, 1_000)] }
  const [without, deep] = [rewardShare(rules, sample()), rewardShare(rules, sample({ beyond }))]

  expect(deep.high).toBe(without.high)
  expect(deep.low).toBeLessThan(without.low)
})

test('orders for both outcomes of a market count as one maker with two sides', () => {
  const yes = rewardScores(rules, sample())
  const no = rewardScores(rules, sample())

  // A bid for the other outcome is an ask: both sides count whole.
  expect(likelyShare(withSibling(yes, no))).toBeCloseTo(0.5, 9)
  expect(shareOfScores(withSibling(yes, [])).high).toBe(shareOfScores(yes).high)
})
