import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldLegs, foldOrder } from '../../../shared/accounting/foldLegs.ts'
import { emptyPosition } from '../../../shared/accounting/position.ts'
import { epochMs, orderId, price, size, tradeId, usdc } from '../../../shared/domain/units.ts'
import { history, leg } from './legs.ts'

describe('foldOrder', () => {
  // Each later rule is contradicted by all the rules after it, so that only the named one can decide.
  const last = { tradeId: tradeId('t0'), orderId: orderId('0x00') }
  const first = { tradeId: tradeId('t9'), orderId: orderId('0x09') }
  it.each([
    {
      name: 'the time of the match',
      a: leg({ ...first, matchedAtMs: epochMs(1000), side: 'SELL', priceMicros: price(900_000) }),
      b: leg({ ...last, matchedAtMs: epochMs(2000), side: 'BUY', priceMicros: price(100_000) }),
    },
    {
      name: 'BUY before SELL',
      a: leg({ ...first, side: 'BUY', priceMicros: price(900_000) }),
      b: leg({ ...last, side: 'SELL', priceMicros: price(100_000) }),
    },
    {
      name: 'the lower price',
      a: leg({ ...first, priceMicros: price(100_000), sizeMicros: size(900) }),
      b: leg({ ...last, priceMicros: price(900_000), sizeMicros: size(100) }),
    },
    {
      name: 'the smaller size',
      a: leg({ ...first, sizeMicros: size(100), notionalMicros: usdc(9) }),
      b: leg({ ...last, sizeMicros: size(900), notionalMicros: usdc(1) }),
    },
    {
      name: 'the smaller notional',
      a: leg({ ...first, notionalMicros: usdc(1), feeMicros: usdc(9) }),
      b: leg({ ...last, notionalMicros: usdc(2), feeMicros: usdc(1) }),
    },
    {
      name: 'the smaller fee',
      a: leg({ ...first, feeMicros: usdc(1), role: 'taker' }),
      b: leg({ ...last, feeMicros: usdc(2), role: 'maker' }),
    },
    {
      name: 'maker before taker',
      a: leg({ ...first, role: 'maker' }),
      b: leg({ ...last, role: 'taker' }),
    },
    {
      name: 'the trade id',
      a: leg({ tradeId: tradeId('t1'), orderId: orderId('0x09') }),
      b: leg({ tradeId: tradeId('t2'), orderId: orderId('0x00') }),
    },
    { name: 'the order id', a: leg({ orderId: orderId('0x01') }), b: leg({ orderId: orderId('0x02') }) },
  ])('decides by $name', ({ a, b }) => {
    expect(foldOrder(a, b)).toBeLessThan(0)
    expect(foldOrder(b, a)).toBeGreaterThan(0)
  })

  it('calls only a leg and itself equal', () => {
    expect(foldOrder(leg(), leg())).toBe(0)
  })
})

describe('foldLegs', () => {
  it('gives the same position whatever order the legs arrive in and whatever ids they have', () => {
    fc.assert(
      fc.property(
        history(12).chain((legs) =>
          fc.tuple(
            fc.constant(legs),
            fc.shuffledSubarray([...legs], { minLength: legs.length, maxLength: legs.length }),
            fc.shuffledSubarray(
              legs.map((one) => one.tradeId),
              { minLength: legs.length, maxLength: legs.length },
            ),
          ),
        ),
        ([legs, shuffled, ids]) => {
          const renamed = shuffled.map((one, i) => ({ ...one, tradeId: ids[i] ?? one.tradeId }))

          expect(foldLegs(emptyPosition, renamed)).toEqual(foldLegs(emptyPosition, legs))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('can be split at any second: what was folded before does not change what comes', () => {
    fc.assert(
      fc.property(history(20), fc.integer({ min: 0, max: 40 }), (legs, seconds) => {
        const cutMs = 1_750_000_000_000 + seconds * 1000
        const before = legs.filter((one) => one.matchedAtMs < cutMs)
        const after = legs.filter((one) => one.matchedAtMs >= cutMs)

        expect(foldLegs(foldLegs(emptyPosition, before), after)).toEqual(foldLegs(emptyPosition, legs))
      }),
    )
  })

  it('folds a BUY and a SELL of the same second although the SELL was listed first', () => {
    const sold = leg({ tradeId: tradeId('a'), side: 'SELL', priceMicros: price(590_000) })
    const bought = leg({ tradeId: tradeId('b') })

    const folded = foldLegs(emptyPosition, [sold, bought])

    expect(folded).toMatchObject({ sizeMicros: 0, costMicros: 0, realisedMicros: 400_000, roundTrips: 1 })
  })

  it('leaves provisional and failed legs out', () => {
    const legs = [leg(), leg({ status: 'PROVISIONAL' }), leg({ status: 'FAILED', side: 'SELL' })]

    expect(foldLegs(emptyPosition, legs)).toEqual(foldLegs(emptyPosition, [leg()]))
  })

  it('asserts when a confirmed SELL has nothing to sell', () => {
    expect(() => foldLegs(emptyPosition, [leg({ side: 'SELL' })])).toThrow(/cannot be folded into 0 held/)
  })

  it('of no legs is the position itself', () => {
    expect(foldLegs(emptyPosition, [])).toBe(emptyPosition)
  })
})
