import { expect, test } from 'vitest'
import { applyAdjustment } from '../../../shared/accounting/adoption.ts'
import { emptyPosition } from '../../../shared/accounting/position.ts'
import { epochMs, size, usdc } from '../../../shared/domain/units.ts'

const held = { ...emptyPosition, sizeMicros: size(20), costMicros: usdc(8), realisedMicros: usdc(3) }
const lot = (sizeMicros: number, costMicros: number, realisedMicros = 0) => ({
  fromMs: epochMs(0),
  sizeMicros,
  costMicros,
  realisedMicros,
})

test.each([
  ['what came brings its cost', lot(10, 6), { sizeMicros: 30, costMicros: 14, realisedMicros: 3 }],
  ['what is gone takes its own', lot(-5, -2), { sizeMicros: 15, costMicros: 6, realisedMicros: 3 }],
  ['a payout realises', lot(-20, -8, 12), { sizeMicros: 0, costMicros: 0, realisedMicros: 15 }],
])('%s', (_, of, after) => {
  expect(applyAdjustment(held, of)).toEqual({ ...held, ...after })
})

test.each([
  ['shares', lot(-21, -8)],
  ['cost', lot(-5, -9)],
])('more %s than there are cannot be taken away', (_, of) => {
  expect(applyAdjustment(held, of)).toBeNull()
})
