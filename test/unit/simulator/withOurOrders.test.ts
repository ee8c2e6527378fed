import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Book, topLevels } from '../../../shared/domain/market.ts'
import { known } from '../../../shared/domain/read.ts'
import { price, size } from '../../../shared/domain/units.ts'
import { othersBook } from '../../../shared/machine/othersBook.ts'
import { type OurOrder, withOurOrders } from '../../../shared/simulator/withOurOrders.ts'
import { cents, holding, id, now, order, shares, state } from '../../support/build.ts'
import { book, calmBook, type Side } from '../../support/market.ts'

const ours = (side: OurOrder['side'], at: number, rest: number): OurOrder => ({
  side,
  priceMicros: cents(at),
  restMicros: shares(rest),
})

describe('a book with our own orders on it', () => {
  test('shows them at their prices, best first, and in its depth', () => {
    const shown = withOurOrders(calmBook, [ours('BUY', 56, 5), ours('SELL', 57, 7)])

    expect(shown).toMatchObject({
      bids: [{ sizeMicros: shares(505) }, { sizeMicros: shares(900) }],
      asks: [{ priceMicros: cents(57), sizeMicros: shares(7) }, { priceMicros: cents(58) }, {}],
      bidDepthMicros: calmBook.bidDepthMicros + shares(5),
      askDepthMicros: calmBook.askDepthMicros + shares(7),
    })
  })

  test('has no more levels than the venue sends: what is deeper is in the depth alone', () => {
    const five: Side = [56, 55, 54, 53, 52].map((at) => [at / 100, 10])
    const fiveDeep = book(five, [])

    expect(withOurOrders(fiveDeep, [ours('BUY', 40, 5)]).bids).toEqual(fiveDeep.bids)
    expect(withOurOrders(fiveDeep, [ours('BUY', 57, 5)]).bids.map((level) => level.priceMicros)).toEqual(
      [57, 56, 55, 54, 53].map(cents),
    )
  })

  test('is the recorded one again without them, as the bot takes them off', () => {
    const anySide = (from: number, to: number) =>
      fc.uniqueArray(fc.tuple(fc.integer({ min: from, max: to }), fc.integer({ min: 1, max: 90 })), {
        maxLength: 8,
        selector: ([at]) => at,
      })
    fc.assert(
      fc.property(
        anySide(30, 50),
        anySide(51, 70),
        fc.integer({ min: 25, max: 50 }),
        fc.integer({ min: 51, max: 75 }),
        (bids, asks, bid, ask) => {
          const recorded = read(bids, asks)
          const entry = order({ priceMicros: cents(bid), sizeMicros: shares(20) })
          const exit = order({ id: id(2), side: 'SELL', priceMicros: cents(ask), sizeMicros: shares(30) })
          const shown = withOurOrders(recorded, [ours('BUY', bid, 20), ours('SELL', ask, 30)])

          const left = othersBook(known(shown, now), state({ folded: holding(30), orders: [entry, exit] }))

          expect(left).toMatchObject({
            value: { bidDepthMicros: recorded.bidDepthMicros, askDepthMicros: recorded.askDepthMicros },
          })
          if (!left.ok) throw new Error(left.unknown)
          // A level that is ours alone takes the place of one of the others.
          expect(recorded.bids.slice(0, left.value.bids.length)).toEqual(left.value.bids)
          expect(recorded.asks.slice(0, left.value.asks.length)).toEqual(left.value.asks)
          expect(recorded.bids.length - left.value.bids.length).toBeLessThanOrEqual(1)
          expect(recorded.asks.length - left.value.asks.length).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
})

/** As the venue sends it: the best five levels a side, and the sums of all. */
function read(
  bids: readonly (readonly [number, number])[],
  asks: readonly (readonly [number, number])[],
): Book {
  const levels = (side: typeof bids, sign: number) =>
    side
      .map(([at, of]) => ({ priceMicros: price(cents(at)), sizeMicros: shares(of) }))
      .sort((a, b) => sign * (a.priceMicros - b.priceMicros))
  const depth = (side: typeof bids) => size(side.reduce((total, [, of]) => total + shares(of), 0))
  return {
    ...calmBook,
    bids: topLevels(levels(bids, -1), 0),
    asks: topLevels(levels(asks, 1), 0),
    bidDepthMicros: depth(bids),
    askDepthMicros: depth(asks),
  }
}
