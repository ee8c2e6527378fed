import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mulDiv, type Rounding } from '../../../shared/domain/decimal.ts'

const ROUNDINGS: readonly Rounding[] = ['down', 'up', 'nearest']

describe('mulDiv', () => {
  test.each([
    [7, 1, 2, 'down', 3],
    [7, 1, 2, 'nearest', 4],
    [7, 1, 2, 'up', 4],
    [-7, 1, 2, 'down', -4],
    [-7, 1, 2, 'nearest', -4],
    [-7, 1, 2, 'up', -3],
    [5, 1, 4, 'nearest', 1],
    [8, 1, 4, 'up', 2],
    [-1, 1, 4, 'up', 0],
    [0, -5, 3, 'down', 0],
  ] as const)('%d x %d / %d, %s, is %d', (a, b, c, rounding, expected) => {
    expect(mulDiv(a, b, c, rounding)).toBe(expected)
  })

  test('is what bigints come to, on both sides of what a number holds exactly', () => {
    const any = fc.oneof(
      fc.integer({ min: -2_000_000, max: 2_000_000 }),
      fc.integer({ min: -(2 ** 46), max: 2 ** 46 }),
      fc.constantFrom(Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 2 ** 52 - 1, 2 ** 52, -(2 ** 52)),
    )
    const divisor = fc.oneof(
      fc.integer({ min: 1, max: 2_000_000 }),
      fc.constantFrom(Number.MAX_SAFE_INTEGER, 2 ** 52),
    )
    fc.assert(
      fc.property(any, any, divisor, fc.constantFrom(...ROUNDINGS), (a, b, c, rounding) => {
        const exact = { product: BigInt(a) * BigInt(b), divisor: BigInt(c) }
        expect(mulDiv(a, b, c, rounding)).toBe(Number(quotient(exact, rounding)))
      }),
      { numRuns: 2_000 },
    )
  })

  test('refuses a fraction, and a division by nothing', () => {
    expect(() => mulDiv(0.5, 2, 1, 'down')).toThrow(RangeError)
    expect(() => mulDiv(1, 1, 0, 'down')).toThrow(RangeError)
  })
})

/** By the definition: the whole number below, above, or nearest, a half away from zero. */
function quotient(
  { product, divisor }: { readonly product: bigint; readonly divisor: bigint },
  rounding: Rounding,
): bigint {
  const rest = ((product % divisor) + divisor) % divisor
  const below = (product - rest) / divisor
  if (rest === 0n || rounding === 'down') return below
  if (rounding === 'up') return below + 1n
  if (2n * rest === divisor) return product < 0n ? below : below + 1n
  return 2n * rest > divisor ? below + 1n : below
}
