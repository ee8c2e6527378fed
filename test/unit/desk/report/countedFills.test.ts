import { expect, test } from 'vitest'
import { CountedFills } from '../../../../desk/report/countedFills.ts'

const RULES = { minSizeMicros: 5_000_000, feeRatePpm: 0, feeExponent: 1, rebatePpm: 0 }
const FLAT = { valueMicros: 0, priceMicros: null, belief: 'believed' } as never

type Fill = readonly [atMs: number, side: 'BUY' | 'SELL', shares: number, cents: number]

/** The round trips of these fills: from, to, shares, micro-dollars; and how many the verdict counts. */
function tripsOf(...fills: readonly Fill[]) {
  const book = new CountedFills(RULES as never)
  for (const [atMs, side, shares, cents] of fills) {
    const fill = {
      atMs,
      side,
      purpose: side === 'BUY' ? 'entry' : 'exit',
      role: 'maker',
      orderId: `0x${atMs}`,
      priceMicros: cents * 10_000,
      sizeMicros: shares * 1_000_000,
      feeMicros: 0,
      mid: null,
    }
    book.add(fill as never, () => undefined)
  }
  const { verdict } = book.finish(FLAT, { coveredMs: 3_600_000 })
  const trips = book.trips.items.map(({ fromMs, toMs, sizeMicros, realisedMicros }) => [
    fromMs,
    toMs,
    sizeMicros / 1_000_000,
    realisedMicros,
  ])
  return { trips, counted: verdict.trips }
}

test('what an order still sells of the dust that it had left is the end of its trip, and no other', () => {
  expect(tripsOf([1, 'BUY', 45, 44], [5, 'SELL', 42, 46], [5, 'SELL', 3, 46])).toEqual({
    trips: [[1, 5, 45, 900_000]],
    counted: 1,
  })
  // Bit by bit, and later.
  expect(
    tripsOf([1, 'BUY', 45, 44], [5, 'SELL', 41, 46], [6, 'SELL', 2, 46], [9, 'SELL', 2, 46]).trips,
  ).toEqual([[1, 9, 45, 900_000]])
})

test('dust that stays ends the trip, and belongs to the next one at what it cost', () => {
  expect(
    tripsOf([1, 'BUY', 45, 44], [5, 'SELL', 42, 46], [8, 'BUY', 17, 44], [9, 'SELL', 20, 46]).trips,
  ).toEqual([
    [1, 5, 42, 840_000],
    [8, 9, 20, 400_000],
  ])
  expect(tripsOf([1, 'BUY', 45, 44], [5, 'SELL', 42, 46])).toEqual({
    trips: [[1, 5, 42, 840_000]],
    counted: 1,
  })
})
