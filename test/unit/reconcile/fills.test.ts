import { describe, expect, test } from 'vitest'
import { known, unknown } from '../../../shared/domain/read.ts'
import { orderId, size, tokenId, tradeId, usdc } from '../../../shared/domain/units.ts'
import { confirmedMicros } from '../../../shared/machine/inventory.ts'
import { MAX_LEGS } from '../../../shared/machine/state.ts'
import { ofMarket } from '../../../shared/reconcile/reconcileLegs.ts'
import {
  at,
  cents,
  dead,
  factsOf,
  holding,
  id,
  ledgerSays,
  leg,
  MARKET,
  now,
  order,
  seenLeg,
  shares,
  state,
} from '../../support/build.ts'
import { info } from '../../support/market.ts'

const codes = (of: ReturnType<typeof factsOf>) => of.contradictions.map((reason) => reason.code)
const bought = state({ orders: [order()] })

describe('a fill is counted once', () => {
  test('a leg reported again, in another order and twice in one read, changes nothing', () => {
    const legs = [
      seenLeg({ sizeMicros: shares(5) }),
      seenLeg({ tradeId: tradeId('t2'), sizeMicros: shares(7) }),
    ]

    const once = factsOf(bought, { legs }).state
    const again = factsOf(once, { legs: [...legs, ...legs].reverse() }).state

    expect(confirmedMicros(once)).toBe(shares(12))
    expect(again).toEqual(once)
  })

  test('one trade that fills two of our orders is two legs', () => {
    const two = state({
      orders: [order({ life: dead(), closedAtMs: now }), order({ id: id(2) })],
    })
    const legs = [seenLeg({ sizeMicros: shares(5) }), seenLeg({ orderId: id(2), sizeMicros: shares(6) })]

    expect(confirmedMicros(factsOf(two, { legs }).state)).toBe(shares(11))
  })

  test.each([
    ['sell before its buy', [1, 0]],
    ['buy before its sell', [0, 1]],
  ])('the order in which a read lists its legs decides nothing: %s', (_, places) => {
    const both = state({ orders: [order(), order({ id: id(2), side: 'SELL' })] })
    const legs = [
      seenLeg({ matchedAtMs: at(-10) }),
      seenLeg({ tradeId: tradeId('t2'), orderId: id(2), side: 'SELL', matchedAtMs: at(-10) }),
    ]

    const seen = factsOf(both, { legs: places.flatMap((place) => legs[place] ?? []) })

    expect(codes(seen)).toEqual([])
    expect(confirmedMicros(seen.state)).toBe(0)
  })

  test('a leg that was folded is not counted again, whatever the item has forgotten', () => {
    const folded = state({ folded: holding(20), foldedUntilMs: at(-5) })
    const old = seenLeg()

    const seen = factsOf(folded, {
      legs: [old],
      ledger: ledgerSays([old], { fold: 'CONFIRMED', order: 'ours' }),
    })

    expect(confirmedMicros(seen.state)).toBe(shares(20))
    expect(codes(seen)).toEqual([])
  })

  test('a fill for a closed order that the item has forgotten is still a fill', () => {
    const late = seenLeg()

    const seen = factsOf(state(), {
      legs: [late],
      ledger: ledgerSays([late], { fold: 'absent', order: 'ours' }),
    })

    expect(confirmedMicros(seen.state)).toBe(shares(20))
    expect(codes(seen)).toEqual([])
  })

  test('a fill for a closed order in the item is still a fill', () => {
    const closed = state({
      orders: [order({ life: dead(at(-5)), matchedMicros: size(0), closedAtMs: at(-5) })],
    })

    expect(confirmedMicros(factsOf(closed, { legs: [seenLeg()] }).state)).toBe(shares(20))
  })

  test('an order of ours is believed before the item was begun, for the clocks of venue and bot differ', () => {
    const young = state({ adoptedAtMs: at(-5), orders: [order({ intendedAtMs: at(-4) })] })

    const seen = factsOf(young, { legs: [seenLeg({ matchedAtMs: at(-8) })] })

    expect(confirmedMicros(seen.state)).toBe(shares(20))
  })

  test("a stranger's fill of before the item was begun, or of another market, is not ours to judge", () => {
    const young = state({ adoptedAtMs: at(-5) })
    const legs = [seenLeg({ matchedAtMs: at(-8) }), seenLeg({ market: '0xbb' as typeof MARKET })]

    expect(ofMarket({ legs, withoutId: [], unreadable: [] }, young).legs).toEqual([])
  })

  test('what another market made us read again, older than our own cursor, needs no ledger and blinds nobody', () => {
    const calm = state({ folded: holding(20), foldedUntilMs: at(-200), tradesReadAtMs: at(-10) })
    const legs = Array.from({ length: 60 }, (_, i) =>
      seenLeg({ tradeId: tradeId(`old${i}`), matchedAtMs: at(-300) }),
    )

    const seen = factsOf(calm, { legs })

    expect(seen.tradesUsable).toBe(true)
    expect(codes(seen)).toEqual([])
    expect(confirmedMicros(seen.state)).toBe(shares(20))
  })
})

describe('a fill that cannot be judged', () => {
  test('makes the whole read one that did not happen', () => {
    const seen = factsOf(state(), { legs: [seenLeg()], ledger: {} })

    expect(seen.tradesUsable).toBe(false)
    expect(seen.state.tradesReadAtMs).toBe(state().tradesReadAtMs)
    expect(seen.state.legs).toEqual([])
  })

  test('an unreadable ledger is not an answer either', () => {
    const stranger = seenLeg()
    const seen = factsOf(state(), {
      legs: [stranger],
      ledger: { [`${stranger.tradeId}:${stranger.orderId}`]: unknown('no answer') },
    })

    expect(seen.tradesUsable).toBe(false)
    expect(codes(seen)).toEqual([])
  })

  test('a leg the full item has no room for is left for a later read: the cursor does not pass it', () => {
    const legs = Array.from({ length: MAX_LEGS }, (_, i) =>
      leg({ tradeId: tradeId(`full${i}`), orderId: id(7), sizeMicros: size(10_000) }),
    )
    const full = state({ legs, orders: [order()] })

    const seen = factsOf(full, { legs: [seenLeg({ tradeId: tradeId('one-more') })] })

    expect(seen.tradesUsable).toBe(false)
    expect(seen.state.legs).toHaveLength(MAX_LEGS)
    expect(seen.state.tradesReadAtMs).toBe(full.tradesReadAtMs)
  })
})

describe('the taker fee', () => {
  const takerLeg = seenLeg({ role: 'taker' })

  test('is charged on what we took, and not on what we made', () => {
    const charged = factsOf(bought, { legs: [takerLeg] }).state

    // 20 shares x 0.05 x 0.56 x 0.44.
    expect(charged.legs[0]?.feeMicros).toBe(246_400)
    expect(factsOf(bought, { legs: [seenLeg()] }).state.legs[0]?.feeMicros).toBe(0)
  })

  test('that nobody can compute leaves the last known one in place, and throws nothing', () => {
    const odd = { ...info(), feeRatePpm: 20_000, feeExponent: 1.5 }

    const next = factsOf(bought, { info: known(odd, now) }).state
    const charged = factsOf(next, { info: known(odd, now), legs: [takerLeg] }).state

    expect(next.feeExponent).toBe(1)
    expect(charged.legs[0]?.feeMicros).toBe(246_400)
  })
})

describe('a fill that is impossible is a STOP and never enters the inventory', () => {
  const known_ = state({ orders: [order()], legs: [leg({ sizeMicros: shares(5) })] })
  test.each([
    ['beyond the size of its order', seenLeg({ tradeId: tradeId('t2'), sizeMicros: shares(16) })],
    ['on another token', seenLeg({ tradeId: tradeId('t2'), sizeMicros: shares(5), tokenId: tokenId('8') })],
    ['of the other side', seenLeg({ tradeId: tradeId('t2'), sizeMicros: shares(5), side: 'SELL' })],
    [
      'at a price worse than its limit',
      seenLeg({ tradeId: tradeId('t2'), sizeMicros: shares(5), priceMicros: cents(57) }),
    ],
    ['of a size that changed', seenLeg({ sizeMicros: shares(6) })],
    ['of a side that changed', seenLeg({ sizeMicros: shares(5), side: 'SELL' })],
    ['of a token that changed', seenLeg({ sizeMicros: shares(5), tokenId: tokenId('8') })],
  ])('%s', (_, bad) => {
    const seen = factsOf(known_, { legs: [bad] })

    expect(codes(seen)).toEqual(['FILL_IMPOSSIBLE'])
    expect(confirmedMicros(seen.state)).toBe(shares(5))
  })

  test('for an order we never made', () => {
    const stranger = seenLeg({ orderId: id(99) })
    const seen = factsOf(state(), {
      legs: [stranger],
      ledger: ledgerSays([stranger], { fold: 'absent', order: 'absent' }),
    })

    expect(codes(seen)).toEqual(['FILL_IMPOSSIBLE'])
    expect(seen.state.legs).toEqual([])
  })

  test('a SELL of what we do not hold, seen at once or settling later', () => {
    const selling = state({ orders: [order({ id: id(2), side: 'SELL' })] })
    const sell = seenLeg({ orderId: id(2), side: 'SELL' })
    const waiting = factsOf(selling, { legs: [{ ...sell, status: 'PROVISIONAL' }] }).state

    expect(codes(factsOf(selling, { legs: [sell] }))).toEqual(['FILL_IMPOSSIBLE'])
    expect(codes(factsOf(waiting, { legs: [sell] }))).toEqual(['FILL_IMPOSSIBLE'])
  })

  test('a price worse by one micro-dollar on the leg is rounding, by two it is not', () => {
    const at_ = (micros: number) =>
      seenLeg({ sizeMicros: shares(5), notionalMicros: usdc(2_800_000 + micros), tradeId: tradeId('t9') })

    expect(codes(factsOf(bought, { legs: [at_(1)] }))).toEqual([])
    expect(codes(factsOf(bought, { legs: [at_(2)] }))).toEqual(['FILL_IMPOSSIBLE'])
  })

  test('an exit that sold below its limit', () => {
    const exit = state({ folded: holding(20), orders: [order({ id: id(2), side: 'SELL' })] })
    const cheap = seenLeg({ orderId: id(2), side: 'SELL', priceMicros: cents(57) })

    expect(codes(factsOf(exit, { legs: [cheap] }))).toEqual(['FILL_IMPOSSIBLE'])
  })
})

describe('records without a usable trade id', () => {
  const raw = { raw: '{}', market: null, orderId: null }
  test.each([
    ['of no known market', raw, true],
    ['of this market', { ...raw, market: MARKET }, true],
    ['of an order of ours', { ...raw, market: '0xbb' as typeof MARKET, orderId: id(1) }, true],
    ['of another market', { ...raw, market: '0xbb' as typeof MARKET, orderId: orderId('0x99') }, false],
    ['of another market without an order', { ...raw, market: '0xbb' as typeof MARKET }, false],
  ])('%s', (_, record, isStop) => {
    const seen = factsOf(bought, { trades: known({ legs: [], withoutId: [record], unreadable: [] }, now) })

    expect(codes(seen)).toEqual(isStop ? ['TRADE_ID_UNKNOWN'] : [])
  })
})
