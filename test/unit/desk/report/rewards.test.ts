import { describe, expect, test } from 'vitest'
import { RewardMeter } from '../../../../desk/report/rewardMeter.ts'
import { type RestingQuote, rewardShare } from '../../../../desk/report/rewardScore.ts'
import { rewardRules } from '../../../../desk/tape/rewardRules.ts'

const CENT = 10_000
const SHARE = 1_000_000
const RULES = {
  minSizeMicros: 50 * SHARE,
  maxSpreadMicros: 4 * CENT,
  dailyMicros: 1_440_000_000,
  minAgeMs: 30_000,
}
const level = (cents: number, shares: number) => ({ priceMicros: cents * CENT, sizeMicros: shares * SHARE })
const ours = (side: 'BUY' | 'SELL', cents: number, shares: number, sinceMs = 0): RestingQuote => ({
  ...{ side, priceMicros: cents * CENT, restMicros: shares * SHARE, sinceMs },
})
/** Mid 50 c: 100 a side at one cent, 200 a side at two. */
const BOOK = {
  nowMs: 100_000,
  bids: [level(49, 100), level(48, 200)],
  asks: [level(51, 100), level(52, 200)],
}
// By hand, v = 4 c: at 1 c ((4 - 1) / 4)^2 = 9/16, at 2 c (2/4)^2 = 1/4. A side of the crowd: 56.25 + 50 = 106.25.
const CROWD = 106.25

describe('our part of the reward scores', () => {
  test.each([
    ['both sides at one cent', [ours('BUY', 49, 100), ours('SELL', 51, 100)], 56.25 / (56.25 + CROWD)],
    ['one side alone counts a third', [ours('BUY', 49, 100)], 56.25 / 3 / (56.25 / 3 + CROWD)],
    [
      'the weaker side, where it is more than a third of the stronger',
      [ours('BUY', 49, 100), ours('SELL', 52, 100)],
      25 / (25 + CROWD),
    ],
    [
      'a third of the stronger, where the weaker is less',
      [ours('BUY', 49, 300), ours('SELL', 53, 60)],
      56.25 / (56.25 + CROWD),
    ],
    ['too small', [ours('BUY', 49, 49)], 0],
    ['too far away', [ours('BUY', 45, 500), ours('SELL', 55, 500)], 0],
    ['at the very end of the band it scores nothing', [ours('BUY', 46, 500), ours('SELL', 54, 500)], 0],
    ['too young', [ours('BUY', 49, 100, 70_001), ours('SELL', 51, 100, 70_001)], 0],
    [
      'just old enough',
      [ours('BUY', 49, 100, 70_000), ours('SELL', 51, 100, 70_000)],
      56.25 / (56.25 + CROWD),
    ],
  ])('%s', (_, quotes, share) => {
    expect(rewardShare(RULES, { ...BOOK, ours: quotes })).toBeCloseTo(share, 12)
  })

  test('below 10 c one side alone earns nothing, two sides do', () => {
    const low = { nowMs: 100_000, bids: [level(7, 100)], asks: [level(9, 100)] }

    expect(rewardShare(RULES, { ...low, ours: [ours('BUY', 7, 100)] })).toBe(0)
    expect(rewardShare(RULES, { ...low, ours: [ours('BUY', 7, 100), ours('SELL', 9, 100)] })).toBeCloseTo(
      0.5,
      12,
    )
  })

  test('the mid is that of levels large enough: a crumb at the touch moves nothing', () => {
    const crumbs = { ...BOOK, bids: [level(50, 1), ...BOOK.bids] }

    expect(rewardShare(RULES, { ...crumbs, ours: [ours('BUY', 49, 100)] })).toBeCloseTo(
      rewardShare(RULES, { ...BOOK, ours: [ours('BUY', 49, 100)] }),
      12,
    )
  })

  test('a side that is empty has no mid, and earns nothing', () => {
    expect(rewardShare(RULES, { ...BOOK, asks: [], ours: [ours('BUY', 49, 100)] })).toBe(0)
  })
})

describe('the estimate', () => {
  const both = [ours('BUY', 49, 100), ours('SELL', 51, 100)]
  /** A programme of 1,440 USDC a day is one a minute. */
  const perMinute = (56.25 / (56.25 + CROWD)) * 1_000_000

  test('adds up the daily sum by time and part', () => {
    const meter = new RewardMeter(RULES)
    for (let second = 100; second < 160; second += 10) {
      meter.sample({ ...BOOK, nowMs: second * 1_000, ours: both })
    }

    const { estimateMicros, qualifyingMs, samples } = meter.estimate(160_000)

    expect(estimateMicros).toBe(Math.round(perMinute))
    expect([qualifyingMs, samples]).toEqual([60_000, 6])
  })

  test('a sample stands for a minute at most, and not beyond a gap', () => {
    const long = new RewardMeter(RULES)
    long.sample({ ...BOOK, ours: both })
    const cut = new RewardMeter(RULES)
    cut.sample({ ...BOOK, ours: both })
    cut.pause(BOOK.nowMs + 15_000)
    cut.sample({ ...BOOK, nowMs: BOOK.nowMs + 500_000, ours: [] })

    expect(long.estimate(900_000)).toMatchObject({
      estimateMicros: Math.round(perMinute),
      qualifyingMs: 60_000,
    })
    expect(cut.estimate(900_000)).toMatchObject({
      estimateMicros: Math.round(perMinute / 4),
      qualifyingMs: 15_000,
    })
  })
})

describe('the venue tells a market’s programme', () => {
  const told = { min_size: 50, max_spread: 3.5, rates: [{ asset_address: '0x', rewards_daily_rate: 120 }] }

  test('in shares, cents and USDC a day, the age elsewhere', () => {
    expect(rewardRules(told, { mi: 50, ma: 3.5, moas: 30 })).toEqual({
      minSizeMicros: 50 * SHARE,
      maxSpreadMicros: 35_000,
      dailyMicros: 120_000_000,
      minAgeMs: 30_000,
    })
    expect(rewardRules(told, null)).not.toHaveProperty('minAgeMs')
  })

  test.each([
    ['no rates', { ...told, rates: null }],
    ['a sum of nothing', { ...told, rates: [] }],
    ['no band', { ...told, max_spread: 0 }],
    ['nonsense', 'rewards'],
  ])('%s: no programme', (_, programme) => {
    expect(rewardRules(programme, { moas: 30 })).toBeNull()
  })
})
