import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { price, size } from '../../../shared/domain/units.ts'
import { type ExitInput, exitQuote } from '../../../shared/strategy/exitQuote.ts'
import { book, calmBook, info, now, type Side, settings } from '../../support/market.ts'

/** Bought at 0.56, the target two ticks above; the best ask is there too. */
const input = (with_: Partial<ExitInput> = {}): ExitInput => ({
  book: calmBook,
  info: info(),
  settings: settings(),
  averageCostMicros: price(560_000),
  sizeMicros: size(20_000_000),
  midMicros: price(570_000),
  heldMs: 0,
  nowMs: now,
  ...with_,
})

const priced = (with_: Partial<ExitInput>) => {
  const quoted = exitQuote(input(with_))
  return 'quote' in quoted ? quoted.quote.priceMicros : quoted.refusal
}

const ofBook = (bids: Side, asks: Side, averageCostMicros = 560_000, mid = 570_000) =>
  priced({
    book: book(bids, asks),
    averageCostMicros: price(averageCostMicros),
    midMicros: price(mid),
  })

const floorAt = (dollars: number) =>
  priced({ settings: settings({ risk: { exitFloorMicros: price(dollars * 1_000_000) } }) })

/** Free shares, no target, no floor, no book. */
function forNothing() {
  return priced({
    book: book([], []),
    averageCostMicros: price(0),
    midMicros: price(0),
    settings: settings({ risk: { exitFloorMicros: price(0) }, quote: { targetTicks: 0 } }),
  })
}

describe('exitQuote', () => {
  it('sells all that can be sold at average cost and target', () => {
    expect(exitQuote(input())).toEqual({
      quote: { priceMicros: 580_000, sizeMicros: 20_000_000 },
      reason: 'target',
    })
  })

  it.each([
    { name: 'the target above the best ask', is: ofBook([[0.5, 100]], [[0.52, 100]]), want: 580_000 },
    { name: 'the best ask above the target', is: ofBook([[0.61, 100]], [[0.63, 100]]), want: 630_000 },
    {
      name: 'a tick below it where two remain to the bid',
      is: ofBook([[0.6, 100]], [[0.63, 100]]),
      want: 620_000,
    },
    {
      name: 'the target where a tick below the best ask is below it',
      is: ofBook([[0.55, 100]], [[0.59, 100]]),
      want: 580_000,
    },
    {
      name: 'an odd average cost rounded up',
      is: ofBook([[0.5, 100]], [[0.52, 100]], 560_001),
      want: 590_000,
    },
    {
      name: 'the next ask where the best is dust',
      is: ofBook(
        [[0.615, 100]],
        [
          [0.62, 19.99],
          [0.64, 20],
        ],
      ),
      want: 640_000,
    },
    { name: 'an ask off the grid rounded up', is: ofBook([[0.621, 100]], [[0.631, 100]]), want: 640_000 },
    {
      name: 'the mid rounded up where all asks are dust',
      is: ofBook([[0.6, 100]], [[0.65, 5]], 560_000, 625_000),
      want: 630_000,
    },
    {
      name: 'the mid where there are no asks',
      is: ofBook([[0.6, 100]], [], 560_000, 620_000),
      want: 620_000,
    },
    {
      name: 'a tick above the best bid, lest it cross',
      is: ofBook([[0.62, 1]], [[0.61, 100]]),
      want: 630_000,
    },
    {
      name: 'above a bid off the grid',
      is: ofBook([[0.625, 1]], [[0.61, 100]]),
      want: 630_000,
    },
    { name: 'the target where there are no bids', is: ofBook([], [[0.58, 100]]), want: 580_000 },
    { name: 'no more than 1 less a tick', is: ofBook([[0.97, 100]], [[0.98, 100]], 985_000), want: 990_000 },
    { name: 'no more than that for an ask at 0.995', is: ofBook([[0.5, 9]], [[0.995, 100]]), want: 990_000 },
    { name: 'one tick at least', is: forNothing(), want: 10_000 },
    { name: 'the highest price above a bid just below it', is: ofBook([[0.98, 100]], []), want: 990_000 },
    { name: 'the floor', is: floorAt(0.65), want: 650_000 },
    { name: 'a floor off the grid rounded up', is: floorAt(0.6501), want: 660_000 },
    { name: 'the highest floor there can be', is: floorAt(0.99), want: 990_000 },
  ])('is at $name', ({ is, want }) => {
    expect(is).toBe(want)
  })

  it.each([
    { name: 'a floor above every price', is: floorAt(0.9901), refusal: 'floor' },
    { name: 'a bid at the highest price', is: ofBook([[0.99, 100]], []), refusal: 'crossed' },
    { name: 'a bid above the grid', is: ofBook([[0.995, 100]], [[0.999, 100]]), refusal: 'crossed' },
    { name: 'a tick of 0', is: priced({ info: info({ tickMicros: price(0) }) }), refusal: 'tickUnknown' },
    {
      name: 'a minimum size of 0',
      is: priced({ info: info({ minSizeMicros: size(0) }) }),
      refusal: 'minimumUnknown',
    },
    {
      name: 'less than the minimum',
      is: priced({ sizeMicros: size(4_999_999) }),
      refusal: 'sizeBelowMinimum',
    },
    { name: 'nothing to sell', is: priced({ sizeMicros: size(0) }), refusal: 'sizeBelowMinimum' },
    {
      name: 'less than nothing to sell',
      is: priced({ sizeMicros: size(-5_000_000) }),
      refusal: 'sizeBelowMinimum',
    },
  ])('with $name refuses: $refusal', ({ is, refusal }) => {
    expect(is).toBe(refusal)
  })

  it.each([
    { sizeMicros: 5_000_000, want: 5_000_000 },
    { sizeMicros: 5_009_999, want: 5_000_000 },
    { sizeMicros: 20_019_999, want: 20_010_000 },
  ])('sells $want of $sizeMicros: whole hundredths of a share', ({ sizeMicros, want }) => {
    expect(exitQuote(input({ sizeMicros: size(sizeMicros) }))).toMatchObject({ quote: { sizeMicros: want } })
  })

  it('is on the grid, post-only, not below the floor and sells no more than there is in any market', () => {
    const micros = fc.integer({ min: 1, max: 999_999 })
    fc.assert(
      fc.property(
        fc.constantFrom(100_000, 10_000, 5000, 2500, 1000, 100),
        micros,
        micros,
        fc.integer({ min: 1, max: 1_020_000 }),
        micros,
        fc.integer({ min: 0, max: 50_000_000 }),
        fc.integer({ min: 0, max: 5 }),
        (tickMicros, bidMicros, askMicros, average, floor, sellable, targetTicks) => {
          const quoted = exitQuote({
            book: book([[bidMicros / 1e6, 100]], [[askMicros / 1e6, 100]]),
            info: info({ tickMicros: price(tickMicros) }),
            settings: settings({ risk: { exitFloorMicros: price(floor) }, quote: { targetTicks } }),
            averageCostMicros: price(average),
            sizeMicros: size(sellable),
            midMicros: price(Math.floor((bidMicros + askMicros) / 2)),
            heldMs: 0,
            nowMs: now,
          })

          if ('refusal' in quoted) return
          const { priceMicros, sizeMicros } = quoted.quote
          const max = 1_000_000 - tickMicros
          expect(priceMicros % tickMicros).toBe(0)
          expect(priceMicros).toBeGreaterThanOrEqual(Math.max(tickMicros, floor))
          expect(priceMicros).toBeLessThanOrEqual(max)
          expect(priceMicros).toBeGreaterThan(bidMicros)
          expect(priceMicros).toBeGreaterThanOrEqual(Math.min(max, average + targetTicks * tickMicros))
          // A tick better than the ask, and then two ticks from the bid.
          expect(priceMicros).toBeGreaterThanOrEqual(Math.min(max, askMicros - tickMicros))
          if (priceMicros < Math.min(max, askMicros))
            expect(priceMicros - bidMicros).toBeGreaterThanOrEqual(2 * tickMicros)
          expect(sizeMicros % 10_000).toBe(0)
          expect(sizeMicros).toBeGreaterThanOrEqual(5_000_000)
          expect(sizeMicros).toBeLessThanOrEqual(sellable)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
