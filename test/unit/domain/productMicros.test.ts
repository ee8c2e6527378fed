import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatMicros, notional, productMicros } from '../../../shared/domain/decimal.ts'
import { price, size } from '../../../shared/domain/units.ts'

describe('the product of two decimals', () => {
  it('is exact to the last digit and rounded once', () => {
    expect(productMicros('0.7210000476613491', '11.371898', 'nearest')).toBe(8_199_139)
    expect(productMicros('0.3', '0.000001', 'down')).toBe(0)
    expect(productMicros('0.3', '0.000001', 'up')).toBe(1)
    expect(productMicros('0.5', '0.000001', 'nearest')).toBe(1)
    expect(productMicros('5.', '2', 'nearest')).toBe(10_000_000)
  })

  it.each([
    ['-1', '2'],
    ['1', ''],
    ['1e3', '1'],
    [1, '1'],
    ['1', null],
    ['9'.repeat(20), '9'.repeat(20)],
    ['1'.repeat(41), '1'],
  ])('is none of %j and %j', (a, b) => {
    expect(productMicros(a, b, 'nearest')).toBeNull()
  })

  it('is the notional where six decimals suffice', () => {
    const micros = fc.integer({ min: 0, max: 1_000_000 })
    fc.assert(
      fc.property(
        micros,
        fc.integer({ min: 0, max: 1e12 }),
        fc.constantFrom('down', 'up', 'nearest'),
        (p, s, rounding) => {
          const exact = notional({ priceMicros: price(p), sizeMicros: size(s) }, rounding)
          expect(productMicros(formatMicros(p), formatMicros(s), rounding)).toBe(exact)
        },
      ),
    )
  })
})
