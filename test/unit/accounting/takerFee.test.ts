import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { takerFeeMicros } from '../../../shared/accounting/takerFee.ts'
import { price, size } from '../../../shared/domain/units.ts'

const fee = (shares: number, priceMicros: number, feeRatePpm: number, feeExponent: number): number =>
  takerFeeMicros({
    sizeMicros: size(shares * 1_000_000),
    priceMicros: price(priceMicros),
    feeRatePpm,
    feeExponent,
  })

describe('takerFeeMicros', () => {
  it.each<{ name: string; of: readonly [number, number, number, number]; want: number }>([
    { name: 'crypto at one half: 1.75 cents a share', of: [100, 500_000, 70_000, 1], want: 1_750_000 },
    { name: 'sports, 20 at 0.57', of: [20, 570_000, 50_000, 1], want: 245_100 },
    { name: 'the same at the mirrored price', of: [20, 430_000, 50_000, 1], want: 245_100 },
    { name: 'politics, 12.34 at 0.333', of: [12.34, 333_000, 40_000, 1], want: 109_630 },
    { name: 'geopolitics are free', of: [1000, 500_000, 0, 1], want: 0 },
    { name: 'exponent 0: the plain rate', of: [10, 900_000, 20_000, 0], want: 200_000 },
    { name: 'exponent 2', of: [100, 500_000, 250_000, 2], want: 1_562_500 },
    { name: 'exponent 3', of: [100, 500_000, 250_000, 3], want: 390_630 },
    { name: 'a price of 0', of: [100, 0, 70_000, 1], want: 0 },
    { name: 'a price of 1', of: [100, 1_000_000, 70_000, 1], want: 0 },
    { name: 'a price of 1 at exponent 0', of: [1, 1_000_000, 70_000, 0], want: 70_000 },
    { name: 'nothing taken', of: [0, 500_000, 70_000, 1], want: 0 },
    // Exponent 0 and rate 1: the fee in micro-dollars is the number of shares.
    { name: 'just under one step', of: [9.999999, 500_000, 1, 0], want: 0 },
    { name: 'exactly one step', of: [10, 500_000, 1, 0], want: 10 },
    { name: 'under one step and a half', of: [14.999999, 500_000, 1, 0], want: 10 },
    { name: 'one step and a half', of: [15, 500_000, 1, 0], want: 20 },
  ])('$name: $want', ({ of: [shares, priceMicros, feeRatePpm, feeExponent], want }) => {
    expect(fee(shares, priceMicros, feeRatePpm, feeExponent)).toBe(want)
  })

  it.each([
    { name: 'exponent 4', of: { feeExponent: 4 }, message: /exponent 4: not computable/ },
    { name: 'exponent 0.5', of: { feeExponent: 0.5 }, message: /exponent 0.5: not computable/ },
    { name: 'exponent -1', of: { feeExponent: -1 }, message: /exponent -1: not computable/ },
    { name: 'exponent NaN', of: { feeExponent: Number.NaN }, message: /not computable/ },
    { name: 'a negative rate', of: { feeRatePpm: -1 }, message: /-1 ppm/ },
    { name: 'a fractional rate', of: { feeRatePpm: 0.05 }, message: /0.05 ppm/ },
    { name: 'a negative size', of: { sizeMicros: size(-1) }, message: /size -1 is negative/ },
    { name: 'a negative price', of: { priceMicros: price(-1) }, message: /price -1 is outside/ },
    { name: 'a price above 1', of: { priceMicros: price(1_000_001) }, message: /price 1000001 is outside/ },
  ])('refuses $name', ({ of, message }) => {
    const good = {
      sizeMicros: size(1_000_000),
      priceMicros: price(500_000),
      feeRatePpm: 50_000,
      feeExponent: 1,
    }

    expect(() => takerFeeMicros({ ...good, ...of })).toThrow(message)
  })

  it('is a whole number of steps within half a step of the true fee, and symmetric in p and 1-p', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000_000_000 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 0, max: 3 }),
        (sizeMicros, priceMicros, feeRatePpm, feeExponent) => {
          const at = (micros: number) =>
            takerFeeMicros({
              sizeMicros: size(sizeMicros),
              priceMicros: price(micros),
              feeRatePpm,
              feeExponent,
            })
          const p = priceMicros / 1e6
          const trueMicros = sizeMicros * (feeRatePpm / 1e6) * (p * (1 - p)) ** feeExponent

          const fee = at(priceMicros)

          expect(fee % 10).toBe(0)
          expect(fee).toBe(at(1_000_000 - priceMicros))
          // Floats are off by some 1e-16 of the amount; below one step the fee is none.
          if (trueMicros >= 10.001) expect(Math.abs(fee - trueMicros)).toBeLessThanOrEqual(5.001)
          if (trueMicros <= 9.999) expect(fee).toBe(0)
        },
      ),
      { numRuns: 500 },
    )
  })
})
