import { describe, expect, test } from 'vitest'
import { type ListedOrder, type UnreadableOrder, wholeList } from '../../../shared/domain/openOrders.ts'
import type { Order } from '../../../shared/domain/order.ts'
import { known } from '../../../shared/domain/read.ts'
import { watchBalance } from '../../../shared/machine/balanceShort.ts'
import { markOf } from '../../../shared/machine/mark.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import { watchOpenOrders, watchPosition } from '../../../shared/machine/suspicion.ts'
import {
  at,
  dead,
  holding,
  id,
  leg,
  MARKET,
  now,
  observation,
  order,
  settings,
  shares,
  state,
  unreadableOrder,
  venueOrder,
} from '../../support/build.ts'

const watched = (of: MarketState, seen: Parameters<typeof observation>[0]) => ({
  state: of,
  seen: observation(seen),
  settings: settings(),
  mark: markOf(state(), now),
})

describe('open orders beyond those allowed', () => {
  const entry = order()
  const exit = order({ id: id(2), side: 'SELL' })
  const goneEntry = order({ id: id(3), life: dead(at(-5)) })
  const goneExit = order({ id: id(4), side: 'SELL', life: dead(at(-5)) })
  const unsent = order({
    id: id(5),
    life: { at: 'DEAD', sinceMs: at(-5), how: 'unsent' },
    closedAtMs: at(-5),
  })
  const other = (of: Order, n: number): ListedOrder => ({ ...venueOrder(of), id: id(n) })

  const excess = (orders: readonly Order[], open: readonly ListedOrder[]) => {
    const suspect = { ...state().suspicion, openOrdersSinceMs: at(-60) }
    return watchOpenOrders(watched(state({ orders, suspicion: suspect }), { open })).stop
  }

  test.each<readonly [string, readonly Order[], readonly ListedOrder[]]>([
    ['none', [entry], []],
    ['an entry and an exit', [entry, exit], [venueOrder(entry), venueOrder(exit)]],
    ['an entry and one known dead', [goneEntry, entry], [venueOrder(goneEntry), venueOrder(entry)]],
    ['an exit and one known dead', [exit, goneExit], [venueOrder(goneExit), venueOrder(exit)]],
    [
      'two known dead, among others',
      [goneEntry, goneExit, exit],
      [goneEntry, goneExit].map((of) => venueOrder(of)),
    ],
  ])('%s are not', (_, orders, open) => {
    expect(excess(orders, open)).toBeNull()
  })

  test.each<readonly [string, readonly Order[], readonly ListedOrder[], string]>([
    ['a stranger', [entry], [other(entry, 66)], `order ${id(66)} is open on this market and is not ours`],
    [
      'one that was never sent, and those that were',
      [entry, unsent],
      [venueOrder(entry), venueOrder(unsent)],
      `order ${id(5)} is open although the venue had refused it`,
    ],
    [
      'an entry under two ids',
      [exit, { ...entry, otherId: id(66) }],
      [venueOrder(exit), venueOrder(entry), other(entry, 66)],
      '2 BUY orders are open, one is allowed',
    ],
    [
      'an exit under two ids',
      [entry, { ...exit, otherId: id(66) }],
      [venueOrder(entry), venueOrder(exit), other(exit, 66)],
      '2 SELL orders are open, one is allowed',
    ],
  ])('%s is', (_, orders, open, why) => {
    expect(excess(orders, open)).toBe(why)
  })
})

describe('an open order whose record cannot be read', () => {
  const excess = (record: Partial<UnreadableOrder>, orders: readonly Order[] = []) => {
    const suspect = { ...state().suspicion, openOrdersSinceMs: at(-60) }
    const openOrders = known({ ...wholeList([]), unreadable: [unreadableOrder(record)] }, now)
    return watchOpenOrders(watched(state({ orders, suspicion: suspect }), { openOrders })).stop
  }

  test('is one that is not ours, where its id and its market say so', () => {
    expect(excess({ orderId: id(66), market: MARKET })).toBe(
      `order ${id(66)} is open on this market and is not ours`,
    )
  })

  test.each<readonly [string, Partial<UnreadableOrder>]>([
    ['of ours', { orderId: id(1), market: MARKET }],
    ['of another market', { orderId: id(66), market: '0xbb' as typeof MARKET }],
    ['that names no market', { orderId: id(66) }],
    ['that names no order', { market: MARKET }],
  ])('%s is none', (_, record) => {
    expect(excess(record, [order()])).toBeNull()
  })

  test('of an unknown side counts for both', () => {
    const open = [venueOrder(order()), { ...venueOrder(order({ id: id(2) })), side: null }]
    const orders = [order(), order({ id: id(2), life: { at: 'UNKNOWN', sinceMs: now }, side: 'SELL' })]
    const suspect = { ...state().suspicion, openOrdersSinceMs: at(-60) }
    const { stop } = watchOpenOrders(watched(state({ orders, suspicion: suspect }), { open }))
    expect(stop).toBe('2 BUY orders are open, one is allowed')
  })
})

describe('REST positions', () => {
  const told = (of: MarketState, count: number, seconds: number) =>
    watchPosition(watched(of, { nowMs: at(seconds), restPosition: known(shares(count), at(seconds)) }))
  const knowing = (restShares: number, flaps: readonly number[] = []) =>
    state({
      suspicion: {
        ...state().suspicion,
        restPositionMicros: shares(restShares),
        flaps: flaps.map((seconds) => at(seconds)),
      },
      inventoryHistory: [{ atMs: at(-100), confirmedMicros: shares(0), withProvisionalMicros: shares(25) }],
    })

  test('the first value is no change, and one that stays is none either', () => {
    expect(told(state(), 99, 0).state.suspicion).toMatchObject({ flaps: [], restPositionMicros: shares(99) })
    expect(told(knowing(99), 99, 0).state.suspicion.flaps).toEqual([])
    expect(told(knowing(99), 50, 0).state.suspicion.flaps).toEqual([now])
  })

  test('whatever lies between what was confirmed and the same with what settles is explained, give or take a lot', () => {
    for (const count of [0.01, 3, 12.5, 24.9, 25.01])
      expect(told(knowing(99), count, 0).state.suspicion.flaps).toEqual([])
    for (const count of [25.010001, 26, 98])
      expect(told(knowing(99), count, 0).state.suspicion.flaps).toEqual([now])
  })

  test('once a person has traded by hand, what the positions show is no question of ours', () => {
    const { state: after, stop } = told({ ...knowing(99, [-10]), handFilled: true }, 50, 0)

    expect(stop).toBeNull()
    expect(after.suspicion).toMatchObject({ flaps: [], restPositionMicros: shares(99) })
  })

  test('the second change within the window says what it saw', () => {
    const why = 'the positions API changed twice without a trade within 120 s (now 50; lag allowed 600 s)'

    expect(told(knowing(99, [-120]), 50, 0).stop).toBe(why)
    expect(told(knowing(99, [-120.001]), 50, 0).stop).toBeNull()
  })

  test('nothing is judged while trades that would explain it are not read yet', () => {
    const catchUp = { fromMs: at(-3600), windowMs: 600_000, readAtMs: at(-10) }
    const { state: after, stop } = told({ ...knowing(99, [-20, -10]), catchUp }, 50, 0)

    expect(stop).toBeNull()
    expect(after.suspicion).toMatchObject({ flaps: [], restPositionMicros: null })
  })

  test('two changes are remembered, whatever their number', () => {
    expect(told(knowing(99, [-20, -10]), 50, 0).state.suspicion.flaps).toEqual([at(-10), now])
  })
})

test('a balance that is short says by how much', () => {
  const short = state({
    folded: holding(20),
    legs: [leg({ side: 'SELL', orderId: id(2), sizeMicros: shares(3), status: 'PROVISIONAL' })],
    suspicion: { ...state().suspicion, balanceShortSinceMs: at(-601) },
  })

  expect(watchBalance(watched(short, { balance: known(shares(16.5), now) })).stop).toBe(
    'the venue holds 16.5 shares for us, our fills add up to 17',
  )
  expect(watchBalance(watched(short, { balance: known(shares(17), now) })).stop).toBeNull()
})
