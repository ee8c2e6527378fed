import { describe, expect, test } from 'vitest'
import { makeCatalogue } from '../../../../desk/catalogue/makeCatalogue.ts'
import { displayed, type Maker, quotesOf, trueShare } from '../../../../desk/catalogue/makers.ts'
import { rewardShare } from '../../../../shared/accounting/rewardScore.ts'
import { epochMs } from '../../../../shared/domain/units.ts'

const startMs = epochMs(Date.UTC(2026, 10, 28, 12))
const catalogue = makeCatalogue({ seed: 1, count: 2_000, startMs })
const usdc = (micros: number): number => micros / 1e6

describe('a generated catalogue', () => {
  test('is the same for the same seed, and another for another', () => {
    const of = (seed: number) =>
      makeCatalogue({ seed, count: 20, startMs }).map(({ listed, makers }) => [listed, makers])

    expect(of(1)).toEqual(of(1))
    expect(of(1)).not.toEqual(of(2))
  })

  test('pays what was measured on the venue for 100 USDC of liquidity a day', () => {
    const yields = catalogue.map(({ per100Micros }) => usdc(per100Micros)).toSorted((a, b) => a - b)
    const at = (part: number): number => yields[Math.floor(part * yields.length)] ?? 0

    expect(at(0.5)).toBeGreaterThan(0.82 / 1.2)
    expect(at(0.5)).toBeLessThan(0.82 * 1.2)
    expect(at(0.9)).toBeGreaterThan(12 / 1.3)
    expect(at(0.9)).toBeLessThan(12 * 1.3)
    expect(at(0.99)).toBeGreaterThan(100 / 1.5)
    expect(at(0.99)).toBeLessThan(100 * 1.5)
  })

  test('names each market, token and address once', () => {
    const words = catalogue.flatMap(({ listed }) => [
      listed.market,
      ...listed.tokens,
      listed.slug,
      listed.question,
    ])

    expect(new Set(words).size).toBe(words.length)
  })

  test('ends its price history at the mid of the book', () => {
    for (const { book, prices } of catalogue.slice(0, 50)) {
      const [bid, ask] = book.type === 'book' ? [book.bids[0], book.asks[0]] : []
      const mid = ((bid?.priceMicros ?? 0) + (ask?.priceMicros ?? 0)) / 2

      expect(prices()).toHaveLength(360)
      expect(prices().at(-1)?.priceMicros).toBe(mid)
    }
  })
})

describe('the share of one more maker', () => {
  const rules = { minSizeMicros: 20_000_000, maxSpreadMicros: 40_000 }
  const bid = (cents: number, shares: number) => ({
    isBid: true,
    priceMicros: cents * 10_000,
    sizeMicros: shares * 1e6,
  })
  const ask = (cents: number, shares: number) => ({ ...bid(cents, shares), isBid: false })

  test('is counted maker by maker', () => {
    // At a cent from the mid an order weighs (3/4)^2: two-sided 100 against two of one side, of which each counts a third.
    const makers: readonly Maker[] = [[bid(49, 300)], [ask(51, 300)]]
    const ours = [bid(49, 100), ask(51, 100)]

    expect(trueShare(makers, ours, rules)).toBeCloseTo(100 / (100 + 100 + 100))
  })

  test('has nothing of an order below the smallest size, nor of one side alone near 0 and 1', () => {
    const makers: readonly Maker[] = [[bid(49, 100), ask(51, 100)]]
    expect(trueShare(makers, [bid(49, 19), ask(51, 19)], rules)).toBe(0)
    expect(trueShare([[bid(5, 100), ask(7, 100)]], [bid(5, 100)], rules)).toBe(0)
  })

  test('lies within what is estimated from the displayed book', () => {
    for (const { listed, makers } of catalogue) {
      const ours = quotesOf(makers, { usdcMicros: 500_000_000, sides: 'both' })
      const of = { minSizeMicros: listed.rewards?.minSizeMicros ?? 0, maxSpreadMicros: 45_000 }
      const estimate = rewardShare(
        { ...of, dailyMicros: 0, minAgeMs: 0 },
        {
          nowMs: 0,
          bids: displayed(makers, true),
          asks: displayed(makers, false),
          ours: ours.map(({ isBid, priceMicros, sizeMicros }) => ({
            side: isBid ? ('BUY' as const) : ('SELL' as const),
            priceMicros,
            restMicros: sizeMicros,
            sinceMs: 0,
          })),
        },
      )
      const share = trueShare(makers, ours, of)

      // Orders that are too small each may be large enough as a level: then a little more is ours than can be seen.
      expect(share).toBeGreaterThanOrEqual(estimate.low - 1e-9)
      expect(share).toBeLessThanOrEqual(estimate.high * 1.5 + 1e-9)
    }
  })
})
