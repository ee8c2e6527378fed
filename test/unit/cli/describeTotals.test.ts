import { expect, test } from 'vitest'
import { describeTotals, totalsText } from '../../../cli/operate/describeTotals.ts'
import { tokenId, usdc } from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import type { MarketItem } from '../../../shared/ports/store.ts'
import { MARKET, now, openState, order, settings, state } from '../../support/build.ts'

const itemOf = (of: MarketState, nth: number): MarketItem => ({
  market: MARKET,
  tokenId: tokenId(String(nth + 1)),
  state: of,
  newerSchema: false,
})
const realised = (usdcOfIt: number): MarketState => {
  const own = state()
  return { ...own, folded: { ...own.folded, realisedMicros: usdc(usdcOfIt * 1e6) } }
}
const stackOf = (count: number) => ({ markets: Array.from({ length: count }, () => settings()) })

test('one outcome has nothing to add up', () => {
  expect(describeTotals([itemOf(openState, 0)], stackOf(1), now)).toBeNull()
  expect(totalsText(null, [])).toEqual([])
})

test('of a few the sums are shown', () => {
  const items = [openState, state({ orders: [order()] })].map(itemOf)
  const totals = describeTotals(items, stackOf(2), now)

  expect(totals).toMatchObject({ outcomes: 2, holding: 1, orders: 1, caps: '100', worst: [] })
  expect(Number(totals?.exposure)).toBeGreaterThan(11)
  expect(totalsText(totals, ['A', 'B'])[0]).toMatch(/^all 2 outcomes: exposure \d[\d.]* of 100 USDC, earned /)
})

test('of many the worst follow, by their names', () => {
  const items = [3, -2, 0, -5, 1, 4].map((each, nth) => itemOf(realised(each), nth))
  const totals = describeTotals([...items, { ...itemOf(state(), 6), state: null }], stackOf(7), now)

  expect(totals).toMatchObject({ earned: '1', worst: [{ index: 3 }, { index: 1 }, { index: 2 }] })
  expect(totalsText(totals, ['A', 'B', 'C', 'D', 'E', 'F', 'G']).slice(1)).toEqual([
    '  worst: -5 USDC  D',
    '  worst: -2 USDC  B',
    '  worst: 0 USDC  C',
  ])
})
