import { expect, test } from 'vitest'
import { stuckIn, stuckJson, stuckText } from '../../../cli/account/stuckText.ts'
import { emptyPosition } from '../../../shared/accounting/position.ts'
import { price, size, usdc } from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import type { MarketItem } from '../../../shared/ports/store.ts'
import { at, MARKET, state, TOKEN } from '../../support/build.ts'
import { OTHER_TOKEN, siblingState } from '../../support/siblings.ts'

const item = (over: Partial<MarketState>): MarketItem =>
  ({ market: MARKET, state: state(over), newerSchema: false }) as MarketItem
const holding = (shares: number): Partial<MarketState> => ({
  folded: { ...emptyPosition, sizeMicros: size(shares * 1e6), costMicros: usdc(shares * 500_000) },
  lastGoodMid: { priceMicros: price(500_000), atMs: at(0) },
})
const words = (items: readonly MarketItem[] = []) => ({
  items,
  accountMicros: 200_000_000,
  labelOf: () => 'Will it rain? – Yes',
})

test('shares of a market that has ended are named with their steps at the venue and in the books', () => {
  const stuck = stuckIn([item({ ...holding(12), settling: true })], at(0))

  expect(stuckJson(stuck)).toMatchObject([{ why: 'ended', shares: '12', worth: '6' }])
  const [sum, steps] = stuckText(stuck, words())
  expect(sum).toBe('stuck: about 6 USDC, 3.0 % of accountUsdc')
  expect(steps).toMatch(/^ {2}Will it rain\? – Yes: 12 shares, last worth 6, of a market that has ended/)
  expect(steps).toContain(`"npx bot adopt --market ${MARKET} --resolved --yes"`)
})

test('so are shares that no limit order can sell; what can be sold, or nothing, is not', () => {
  const small = stuckIn([item(holding(1.5))], at(0))

  expect(stuckJson(small)).toMatchObject([{ why: 'small', shares: '1.5', worth: '0.75' }])
  expect(stuckText(small, words())[1]).toContain(`"npx bot adopt --market ${MARKET} --brought PRICE --yes"`)
  expect(stuckIn([item(holding(12)), item({}), item({ settling: true })], at(0))).toEqual([])
  expect(stuckIn([{ ...item({}), state: null }], at(0))).toEqual([])
  expect(stuckText([], words())).toEqual([])
})

test('pairs have the steps of a merge, with a token for each outcome', () => {
  const items: readonly MarketItem[] = [
    { ...item(holding(20)), tokenId: TOKEN },
    { market: MARKET, tokenId: OTHER_TOKEN, state: siblingState(holding(12.5)), newerSchema: false },
  ]
  const [sum, steps] = stuckText(stuckIn(items, at(0)), words(items))

  expect(sum).toBe('stuck: about 12.5 USDC, 6.3 % of accountUsdc')
  expect(steps).toContain('12.5 pairs of both outcomes, worth 12.5 USDC whichever way it resolves')
  for (const token of [TOKEN, OTHER_TOKEN])
    expect(steps).toContain(`"npx bot adopt --market ${MARKET} --token ${token} --brought 0.5 --yes"`)
})
