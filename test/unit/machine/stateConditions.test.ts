import { describe, expect, test } from 'vitest'
import { tokenId, tradeId } from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import {
  cancelConfirmed,
  deadByProof,
  FILLS_ARE_OF_OUR_TOKEN,
  FILLS_HAVE_IDS,
  fillsCounted,
} from '../../../shared/machine/stateConditions.ts'
import { dead, id, leg, order, state } from '../../support/build.ts'

const other = (over: Parameters<typeof leg>[0]) => leg({ tradeId: tradeId('t2'), ...over })

describe('the fills of an item hold a condition if every one of them does', () => {
  test.each<readonly [string, MarketState['legs'], boolean, boolean]>([
    ['none', [], true, true],
    ['two of ours', [leg(), other({})], true, true],
    ['one without an id', [leg(), other({ tradeId: tradeId('unknown') })], false, true],
    ['one of another token', [leg(), other({ tokenId: tokenId('9') })], true, false],
  ])('%s', (_, legs, haveIds, areOfOurToken) => {
    const after = state({ legs })

    expect(FILLS_HAVE_IDS.holds(after)).toBe(haveIds)
    expect(FILLS_ARE_OF_OUR_TOKEN.holds(after)).toBe(areOfOurToken)
  })
})

test('each condition says what the requirement, or the page, calls it', () => {
  expect([cancelConfirmed('BUY'), deadByProof('BUY'), fillsCounted('BUY')].map(({ says }) => says)).toEqual([
    'Cancel confirmed via API',
    'Dead by proof',
    'Every fill it had is counted',
  ])
})

describe('of the orders of one side', () => {
  const gone = order({ life: dead() })
  const live = order({ id: id(2) })
  const sale = order({ id: id(3), side: 'SELL' })

  test.each<readonly [string, MarketState['orders'], boolean]>([
    ['its only one is dead', [gone], true],
    ['one is dead and one is not', [gone, live], false],
    ['one is dead and the other side has one', [gone, sale], true],
    ['there is none', [sale], true],
  ])('each cancel is confirmed: %s', (_, orders, holds) => {
    expect(cancelConfirmed('BUY').holds(state({ orders }))).toBe(holds)
  })

  test('every fill is counted once they are closed, or stuck so that a person was called', () => {
    const counted = (orders: MarketState['orders']) => fillsCounted('BUY').holds(state({ orders }))

    expect(counted([gone])).toBe(false)
    expect(counted([{ ...gone, stuck: true }, live])).toBe(false)
    expect(counted([{ ...gone, stuck: true }, sale])).toBe(true)
  })
})
