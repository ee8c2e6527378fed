import { expect, test } from 'vitest'
import { marketId } from '../../../shared/domain/units.ts'
import { stuckMicros, stuckMoney } from '../../../shared/machine/stuck.ts'
import { at, cents, holding, state } from '../../support/build.ts'
import { siblingState } from '../../support/siblings.ts'

const mid = { lastGoodMid: { priceMicros: cents(50), atMs: at(0) } }
const of = (...states: Parameters<typeof stuckMoney>[0]) =>
  stuckMoney(states, at(0)).map(({ why, sizeMicros, worthMicros }) => [why, sizeMicros / 1e6, worthMicros])

test('shares of a market that has ended, and those below its smallest order, are stuck; what can be sold is not', () => {
  expect(of(state({ folded: holding(12), settling: true, ...mid }))).toEqual([['ended', 12, 6_000_000]])
  expect(of(state({ folded: holding(1.5), ...mid }))).toEqual([['small', 1.5, 750_000]])
  expect(of(state({ folded: holding(12), ...mid }), state({ settling: true }), state())).toEqual([])
})

test('of both outcomes as many are pairs as there are of the lesser, each worth a dollar', () => {
  expect(of(state({ folded: holding(20), ...mid }), siblingState({ folded: holding(12.5), ...mid }))).toEqual(
    [['pair', 12.5, 12_500_000]],
  )
  expect(of(state({ folded: holding(20), ...mid }), siblingState())).toEqual([])
})

test('each share is in one sum: small rests next to pairs, and no pairs once the market has ended', () => {
  const small = [state({ folded: holding(3), ...mid }), siblingState({ folded: holding(2), ...mid })]
  const ended = small.map((each) => ({ ...each, settling: true }))

  expect(of(...small)).toEqual([
    ['pair', 2, 2_000_000],
    ['small', 1, 500_000],
  ])
  expect(of(...ended).map(([why]) => why)).toEqual(['ended', 'ended'])
  expect(stuckMicros(stuckMoney(small, at(0)))).toBe(2_500_000)
})

test('shares of two markets are no pairs', () => {
  const other = state({ folded: holding(20), market: marketId('0xbb'), ...mid })

  expect(of(state({ folded: holding(20), ...mid }), other)).toEqual([])
})

test('a lot is the least that is a pair, more than the tolerance the least that has ended, less than the minimum is small', () => {
  const both = (count: number) =>
    of(state({ folded: holding(20), ...mid }), siblingState({ folded: holding(count), ...mid }))
  const ended = (count: number) => of(state({ folded: holding(count), settling: true, ...mid }))

  expect(both(0.01)[0]).toEqual(['pair', 0.01, 10_000])
  expect(both(0.009999)).toEqual([['small', 0.009999, 4_999]])
  expect(ended(0.01)).toEqual([])
  expect(ended(0.010001)).toEqual([['ended', 0.010001, 5_000]])
  expect(of(state({ folded: holding(5), ...mid }))).toEqual([])
  expect(of(state({ folded: holding(4.999999), ...mid })).map(([why]) => why)).toEqual(['small'])
})

test('what has no believed price is listed, and counts as nothing', () => {
  const stuck = stuckMoney([state({ folded: holding(1.5), lastGoodMid: null })], at(0))

  expect(stuck).toMatchObject([{ why: 'small', worthMicros: null }])
  expect(stuckMicros(stuck)).toBe(0)
})
