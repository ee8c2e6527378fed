import { describe, expect, test } from 'vitest'
import { allRead, type UnreadableLeg } from '../../../shared/domain/leg.ts'
import { type UnreadableOrder, wholeList } from '../../../shared/domain/openOrders.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import { marketId, tokenId } from '../../../shared/domain/units.ts'
import { MAX_UNREADABLE_PAGED, type MarketState } from '../../../shared/machine/state.ts'
import {
  at,
  decide,
  factsOf,
  id,
  MARKET,
  observation,
  order,
  pages,
  unreadableLeg as record,
  seenLeg,
  state,
  stops,
  unreadableOrder,
} from '../../support/build.ts'
import { info } from '../../support/market.ts'

const ELSEWHERE = marketId('0xbb')
const shows = (legs: readonly UnreadableLeg[], orders: readonly UnreadableOrder[] = []) => ({
  trades: known({ ...allRead([]), unreadable: legs }, at(-0.5)),
  openOrders: known({ ...wholeList([]), unreadable: orders }, at(-0.5)),
})
const told = (before: MarketState, legs: readonly UnreadableLeg[], orders: readonly UnreadableOrder[] = []) =>
  decide(before, observation(shows(legs, orders)))

describe('a fill that cannot be read', () => {
  const concerning: readonly (readonly [string, Partial<UnreadableLeg>])[] = [
    ['of this market', {}],
    ['without a time', { matchedAtMs: null }],
    ['that says nothing', { market: null, tokenId: null, matchedAtMs: null }],
    ['of our token and no market', { market: null }],
    ['of the other token and no market', { market: null, tokenId: info().tokens[1] }],
    ['of the very second from which the trades are read', { matchedAtMs: at(-80) }],
    [
      'of an order of ours, whatever else it says',
      { orderId: id(1), market: ELSEWHERE, matchedAtMs: at(-9999) },
    ],
    ['of the second of our orders', { orderId: id(2), market: ELSEWHERE }],
  ]
  test.each(concerning)('%s is an open question: reported, waited for, and no STOP', (_, over) => {
    const before = state({ orders: [order(), order({ id: id(2), side: 'SELL' })] })
    const { decision, facts } = told(before, [record(over)])
    expect(facts.tradesUsable).toBe(false)
    expect(decision.state.tradesReadAtMs).toBe(before.tradesReadAtMs)
    expect(decision.state.unreadable).toEqual({ told: ['record'], tradesReadAtMs: at(-0.5) })
    expect(pages(decision)).toEqual([expect.stringContaining('its status: {}')])
    expect(stops(decision.actions)).toEqual([])
  })

  const others: readonly (readonly [string, Partial<UnreadableLeg>, Partial<MarketState>])[] = [
    ['of another market', { market: ELSEWHERE }, {}],
    ['of another market and an order of nobody’s', { market: ELSEWHERE, orderId: id(9) }, {}],
    ['of another token and no market', { market: null, tokenId: tokenId('9') }, {}],
    ['of before the market was begun', { matchedAtMs: at(-5) }, { adoptedAtMs: at(-4) }],
    ['behind the cursor', { matchedAtMs: at(-70.001) }, {}],
    ['that was set aside', {}, { setAside: ['record'] }],
    [
      'of an order of ours that was set aside',
      { orderId: id(1) },
      { setAside: ['record'], orders: [order()] },
    ],
  ]
  test.each(others)('%s is none of ours', (_, over, of) => {
    const { decision, facts } = told(state(of), [record(over)])
    expect(facts.tradesUsable).toBe(true)
    expect(decision.state.tradesReadAtMs).toBe(at(-0.5))
    expect(decision.state.unreadable).toBeUndefined()
    expect(pages(decision)).toEqual([])
  })

  test('next to one that was set aside is as open as it would be alone', () => {
    const before = state({ setAside: ['record'] })
    const { decision } = told(before, [record(), record({ key: 'new' })])
    expect(decision.state.unreadable?.told).toEqual(['new'])
  })

  test('leaves the other legs as they were read', () => {
    const before = state({ orders: [order()] })
    const trades = known({ ...allRead([seenLeg()]), unreadable: [record()] }, at(-0.5))
    expect(decide(before, observation({ trades })).state.legs).toHaveLength(1)
  })

  test('is reported once, and again once it had been readable', () => {
    const first = told(state(), [record()])
    const second = told(first.state, [record()])
    const gone = told(second.state, [])
    const back = told(gone.state, [record()])
    expect([first, second, gone, back].map(({ decision }) => pages(decision).length)).toEqual([1, 0, 0, 1])
    expect(gone.state).not.toHaveProperty('unreadable')
  })

  test('is reported next to one that was reported before', () => {
    const first = told(state(), [record()])
    const second = told(first.state, [record(), record({ key: 'new', raw: 'its size: {}' })])
    expect(pages(second.decision)).toEqual([expect.stringContaining('its size: {}')])
    expect(second.state.unreadable?.told).toEqual(['record', 'new'])
  })

  test.each([
    ['the trades', { trades: unknown('x') }],
    ['the open orders', { openOrders: unknown('x') }],
  ])('is not forgotten by a read of %s that failed', (_, failed) => {
    const first = told(state(), [record()])
    const unread = decide(first.state, observation(failed))
    expect(unread.state.unreadable).toEqual(first.state.unreadable)
    expect(pages(told(unread.state, [record()]).decision)).toEqual([])
  })

  test('and seen again while the open orders were not read is one record still', () => {
    const first = told(state(), [record()])
    const again = decide(first.state, observation({ ...shows([record()]), openOrders: unknown('x') }))
    expect(again.state.unreadable).toEqual({ told: ['record'], tradesReadAtMs: at(-0.5) })
    expect(pages(again.decision)).toEqual([])
  })

  test('reads that fail where there is none make none', () => {
    const failed = { trades: unknown('x'), openOrders: unknown('x') }
    expect(factsOf(state(), failed).state).not.toHaveProperty('unreadable')
  })

  test('does not make blind what else was read; silence does', () => {
    const long = state({
      tradesReadAtMs: at(-3600),
      unreadable: { told: ['record'], tradesReadAtMs: at(-10) },
    })
    expect(stops(told(long, [record()]).decision.actions)).toEqual([])
    expect(stops(decide(long, observation({ trades: unknown('x') })).decision.actions)).toEqual([])
    const silent = state({ tradesReadAtMs: at(-3600), unreadable: { told: ['record'] } })
    expect(stops(decide(silent, observation({ trades: unknown('x') })).decision.actions)).toEqual(['BLIND'])
  })

  test('is one of at most twenty that are reported', () => {
    const many = Array.from({ length: 50 }, (_, n) => record({ key: `record${n}` }))
    const { decision } = told(state(), many)
    expect(decision.state.unreadable?.told).toHaveLength(MAX_UNREADABLE_PAGED)
    expect(pages(decision)).toHaveLength(MAX_UNREADABLE_PAGED)
    expect(pages(told(decision.state, many).decision)).toEqual([])
  })
})

describe('an open order that cannot be read', () => {
  test.each<readonly [string, Partial<UnreadableOrder>, number]>([
    ['of this market', { market: MARKET }, 1],
    ['of no market', {}, 1],
    ['of ours', { orderId: id(1), market: ELSEWHERE }, 1],
    ['of another market', { market: ELSEWHERE }, 0],
    ['of another market, with an id', { market: ELSEWHERE, orderId: id(9) }, 0],
  ])('%s is reported where it may be ours', (_, over, times) => {
    const { decision, facts } = told(state({ orders: [order()] }), [], [unreadableOrder(over)])
    expect(pages(decision)).toHaveLength(times)
    expect(facts.tradesUsable).toBe(true)
    expect(decision.state.unreadable).toStrictEqual(times === 0 ? undefined : { told: ['record'] })
  })

  test('is reported once', () => {
    const first = told(state(), [], [unreadableOrder()])
    expect(pages(told(first.state, [], [unreadableOrder()]).decision)).toEqual([])
  })

  test('with an id is of no order where the market has none', () => {
    const orders = [unreadableOrder({ market: ELSEWHERE, orderId: id(1) })]
    expect(factsOf(state(), shows([], orders)).state).not.toHaveProperty('unreadable')
  })

  test('leaves the time of the trades where a fill had left it', () => {
    const before = state({ unreadable: { told: ['fill'], tradesReadAtMs: at(-10) } })
    const after = factsOf(before, shows([], [unreadableOrder()])).state
    expect(after.unreadable).toEqual({ told: ['record'], tradesReadAtMs: at(-10) })
  })
})

describe('a report of a record', () => {
  test.each<readonly [string, Partial<UnreadableLeg>, boolean]>([
    ['that names neither market nor token is of the whole account', { market: null, tokenId: null }, true],
    ['that names the market is of that market', { tokenId: null }, false],
    ['that names a token is of its market', { market: null }, false],
    ['that names both is of its market', {}, false],
  ])('%s', (_, over, ofAccount) => {
    const { market, tokenId: token } = record(over)
    const orders = [unreadableOrder({ key: 'open', market, tokenId: token })]
    const whose = ofAccount ? { ofAccount } : {}

    expect(factsOf(state(), shows([record(over)], orders)).events).toEqual([
      { is: 'unreadable', of: 'fill', raw: 'its status: {}', ...whose },
      { is: 'unreadable', of: 'order', raw: 'a record', ...whose },
    ])
  })
})
