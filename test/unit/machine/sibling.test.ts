import { describe, expect, test } from 'vitest'
import { formatMicros } from '../../../shared/domain/decimal.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import { contextOf } from '../../../shared/machine/context.ts'
import { othersBook } from '../../../shared/machine/othersBook.ts'
import {
  aboveSibling,
  pairEdgeMicros,
  type Sibling,
  type SiblingOrder,
  selfTradeReason,
  siblingFloorMicros,
  siblingOf,
  siblingOrders,
} from '../../../shared/machine/sibling.ts'
import { watchOpenOrders } from '../../../shared/machine/suspicion.ts'
import {
  at,
  cents,
  dead,
  decisionOf,
  halted,
  id,
  MARKET,
  now,
  observation,
  order,
  settings,
  shares,
  state,
  TOKEN,
  unreadableOrder,
  venueOrder,
} from '../../support/build.ts'
import { calmBook } from '../../support/market.ts'
import { OTHER_TOKEN, SIBLING } from '../../support/siblings.ts'

const siblingOrder = (over: Partial<SiblingOrder> = {}): SiblingOrder => ({
  ids: [id(90)],
  side: 'BUY',
  priceMicros: cents(43),
  restMicros: shares(20),
  mayBeLive: true,
  ...over,
})
const withOrders = (...orders: readonly SiblingOrder[]) => ({
  tokenId: OTHER_TOKEN,
  orders: known(orders, now),
})
const EDGE = 20_000

describe('orders of the two outcomes', () => {
  test.each([
    ['BUY', 55, 'BUY', 43, true],
    ['BUY', 54.9, 'BUY', 43, false],
    ['BUY', 60, 'BUY', 43, true],
    ['SELL', 57, 'SELL', 43, true],
    ['SELL', 57.1, 'SELL', 43, false],
    ['SELL', 10, 'BUY', 43, false],
    ['BUY', 99, 'SELL', 43, false],
  ] as const)('a %s at %d and a %s at %d: they meet: %s', (side, own, otherSide, other, meets) => {
    const orders = [siblingOrder({ side: otherSide, priceMicros: cents(other) })]

    const why = selfTradeReason({ side, priceMicros: cents(own) }, orders, EDGE)

    expect(why === null).toBe(!meets)
    const sum = formatMicros(cents(own) + cents(other))
    if (meets)
      expect(why).toBe(`it would meet the ${otherSide} of the other outcome: together they come to ${sum}`)
  })

  test('one that is dead meets nothing, though it may have been in the book', () => {
    expect(
      selfTradeReason({ side: 'BUY', priceMicros: cents(60) }, [siblingOrder({ mayBeLive: false })], EDGE),
    ).toBeNull()
  })

  test('those of an item are the ones that may be live, and those that died as the book was read', () => {
    const item = state({
      orders: [
        order({ id: id(1), life: { at: 'INTENDED' } }),
        order({ id: id(2), otherId: id(20), side: 'SELL', priceMicros: cents(58), life: dead(at(-5)) }),
        order({ id: id(3), life: dead(at(-31)) }),
        order({ id: id(4), life: { at: 'DEAD', sinceMs: now, how: 'unsent' } }),
        order({ id: id(6), life: dead(at(-30)) }),
        order({ id: id(5), life: { at: 'DEAD', sinceMs: now, how: 'rejected' } }),
      ],
    })

    expect(siblingOrders(item, now)).toEqual([
      { ids: [id(1)], side: 'BUY', priceMicros: cents(56), restMicros: shares(20), mayBeLive: true },
      expect.objectContaining({ ids: [id(2), id(20)], side: 'SELL', mayBeLive: false }),
      expect.objectContaining({ ids: [id(6)], mayBeLive: false }),
    ])
  })
})

test('the other token is known once the market was read', () => {
  const { rules } = contextOfRules()
  expect(siblingOf(state())).toBeNull()
  expect(siblingOf(state({ rules }))).toEqual(SIBLING)
})

/** The rules as an item keeps them. */
function contextOfRules() {
  const { value } = observation().info as { readonly value: { readonly tokens: readonly [string, string] } }
  return { rules: { ...value, readAtMs: now } as never }
}

test('the edge of a pair is that of an entry', () => {
  expect(pairEdgeMicros(settings(), { tickMicros: 10_000 })).toBe(settings().quote.minEdgeTicks * 10_000)
})

describe('no SELL is priced where it could meet one of the other outcome', () => {
  test.each([
    ['none is known of', undefined, 0],
    ['it has no item', { tokenId: OTHER_TOKEN, orders: null }, 0],
    ['it cannot be read', { tokenId: OTHER_TOKEN, orders: unknown('no answer') }, 0],
    ['it sells nothing', withOrders(siblingOrder()), 0],
    ['its SELL is dead', withOrders(siblingOrder({ side: 'SELL', mayBeLive: false })), 0],
    [
      'it sells',
      withOrders(
        siblingOrder({ side: 'SELL', priceMicros: cents(44) }),
        siblingOrder({ side: 'SELL', priceMicros: cents(43) }),
      ),
      580_000,
    ],
  ] as const)('where %s', (_, sibling, floorMicros) => {
    expect(siblingFloorMicros(sibling, 10_000)).toBe(floorMicros)
    const { exitFloorMicros } = aboveSibling(settings(), sibling, 10_000).risk
    expect(exitFloorMicros).toBe(Math.max(floorMicros, settings().risk.exitFloorMicros))
  })

  test('by the tick that was read, or that is remembered; where neither is, nothing is sold', () => {
    const sibling = withOrders(siblingOrder({ side: 'SELL', priceMicros: cents(43) }))
    const floorOf = (of: Partial<Parameters<typeof observation>[0]>, own = state()) =>
      contextOf(own, observation({ sibling, ...of }), settings(), true).settings.risk.exitFloorMicros
    expect(floorOf({})).toBe(580_000)
    expect(floorOf({ info: unknown('no answer') }, state({ rules: contextOfRules().rules }))).toBe(580_000)
    expect(floorOf({ info: unknown('no answer') })).toBe(570_000)
  })
})

describe('the book without our own', () => {
  test('lacks the orders of the other outcome, where the venue shows them', () => {
    const bid = siblingOrder({ side: 'SELL', priceMicros: cents(44), restMicros: shares(500) })
    const ask = siblingOrder({ side: 'BUY', priceMicros: cents(42), restMicros: shares(100) })

    const book = othersBook(known(calmBook, now), state(), withOrders(bid, ask))

    if (!book.ok) throw new Error(book.unknown)
    expect(book.value.bids.map(({ priceMicros }) => priceMicros)).toEqual([cents(55)])
    expect(book.value.asks[0]).toEqual({ priceMicros: cents(58), sizeMicros: shares(300) })
  })

  test('is unknown where the other outcome is: nobody knows which levels are ours', () => {
    const sibling = { tokenId: OTHER_TOKEN, orders: unknown('no answer') }
    expect(othersBook(known(calmBook, now), state(), sibling)).toMatchObject({
      ok: false,
      unknown: expect.stringContaining('no answer'),
    })
  })

  test('is the book where that has no item', () => {
    expect(othersBook(known(calmBook, now), state(), { tokenId: OTHER_TOKEN, orders: null })).toMatchObject({
      value: { bids: calmBook.bids },
    })
  })
})

describe('an entry with those of the other outcome', () => {
  const refused = (...orders: readonly SiblingOrder[]) =>
    decisionOf(state(), { sibling: withOrders(...orders) }).audit.refusals

  test('is refused where both would bring a pair that earns less than an entry must', () => {
    expect(refused(siblingOrder({ priceMicros: cents(42) }))).toEqual(['siblingEntry'])
    expect(refused(siblingOrder({ priceMicros: cents(42), mayBeLive: false }))).toEqual([])
  })

  test('is posted if that one is cheap enough, if it is a SELL, and where there is no item of it', () => {
    expect(refused(siblingOrder({ priceMicros: cents(41.9) }))).toEqual([])
    expect(refused(siblingOrder({ side: 'SELL', priceMicros: cents(60) }))).toEqual([])
    expect(refused()).toEqual([])
    expect(decisionOf(state(), { sibling: { tokenId: OTHER_TOKEN, orders: null } }).audit.refusals).toEqual(
      [],
    )
  })
})

describe('an open order that is not ours', () => {
  const facts = (seen: Parameters<typeof observation>[0]) => ({
    state: state(),
    seen: observation(seen),
    settings: settings(),
  })
  const suspects = (seen: Parameters<typeof observation>[0]) =>
    watchOpenOrders(facts(seen) as never).state.suspicion.openOrdersSinceMs !== null
  const listed = venueOrder(order({ id: id(90) }), { tokenId: OTHER_TOKEN })

  test('is the other outcome’s by its token, by its id, or in a record that cannot be read', () => {
    const sibling = withOrders(siblingOrder())
    const odd = unreadableOrder({ orderId: id(90), market: MARKET })
    const list = known({ orders: [], unreadable: [odd], provesAbsence: true }, now)
    expect(suspects({ open: [listed] })).toBe(true)
    expect(suspects({ open: [listed], sibling: { tokenId: OTHER_TOKEN, orders: null } })).toBe(false)
    expect(suspects({ open: [{ ...listed, tokenId: null }], sibling })).toBe(false)
    expect(suspects({ open: [{ ...listed, id: id(91), tokenId: null }], sibling })).toBe(true)
    expect(suspects({ openOrders: list, sibling })).toBe(false)
    expect(suspects({ openOrders: list })).toBe(true)
  })

  test('in a record that cannot be read it is the other outcome’s by the token too; by neither, it is a stranger', () => {
    const rows = (
      record: Parameters<typeof unreadableOrder>[0],
      sibling: Sibling = withOrders(siblingOrder()),
    ) =>
      suspects({
        openOrders: known(
          { orders: [], unreadable: [unreadableOrder({ market: MARKET, ...record })], provesAbsence: true },
          now,
        ),
        sibling,
      })

    expect(rows({ orderId: id(91), tokenId: OTHER_TOKEN })).toBe(false)
    expect(rows({ orderId: id(91), tokenId: TOKEN })).toBe(true)
    expect(rows({ orderId: id(91) })).toBe(true)
    expect(rows({ orderId: id(90) }, { tokenId: OTHER_TOKEN, orders: unknown('no answer') })).toBe(true)
    expect(rows({ orderId: null }, withOrders())).toBe(false)
  })

  test('is left to the person where they placed it while the halt was done', () => {
    const byHand = { ...listed, tokenId: TOKEN, createdAtMs: at(-50) }
    const control = halted({ haltSeq: 4, doneSeq: 4, clearedSeq: 3, handSinceMs: at(-100) })

    expect(suspects({ open: [byHand], control })).toBe(false)
    expect(suspects({ open: [{ ...byHand, createdAtMs: at(-100) }], control })).toBe(true)
  })
})
