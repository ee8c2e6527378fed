import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { price, size } from '../../../shared/domain/units.ts'
import { type CrossingInput, crossingQuote } from '../../../shared/strategy/crossingQuote.ts'
import { isOffByMoreThan } from '../../../shared/strategy/grid.ts'
import { book, info, type Side } from '../../support/market.ts'

/** 10 at 0.56, 10 at 0.55, 100 at 0.50. */
const bids: Side = [
  [0.56, 10],
  [0.55, 10],
  [0.5, 100],
]

const input = (with_: Partial<CrossingInput> = {}): CrossingInput => ({
  book: book(bids, [[0.58, 100]]),
  info: info(),
  sizeMicros: size(10_000_000),
  floorMicros: price(10_000),
  ...with_,
})

const priced = (with_: Partial<CrossingInput>) => {
  const quoted = crossingQuote(input(with_))
  return 'quote' in quoted ? quoted.quote.priceMicros : quoted.refusal
}

const selling = (shares: number, floor = 0.01) =>
  priced({ sizeMicros: size(shares * 1_000_000), floorMicros: price(floor * 1_000_000) })

const offGrid = (dollars: number, floor = 0.01) =>
  priced({ book: book([[dollars, 100]], [[0.9999, 1]]), floorMicros: price(floor * 1_000_000) })

describe('crossingQuote', () => {
  it('takes the best bid where that fills it', () => {
    expect(crossingQuote(input())).toEqual({ quote: { priceMicros: 560_000, sizeMicros: 10_000_000 } })
  })

  it.each([
    { name: 'the best bid fills it to the last share', is: selling(10), want: 560_000 },
    { name: 'a hundredth of a share more goes one level down', is: selling(10.01), want: 550_000 },
    { name: 'it is just the minimum size', is: selling(5), want: 560_000 },
    { name: 'two levels fill it', is: selling(20), want: 550_000 },
    { name: 'the third is needed', is: selling(20.01), want: 500_000 },
    { name: 'not even all levels fill it: the lowest', is: selling(500), want: 500_000 },
    { name: 'the floor allows the first two: the second', is: selling(500, 0.51), want: 550_000 },
    { name: 'the floor is a level: that level', is: selling(500, 0.55), want: 550_000 },
    { name: 'the floor off the grid rounds up', is: selling(500, 0.5001), want: 550_000 },
    { name: 'the bid is above the grid: the highest price', is: offGrid(0.995), want: 990_000 },
  ])('when $name', ({ is, want }) => {
    expect(is).toBe(want)
  })

  it.each([
    { name: 'every bid below the floor', is: selling(10, 0.57), refusal: 'floor' },
    { name: 'every bid below the floor on the grid', is: selling(10, 0.5601), refusal: 'floor' },
    {
      name: 'a bid below one tick',
      is: priced({ ...tiny(), book: book([[0.009, 100]], []) }),
      refusal: 'floor',
    },
    { name: 'a floor of 1', is: selling(10, 1), refusal: 'floor' },
    {
      name: 'a bid off the grid that the next price does not meet',
      is: offGrid(0.555),
      refusal: 'priceBounds',
    },
    { name: 'a broken bid at a floor of 1', is: offGrid(1, 1), refusal: 'priceBounds' },
    { name: 'no bids', is: priced({ book: book([], [[0.58, 100]]) }), refusal: 'oneSided' },
    { name: 'less than the minimum', is: selling(4.999), refusal: 'sizeBelowMinimum' },
    { name: 'a tick of 0', is: priced({ info: info({ tickMicros: price(0) }) }), refusal: 'tickUnknown' },
    {
      name: 'a minimum size of 0',
      is: priced({ info: info({ minSizeMicros: size(0) }) }),
      refusal: 'minimumUnknown',
    },
  ])('with $name refuses: $refusal', ({ is, refusal }) => {
    expect(is).toBe(refusal)
  })

  it('sells whole hundredths of a share', () => {
    const quoted = crossingQuote(input({ sizeMicros: size(5_019_999) }))

    expect(quoted).toMatchObject({ quote: { sizeMicros: 5_010_000 } })
  })

  it('is on the grid, crosses, and is never below a floor in any market', () => {
    const micros = fc.integer({ min: 1, max: 999_999 })
    fc.assert(
      fc.property(
        fc.constantFrom(100_000, 10_000, 5000, 2500, 1000, 100),
        fc.array(fc.tuple(micros, fc.integer({ min: 1, max: 50 })), { maxLength: 5 }),
        fc.boolean(),
        micros,
        fc.integer({ min: 0, max: 90_000_000 }),
        (tickMicros, drawn, onGrid, floor, sellable) => {
          const align = (p: number) => (onGrid ? Math.max(Math.floor(p / tickMicros), 1) * tickMicros : p)
          const sorted = [...new Map(drawn.map(([p, s]) => [align(p), s]))].sort(([a], [b]) => b - a)
          const bestMicros = sorted[0]?.[0] ?? 0

          const quoted = crossingQuote({
            book: book(
              sorted.map(([p, s]) => [p / 1e6, s] as const),
              [],
            ),
            info: info({ tickMicros: price(tickMicros) }),
            sizeMicros: size(sellable),
            floorMicros: price(floor),
          })

          if ('refusal' in quoted) return
          const { priceMicros, sizeMicros } = quoted.quote
          expect(priceMicros % tickMicros).toBe(0)
          expect(priceMicros).toBeGreaterThanOrEqual(Math.max(tickMicros, floor))
          expect(priceMicros).toBeLessThanOrEqual(Math.min(1_000_000 - tickMicros, bestMicros))
          expect(sizeMicros % 10_000).toBe(0)
          expect(sizeMicros).toBeLessThanOrEqual(sellable)
          // It gives away no more than it must: what is above its price is not enough.
          const above = sorted.filter(([p]) => p > priceMicros)
          const lots = above.reduce((sum, [, s]) => sum + s * 1_000_000, 0)
          if (onGrid) expect(lots).toBeLessThan(sizeMicros)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

/** No floor but the grid itself. */
function tiny(): Partial<CrossingInput> {
  return { floorMicros: price(0) }
}

describe('isOffByMoreThan', () => {
  it.each([
    { a: 560_000, b: 560_000, off: false },
    { a: 560_000, b: 580_000, off: false },
    { a: 580_000, b: 560_000, off: false },
    { a: 560_000, b: 580_001, off: true },
    { a: 580_001, b: 560_000, off: true },
  ])('two ticks of 0.01: $a and $b are $off', ({ a, b, off }) => {
    expect(isOffByMoreThan(price(a), price(b), 2, price(10_000))).toBe(off)
  })
})
