import { describe, expect, test } from 'vitest'
import type { SeenLeg } from '../../../shared/domain/leg.ts'
import { known } from '../../../shared/domain/read.ts'
import { marketId, price, size, tokenId, tradeId, usdc } from '../../../shared/domain/units.ts'
import { confirmedMicros, restMicros } from '../../../shared/machine/inventory.ts'
import { rulesOf } from '../../../shared/machine/knownRules.ts'
import { MAX_LEGS, type MarketState } from '../../../shared/machine/state.ts'
import { isReversed, needsLedger, ofMarket } from '../../../shared/reconcile/reconcileLegs.ts'
import {
  at,
  cents,
  dead,
  decide,
  factsOf,
  holding,
  id,
  ledgerSays,
  leg,
  now,
  observation,
  order,
  seenLeg,
  settings,
  shares,
  state,
  stops,
  TOKEN,
} from '../../support/build.ts'
import { info } from '../../support/market.ts'

const texts = (of: ReturnType<typeof factsOf>) =>
  of.contradictions.map(({ code, text }) => `${code}: ${text}`)
const names = (of: MarketState) => of.legs.map((each) => each.tradeId)
const named = (name: string, over: Parameters<typeof seenLeg>[0] = {}) =>
  seenLeg({ tradeId: tradeId(name), sizeMicros: shares(1), ...over })
const bought = state({ orders: [order()] })

describe('whose fill it is', () => {
  const calm = state({ tradesReadAtMs: at(-10), adoptedAtMs: at(-3600) })
  const young = state({ tradesReadAtMs: at(-10), adoptedAtMs: at(-60) })

  test.each<readonly [string, MarketState, number, boolean]>([
    ['at the cursor ours to judge', calm, -70, true],
    ['older than the cursor not', calm, -70.001, false],
    ['of the second in which the item began ours to judge', young, -60, true],
    ['older than the item not', young, -60.001, false],
  ])('a fill is %s', (_, of, seconds, isOurs) => {
    const legs = [seenLeg({ matchedAtMs: at(seconds) })]

    expect(ofMarket({ legs, withoutId: [], unreadable: [] }, of).legs).toEqual(isOurs ? legs : [])
  })

  test('another market’s is not, whatever its time', () => {
    const elsewhere = seenLeg({ market: marketId('0xbb') })

    expect(ofMarket({ legs: [elsewhere], withoutId: [], unreadable: [] }, bought).legs).toEqual([])
  })

  test.each<readonly [string, MarketState, boolean]>([
    ['is not asked of one the item holds', state({ legs: [leg()], foldedUntilMs: now }), false],
    ['nor of one newer than all that is folded, of an order in the item', bought, false],
    ['nor of one at that very instant', { ...bought, foldedUntilMs: at(-10) }, false],
    ['but of one that may be folded', { ...bought, foldedUntilMs: at(-9.999) }, true],
    ['and of one whose order is not in the item', state(), true],
    ['though the item holds other fills', state({ legs: [leg({ tradeId: tradeId('t2') })] }), true],
  ])('the ledger %s', (_, of, asked) => {
    expect(needsLedger(of, seenLeg())).toBe(asked)
  })

  test('a record without an id that names the second of our orders is a STOP with its words, cut short', () => {
    const two = state({ orders: [order(), order({ id: id(2), side: 'SELL' })] })
    const raw = { raw: `{${'x'.repeat(300)}`, market: marketId('0xbb'), orderId: id(2) }
    const elsewhere = { ...raw, orderId: id(9) }

    const seen = (record: typeof raw, of = two) =>
      texts(factsOf(of, { trades: known({ legs: [], withoutId: [record], unreadable: [] }, now) }))

    expect(seen(raw)).toEqual([`TRADE_ID_UNKNOWN: a trade of ours has no usable id: {${'x'.repeat(199)}`])
    expect(seen(elsewhere)).toEqual([])
    expect(seen(elsewhere, state())).toEqual([])
  })

  test('a record without an id and without a market is no STOP where its token is of another market', () => {
    const of = state({ rules: rulesOf(info(), now) })
    const stops = (tokenId?: SeenLeg['tokenId']) =>
      texts(
        factsOf(of, {
          trades: known(
            {
              legs: [],
              withoutId: [{ raw: '{}', market: null, orderId: null, ...(tokenId && { tokenId }) }],
              unreadable: [],
            },
            now,
          ),
        }),
      )

    expect(stops(tokenId('999'))).toEqual([])
    expect(stops(TOKEN)).toHaveLength(1)
    expect(stops()).toHaveLength(1)
  })
})

describe('legs are kept', () => {
  test('as they were matched, of one second the BUY first, then by their ids', () => {
    const holds = state({
      folded: holding(20),
      orders: [order({ life: dead(), closedAtMs: now }), order({ id: id(2), side: 'SELL' })],
    })
    const sell = { side: 'SELL', orderId: id(2) } as const
    const legs = [
      named('a', { ...sell, matchedAtMs: at(-8) }),
      named('c', { ...sell, matchedAtMs: at(-10) }),
      named('b', { ...sell, matchedAtMs: at(-10) }),
      named('e', { matchedAtMs: at(-8) }),
      named('d', { matchedAtMs: at(-8) }),
    ]

    for (const read of [legs, legs.toReversed()]) {
      expect(names(factsOf(holds, { legs: read }).state)).toEqual(['b', 'c', 'd', 'e', 'a'])
    }
  })

  test('as many as fit', () => {
    const legs = Array.from({ length: MAX_LEGS - 1 }, (_, i) =>
      leg({ tradeId: tradeId(`full${i}`), orderId: id(7), sizeMicros: size(10_000) }),
    )

    const seen = factsOf(state({ legs, orders: [order()] }), { legs: [named('the-last')] })

    expect(seen.tradesUsable).toBe(true)
    expect(seen.state.legs).toHaveLength(MAX_LEGS)
  })
})

describe('a fill that settles in the place of another', () => {
  const entry = state({ orders: [order()], legs: [leg({ status: 'PROVISIONAL', matchedAtMs: at(-11) })] })
  const failed = seenLeg({ status: 'FAILED', matchedAtMs: at(-11) })
  const again = seenLeg({ tradeId: tradeId('again'), status: 'PROVISIONAL', matchedAtMs: at(-12) })

  test.each([
    ['listed before it', [again, failed]],
    ['listed after it', [failed, again]],
  ])('takes the size that the failure gives back: %s', (_, legs) => {
    const seen = factsOf(entry, { legs })

    expect(texts(seen)).toEqual([])
    expect(names(seen.state).toSorted()).toEqual(['again', 't1'])
  })

  /** Unsettled for more than an hour: only its id asks for it. */
  const old = leg({ status: 'PROVISIONAL', matchedAtMs: at(-4000) })
  const bought_ = order({ life: dead(at(-3900)), closedAtMs: at(-3900) })
  const late = seenLeg({ tradeId: tradeId('late'), status: 'PROVISIONAL' })

  test('waits for what the venue says of the other, where that was asked for and not answered', () => {
    const before = state({ orders: [bought_], legs: [old] })
    const seen = factsOf(before, { legs: [late] })

    expect(texts(seen)).toEqual([])
    expect(seen.tradesUsable).toBe(false)
    expect(seen.state).toMatchObject({ legs: [old], tradesReadAtMs: before.tradesReadAtMs })
  })

  test.each<readonly [string, Partial<typeof old>, boolean]>([
    ['still unsettled', {}, true],
    ['settled long ago', { status: 'CONFIRMED' }, false],
    ['of the last hour, which is read whole', { matchedAtMs: at(-3000) }, false],
  ])('is impossible with one that is %s', (_, over, isRead) => {
    const other = { ...old, ...over }
    const seen = factsOf(state({ orders: [bought_], legs: [other] }), {
      legs: isRead ? [other, late] : [late],
    })

    expect(texts(seen)).toEqual([
      `FILL_IMPOSSIBLE: fill late of order ${id(1)}: it would fill the order beyond its size`,
    ])
    expect(names(seen.state)).toEqual(['t1'])
  })
})

describe('a fill that the read cursor had passed is reported as late', () => {
  // An order of 20 seconds ago: the trades are read from a minute before it on.
  const late = (seconds: number) => {
    const told = seenLeg({ matchedAtMs: at(seconds) })
    const ledger = ledgerSays([told], { fold: 'absent', order: 'ours' })
    return factsOf(bought, { legs: [told], ledger }).events.filter(({ is }) => is === 'lateFill')
  }

  test('and one of the very instant from which it reads is not', () => {
    expect(late(-80)).toEqual([])
    expect(late(-80.001)).toEqual([{ is: 'lateFill', tradeId: 't1', orderId: id(1) }])
  })
})

test.each([
  ['CONFIRMED', 'FAILED', true],
  ['FAILED', 'CONFIRMED', true],
  ['CONFIRMED', 'CONFIRMED', false],
  ['PROVISIONAL', 'CONFIRMED', false],
  ['CONFIRMED', 'PROVISIONAL', false],
] as const)('a fill that is %s and was folded as %s is reversed: %s', (status, fold, reversed) => {
  expect(isReversed(seenLeg({ status }), fold)).toBe(reversed)
})

describe('what settles well is no failure', () => {
  test('seen at once or after it had matched', () => {
    const matched = factsOf(bought, { legs: [named('t', { status: 'PROVISIONAL' })] }).state

    expect(factsOf(matched, { legs: [named('t')] }).state.suspicion.failedLegs).toEqual([])
    expect(factsOf(bought, { legs: [named('t')] }).state.suspicion.failedLegs).toEqual([])
  })

  test('and settledAt "MINED" takes no failure for a settlement', () => {
    const early = settings({ risk: { settledAt: 'MINED' } })

    const seen = factsOf(bought, { legs: [named('t', { status: 'FAILED', mined: true })] }, early).state

    expect(seen.legs).toMatchObject([{ status: 'FAILED' }])
  })

  test('a failure that is folded and reported again is nothing new', () => {
    const failed = named('t', { status: 'FAILED' })
    const seen = factsOf(state({ foldedUntilMs: at(-5) }), {
      legs: [failed],
      ledger: ledgerSays([failed], { fold: 'FAILED', order: 'ours' }),
    })

    expect(texts(seen)).toEqual([])
    expect(seen.state.suspicion.failedLegs).toEqual([])
  })

  test('a failure needs no room in its order: the size was given back', () => {
    const full = state({ orders: [order()], legs: [leg()] })

    expect(texts(factsOf(full, { legs: [named('t2', { status: 'FAILED' })] }))).toEqual([])
  })
})

test('a fill beyond the size of its order by what flooring and a lot explain is a fill', () => {
  const before = state({ orders: [order()], legs: [leg({ sizeMicros: shares(5) })] })
  const seen = decide(before, observation({ legs: [named('t2', { sizeMicros: shares(15.010004) })] }))

  expect(stops(seen.decision.actions)).toEqual([])
  expect(confirmedMicros(seen.state)).toBe(shares(20.010004))
  expect(restMicros(seen.state, order())).toBe(0)
})

test('what we took is worse than its limit where the average of the makers is, whatever each of them rounded', () => {
  const before = state({ folded: holding(20), orders: [order({ id: id(2), side: 'SELL' })] })
  const sale = (priceMicros: number, notionalMicros: number) =>
    named('t2', {
      side: 'SELL',
      orderId: id(2),
      role: 'taker',
      priceMicros: price(priceMicros),
      notionalMicros: usdc(notionalMicros),
    })

  expect(texts(factsOf(before, { legs: [sale(580_000, 579_990)] }))).toEqual([])
  expect(texts(factsOf(before, { legs: [sale(579_999, 579_998)] }))).toEqual([
    expect.stringContaining('its price is worse than the limit of our order'),
  ])
})

describe('a SELL beyond all that is held', () => {
  const exit = order({ id: id(2), side: 'SELL' })
  /** Bought 20 and counted; a lot and the flooring of both fills, 2 millionths each, is dust. */
  const before = state({ orders: [exit], legs: [leg({ sizeMicros: shares(19.99) })] })
  const sale = (sizeMicros: number) =>
    named('t2', { side: 'SELL', orderId: id(2), sizeMicros: size(sizeMicros) })
  const boundMicros = 20_000_000 + 2 + 2

  test('by no more than the tolerance is dust: booked, and flat', () => {
    const seen = decide(before, observation({ legs: [sale(boundMicros)] }))

    expect(stops(seen.decision.actions)).toEqual([])
    expect(confirmedMicros(seen.state)).toBe(0)
    expect(seen.state.legs).toHaveLength(2)
  })

  test('by more is impossible', () => {
    expect(texts(factsOf(before, { legs: [sale(boundMicros + 1)] }))).toEqual([
      expect.stringContaining('it sells more than we hold'),
    ])
  })
})

describe('what is impossible says why', () => {
  const five = state({ orders: [order()], legs: [leg({ sizeMicros: shares(5) })] })
  const exit = order({ id: id(2), side: 'SELL' })
  const sale = { side: 'SELL', orderId: id(2) } as const
  const waiting = state({
    orders: [exit],
    legs: [leg({ tradeId: tradeId('t2'), ...sale, status: 'PROVISIONAL' })],
  })

  test.each<readonly [string, MarketState, ReturnType<typeof seenLeg>]>([
    ['it would fill the order beyond its size', five, named('t2', { sizeMicros: shares(15.010005) })],
    ['it is on another token than the one we quote', five, named('t2', { tokenId: tokenId('8') })],
    ['it is a SELL, our order a BUY', five, named('t2', { side: 'SELL', priceMicros: cents(56) })],
    ['its price is worse than the limit of our order', five, named('t2', { notionalMicros: usdc(560_002) })],
    [
      'its price is worse than the limit of our order',
      state({ folded: holding(20), orders: [exit] }),
      named('t2', { ...sale, notionalMicros: usdc(579_998) }),
    ],
    ['its size, side or token changed after we had seen it', five, seenLeg({ sizeMicros: shares(6) })],
    ['it sells more than we hold', state({ orders: [exit] }), named('t2', sale)],
    ['it sells more than we hold', waiting, seenLeg({ tradeId: tradeId('t2'), ...sale })],
  ])('%s', (why, of, bad) => {
    expect(texts(factsOf(of, { legs: [bad] }))).toEqual([
      `FILL_IMPOSSIBLE: fill ${bad.tradeId} of order ${bad.orderId}: ${why}`,
    ])
  })

  test('it belongs to an order we never made', () => {
    const stranger = seenLeg({ orderId: id(9) })
    const ledger = ledgerSays([stranger], { fold: 'absent', order: 'absent' })

    expect(texts(factsOf(state(), { legs: [stranger], ledger }))).toEqual([
      `FILL_IMPOSSIBLE: fill t1 of order ${id(9)}: it belongs to an order we never made`,
    ])
  })

  test('it was final and is something else now', () => {
    const failed = seenLeg({ status: 'FAILED' })
    const folded = ledgerSays([failed], { fold: 'CONFIRMED', order: 'ours' })
    const why = [`FILL_IMPOSSIBLE: fill t1 of order ${id(1)} was final and is now FAILED`]

    expect(texts(factsOf(state({ orders: [order()], legs: [leg()] }), { legs: [failed] }))).toEqual(why)
    expect(texts(factsOf(state({ foldedUntilMs: now }), { legs: [failed], ledger: folded }))).toEqual(why)
  })

  test('it was let go as failed and is confirmed after all: shares that nobody counts', () => {
    const back = seenLeg()
    const letGo = ledgerSays([back], { fold: 'FAILED', order: 'ours' })

    expect(texts(factsOf(state({ foldedUntilMs: now }), { legs: [back], ledger: letGo }))).toEqual([
      `FILL_IMPOSSIBLE: fill t1 of order ${id(1)} was final and is now CONFIRMED`,
    ])
  })
})
