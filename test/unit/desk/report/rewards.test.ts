import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RewardMeter } from '../../../../desk/report/rewardMeter.ts'
import { rewardRules } from '../../../../desk/tape/rewardRules.ts'
import { type RestingQuote, rewardShare } from '../../../../shared/accounting/rewardScore.ts'
import { level } from '../../../support/level.ts'

const CENT = 10_000
const SHARE = 1_000_000
const RULES = {
  minSizeMicros: 50 * SHARE,
  maxSpreadMicros: 4 * CENT,
  dailyMicros: 1_440_000_000,
  minAgeMs: 30_000,
}
const ours = (side: 'BUY' | 'SELL', cents: number, shares: number, sinceMs = 0): RestingQuote => ({
  side,
  priceMicros: cents * CENT,
  restMicros: shares * SHARE,
  sinceMs,
})
/** Mid 50 c: 100 a side at one cent, 200 a side at two. */
const BOOK = {
  nowMs: 100_000,
  bids: [level(49, 100), level(48, 200)],
  asks: [level(51, 100), level(52, 200)],
}
// By hand, v = 4 c: at 1 c ((4 - 1) / 4)^2 = 9/16, at 2 c (2/4)^2 = 1/4. A side of the crowd: 56.25 + 50 = 106.25.
// It counts at most as makers of both sides alike, and at least as makers of 3 to 1: a quarter of both sides.
const MOST = 106.25
const LEAST = (2 * 106.25) / 4

describe('our part of the reward scores', () => {
  test.each([
    ['both sides at one cent', [ours('BUY', 49, 100), ours('SELL', 51, 100)], 56.25],
    ['one side alone counts a third', [ours('BUY', 49, 100)], 56.25 / 3],
    [
      'the weaker side, where it is more than a third of the stronger',
      [ours('BUY', 49, 100), ours('SELL', 52, 100)],
      25,
    ],
    [
      'a third of the stronger, where the weaker is less',
      [ours('BUY', 49, 300), ours('SELL', 53, 60)],
      56.25,
    ],
    ['too small', [ours('BUY', 49, 49)], 0],
    ['too far away', [ours('BUY', 45, 500), ours('SELL', 55, 500)], 0],
    ['at the very end of the band it scores nothing', [ours('BUY', 46, 500), ours('SELL', 54, 500)], 0],
    ['too young', [ours('BUY', 49, 100, 70_001), ours('SELL', 51, 100, 70_001)], 0],
    ['just old enough', [ours('BUY', 49, 100, 70_000), ours('SELL', 51, 100, 70_000)], 56.25],
  ])('%s', (_, quotes, we) => {
    const { low, high } = rewardShare(RULES, { ...BOOK, ours: quotes })

    expect(low).toBeCloseTo(we / (we + MOST), 12)
    expect(high).toBeCloseTo(we / (we + LEAST), 12)
  })

  test('below 10 c one side alone earns nothing, two sides do', () => {
    const low = { nowMs: 100_000, bids: [level(7, 100)], asks: [level(9, 100)] }

    expect(rewardShare(RULES, { ...low, ours: [ours('BUY', 7, 100)] })).toEqual({ low: 0, high: 0 })
    const both = rewardShare(RULES, { ...low, ours: [ours('BUY', 7, 100), ours('SELL', 9, 100)] })
    expect(both.low).toBeCloseTo(0.5, 12)
    // The whole crowd may be on one side only.
    expect(both.high).toBe(1)
  })

  test('the mid may be that of the touch, or of levels large enough: the bounds hold for both', () => {
    const crumbs = { ...BOOK, bids: [level(50, 1), ...BOOK.bids], ours: [ours('BUY', 49, 100)] }
    const plain = rewardShare(RULES, { ...BOOK, ours: crumbs.ours })

    const { low, high } = rewardShare(RULES, crumbs)

    // With the crumb the mid is 50.5 c: a bid at 49 is 1.5 c away, (2.5 / 4)^2 x 100 / 3; one at 48 (1.5 / 4)^2.
    const we = (2.5 / 4) ** 2 * (100 / 3)
    const bids = (2.5 / 4) ** 2 * 100 + (1.5 / 4) ** 2 * 200
    const asks = (3.5 / 4) ** 2 * 100 + (2.5 / 4) ** 2 * 200
    expect(low).toBeCloseTo(we / (we + bids + (asks - bids) / 3), 12)
    expect(low).toBeLessThan(plain.low)
    expect(high).toBeCloseTo(plain.high, 12)
  })

  test('our own better quote moves the mid that we are measured by', () => {
    const better = rewardShare(RULES, { ...BOOK, ours: [ours('BUY', 50, 100)] })

    // The mid is 50.5 c then.
    const we = (3.5 / 4) ** 2 * (100 / 3)
    const bids = (2.5 / 4) ** 2 * 100 + (1.5 / 4) ** 2 * 200
    const asks = (3.5 / 4) ** 2 * 100 + (2.5 / 4) ** 2 * 200
    expect(better.low).toBeCloseTo(we / (we + bids + (asks - bids) / 3), 12)
  })

  test('no spread of the crowd over makers is outside of the bounds', () => {
    const parts = fc.array(fc.record({ b: fc.nat(1_000), a: fc.nat(1_000) }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(parts, (makers) => {
        const total = (side: 'b' | 'a') => makers.reduce((sum, maker) => sum + maker[side], 0)
        const counts = makers.reduce((sum, { a, b }) => sum + Math.max(Math.min(a, b), Math.max(a, b) / 3), 0)
        // One level a side at the mid's distance of one cent, scored 9/16 a share.
        const book = {
          nowMs: 100_000,
          ours: [ours('BUY', 49, 100), ours('SELL', 51, 100)],
          bids: [level(49, total('b'))],
          asks: [level(51, total('a'))],
        }
        const rules = { ...RULES, minSizeMicros: 0 }
        const { low, high } = rewardShare(rules, book)
        const share = 100 / (100 + counts)
        expect(share).toBeGreaterThanOrEqual(low - 1e-9)
        expect(share).toBeLessThanOrEqual(high + 1e-9)
      }),
      { seed: 8 },
    )
  })

  test('a side that is empty has no mid, and earns nothing', () => {
    expect(rewardShare(RULES, { ...BOOK, asks: [], ours: [ours('BUY', 49, 100)] })).toEqual({
      low: 0,
      high: 0,
    })
  })
})

describe('the estimate', () => {
  const both = [ours('BUY', 49, 100), ours('SELL', 51, 100)]
  /** A programme of 1,440 USDC a day is one a minute. */
  const perMinute = {
    low: (56.25 / (56.25 + MOST)) * 1_000_000,
    high: (56.25 / (56.25 + LEAST)) * 1_000_000,
  }

  test('adds up the daily sum by time and part', () => {
    const meter = new RewardMeter(RULES)
    for (let second = 100; second < 160; second += 10) {
      meter.sample({ ...BOOK, nowMs: second * 1_000, ours: both })
    }

    const { lowMicros, highMicros, qualifyingMs, samples } = meter.estimate(160_000)

    expect([lowMicros, highMicros]).toEqual([perMinute.low, perMinute.high].map(Math.round))
    expect([qualifyingMs, samples]).toEqual([60_000, 6])
  })

  test('a sample counts for a minute at most, and not beyond a gap', () => {
    const long = new RewardMeter(RULES)
    long.sample({ ...BOOK, ours: both })
    const cut = new RewardMeter(RULES)
    cut.sample({ ...BOOK, ours: both })
    cut.pause(BOOK.nowMs + 15_000)
    cut.sample({ ...BOOK, nowMs: BOOK.nowMs + 500_000, ours: [] })

    expect(long.estimate(900_000)).toMatchObject({
      lowMicros: Math.round(perMinute.low),
      highMicros: Math.round(perMinute.high),
      qualifyingMs: 60_000,
    })
    expect(cut.estimate(900_000)).toMatchObject({
      lowMicros: Math.round(perMinute.low / 4),
      highMicros: Math.round(perMinute.high / 4),
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
