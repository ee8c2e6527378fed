import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flooringMicros, toleranceMicros, toleranceOf } from '../../../shared/domain/tolerance.ts'
import { price } from '../../../shared/domain/units.ts'
import { LOT_MICROS } from '../../../shared/domain/venueRules.ts'

const priceMicros = fc.integer({ min: 100, max: 999_900 }).map(price)

describe('the tolerance between two books of shares', () => {
  test('is a lot where nothing was filled', () => {
    expect(toleranceOf([])).toBe(10_000)
    expect(toleranceMicros(0)).toBe(LOT_MICROS)
  })

  test('grows by what one micro-dollar buys at the price of each fill', () => {
    expect(flooringMicros({ priceMicros: price(500_000) })).toBe(2)
    expect(flooringMicros({ priceMicros: price(990_000) })).toBe(2)
    expect(flooringMicros({ priceMicros: price(1_000_000) })).toBe(1)
    expect(toleranceOf([{ priceMicros: price(10_000) }, { priceMicros: price(500_000) }])).toBe(10_102)
  })

  test('no price is below the finest tick', () => {
    expect(flooringMicros({ priceMicros: price(0) })).toBe(10_000)
  })

  test('covers what flooring money and then shares loses, at any price and size', () => {
    fc.assert(
      fc.property(priceMicros, fc.integer({ min: 1, max: 10_000_000_000 }), (at, sizeMicros) => {
        const paid = (BigInt(sizeMicros) * BigInt(at)) / 1_000_000n
        const got = Number((paid * 1_000_000n) / BigInt(at))
        expect(sizeMicros - got).toBeLessThanOrEqual(flooringMicros({ priceMicros: at }))
      }),
    )
  })
})
