import { expect, test } from 'vitest'
import { describeStuck, stuckText } from '../../../cli/operate/describeStuck.ts'
import { emptyPosition } from '../../../shared/accounting/position.ts'
import { price, size, usdc } from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import type { MarketItem } from '../../../shared/ports/store.ts'
import { at, MARKET, state } from '../../support/build.ts'

const item = (over: Partial<MarketState>): MarketItem =>
  ({ market: MARKET, state: state(over), newerSchema: false }) as MarketItem
const holding = (shares: number): Partial<MarketState> => ({
  folded: { ...emptyPosition, sizeMicros: size(shares * 1e6), costMicros: usdc(shares * 500_000) },
  lastGoodMid: { priceMicros: price(500_000), atMs: at(0) },
})
const words = { accountMicros: 200_000_000, labelOf: () => 'Will it rain? – Yes' }

test('shares of a market that has ended are named with their steps at the venue and in the books', () => {
  const stuck = describeStuck([item({ ...holding(12), settling: true })], at(0))

  expect(stuck).toMatchObject([{ why: 'ended', shares: '12', worth: '6' }])
  const [sum, steps] = stuckText(stuck, words)
  expect(sum).toBe('stuck: about 6 USDC, 3.0 % of accountUsdc')
  expect(steps).toMatch(/^ {2}Will it rain\? – Yes: 12 shares, last worth 6, of a market that has ended/)
  expect(steps).toContain(`"adopt --market ${MARKET} --resolved --yes"`)
})

test('so are shares that no limit order can sell; what can be sold, or nothing, is not', () => {
  const small = describeStuck([item(holding(1.5))], at(0))

  expect(small).toMatchObject([{ why: 'small', shares: '1.5', worth: '0.75' }])
  expect(stuckText(small, words)[1]).toContain(`"adopt --market ${MARKET} --yes"`)
  expect(describeStuck([item(holding(12)), item({}), item({ settling: true })], at(0))).toEqual([])
  expect(describeStuck([{ ...item({}), state: null }], at(0))).toEqual([])
  expect(stuckText([], words)).toEqual([])
})
