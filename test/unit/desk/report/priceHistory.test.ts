import { describe, expect, test } from 'vitest'
import { PriceHistory } from '../../../../desk/report/priceHistory.ts'
import { price, size } from '../../../../shared/domain/units.ts'

const SIZE = size(10_000_000)
const SECOND = 1_000

/** A book in cents, 100 shares at each bid. */
const book = (bidsCents: readonly number[], askCents: number | null) => ({
  bids: bidsCents.map((cents) => ({ priceMicros: price(cents * 10_000), sizeMicros: size(100_000_000) })),
  askMicros: askCents === null ? null : askCents * 10_000,
})
const historyOf = (...looks: readonly (readonly [second: number, of: ReturnType<typeof book>])[]) => {
  const prices = new PriceHistory(50_000)
  for (const [second, of] of looks) prices.look(second * SECOND, of)
  return prices
}
const later = (prices: PriceHistory, second: number) => prices.later(second * SECOND, SIZE)
const earlier = (prices: PriceHistory, second: number) => prices.before(second * SECOND, SIZE)
const believed = (cents: number) => ({ priceMicros: cents * 10_000, belief: 'believed' })

describe('the price over time', () => {
  test('is the mid, which holds from one change to the next', () => {
    const prices = historyOf([1, book([49], 51)], [2, book([50], 52)], [3, book([50], 52)])

    expect([0, 1, 1.9, 2, 3].map((at) => later(prices, at))).toEqual([
      null,
      believed(50),
      believed(50),
      believed(51),
      believed(51),
    ])
    expect([1, 1.1, 2, 2.1].map((at) => earlier(prices, at))).toEqual([
      null,
      believed(50),
      believed(50),
      believed(51),
    ])
  })

  test('is not known later than anybody looked', () => {
    const prices = historyOf([1, book([49], 51)])

    expect([later(prices, 1), later(prices, 1.1)]).toEqual([believed(50), null])
  })

  test('a wiped book that reopens in time is answered by its new mid, not by the one before', () => {
    const prices = historyOf(
      [0, book([49], 51)],
      [50, book([1], 99)],
      [98, book([60], 62)],
      [120, book([70], 72)],
    )

    expect(later(prices, 60)).toEqual(believed(61))
  })

  test.each([
    ['wide', book([2, 1], 60)],
    ['one-sided', book([2, 1], null)],
    ['crossed', book([2], 1)],
  ])('a book that stays %s is worth what its bids pay once the mid is three minutes old', (_, doubted) => {
    const prices = historyOf([0, book([49], 51)], [50, doubted], [400, book([9], 80)])

    expect(later(prices, 60)).toEqual({ priceMicros: 20_000, belief: 'bids' })
  })

  test('the bids are those of the moment it is given up, and for the size held', () => {
    const prices = historyOf(
      [0, book([49], 51)],
      [50, book([30], 99)],
      [100, book([], 99)],
      [400, book([30], 99)],
    )

    expect(later(prices, 60)).toEqual({ priceMicros: 0, belief: 'bids' })
    expect(earlier(prices, 350)).toEqual({ priceMicros: 0, belief: 'bids' })
    const thin = historyOf([0, book([49], 51)], [50, book([30], 99)], [400, book([30], 99)])
    expect(thin.later(60 * SECOND, size(200_000_000))).toEqual({ priceMicros: 150_000, belief: 'bids' })
  })

  test('a record that ends before that has the mid, no longer believed', () => {
    const prices = historyOf([0, book([49], 51)], [50, book([2], 99)], [130, book([3], 99)])

    expect(later(prices, 60)).toEqual({ priceMicros: 500_000, belief: 'disbelieved' })
  })

  test('a look back changes nothing; what is forgotten is unknown until the next look', () => {
    const prices = historyOf([1, book([49], 51)], [0.5, book([30], 31)])
    prices.forget(1.5 * SECOND)
    const within = prices.midMicros
    prices.look(3 * SECOND, book([40], 42))

    expect([later(prices, 1.2), later(prices, 2), within, later(prices, 3)]).toEqual([
      believed(50),
      null,
      null,
      believed(41),
    ])
  })

  test('before there was a price nobody knows one', () => {
    const prices = historyOf([0, book([2], 99)], [300, book([2], 99)])

    expect([later(prices, 60), earlier(prices, 200)]).toEqual([null, null])
  })
})
