import { expect, test } from 'vitest'
import { describePairs, pairsText } from '../../../cli/operate/describePairs.ts'
import type { MarketId } from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import type { MarketItem } from '../../../shared/ports/store.ts'
import { holding, MARKET, state } from '../../support/build.ts'
import { OTHER_TOKEN, siblingState } from '../../support/siblings.ts'

const item = (of: MarketState, market: MarketId = MARKET): MarketItem => ({
  market,
  tokenId: of.tokenId,
  state: of,
  newerSchema: false,
})

test('of both outcomes of a market as many are pairs as there are of the lesser', () => {
  const items = [item(state({ folded: holding(20) })), item(siblingState({ folded: holding(12.5) }))]

  const pairs = describePairs(items)

  expect(pairs).toEqual([{ market: MARKET, pairs: '12.5' }])
  expect(pairs.map(pairsText)).toEqual([
    `${MARKET}: 12.5 pairs of both outcomes, worth 12.5 USDC at resolution, whichever way it resolves`,
  ])
})

test.each([
  ['one outcome is held alone', [item(state({ folded: holding(20) })), item(siblingState())]],
  ['the other has no item', [item(state({ folded: holding(20) }))]],
  [
    'the other cannot be read',
    [
      item(state({ folded: holding(20) })),
      { market: MARKET, tokenId: OTHER_TOKEN, state: null, newerSchema: true },
    ],
  ],
  [
    'two markets are held',
    [item(state({ folded: holding(20) })), item(state({ folded: holding(20) }), '0xbb' as MarketId)],
  ],
])('where %s there is no pair', (_, items) => {
  expect(describePairs(items)).toEqual([])
})
