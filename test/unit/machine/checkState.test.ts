import { describe, expect, test } from 'vitest'
import { price } from '../../../shared/domain/units.ts'
import { absorb, withIntent } from '../../../shared/machine/absorb.ts'
import { checkState } from '../../../shared/machine/checkState.ts'
import {
  MAX_INVENTORY_HISTORY,
  MAX_LEGS,
  MAX_ORDERS,
  type MarketState,
} from '../../../shared/machine/state.ts'
import { transition } from '../../../shared/machine/transition.ts'
import { MAX_MIDS } from '../../../shared/strategy/midMemory.ts'
import {
  at,
  dead,
  decide,
  entryState,
  exitState,
  holding,
  id,
  leg,
  now,
  observation,
  openState,
  order,
  settings,
  shares,
  state,
} from '../../support/build.ts'

const many = <T>(count: number, make: (i: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, i) => make(i))
const closed = { life: dead(at(-5)), closedAtMs: at(-5) }
const orders = (count: number) => many(count, (i) => order({ id: id(50 + i), ...closed }))
const legs = (count: number) =>
  many(count, (i) => leg({ tradeId: `x${i}` as never, orderId: id(7), status: 'FAILED' }))
const history = (count: number) =>
  many(count, (i) => ({ atMs: at(i), confirmedMicros: shares(i), withProvisionalMicros: shares(i) }))
const mids = (count: number) => ({ slotMs: 10_000, lastSlot: 9, micros: many(count, () => price(500_000)) })

const stuckEntry = order({ id: id(3), life: dead(at(-700)), matchedMicros: shares(9), stuck: true })
const secondExit = order({ id: id(3), side: 'SELL' })
const twoEntries = state({ orders: [order(), order({ id: id(3) })] })

describe('a broken state goes no further', () => {
  test.each<readonly [string, MarketState, string]>([
    ['of another schema', { ...state(), schema: 2 as never }, 'state: schema'],
    [
      'with another phase than its parts have',
      { ...openState, phase: 'IDLE' },
      'state: phase IDLE is stored, POSITION_OPEN is computed',
    ],
    [
      'with less than nothing in hand',
      state({ folded: { ...holding(20), sizeMicros: shares(-1) } }),
      'state: negative inventory',
    ],
    [
      'with more orders than fit',
      state({ orders: orders(MAX_ORDERS + 1) }),
      `state: more than ${MAX_ORDERS} orders`,
    ],
    ['with more legs than fit', state({ legs: legs(MAX_LEGS + 1) }), `state: more than ${MAX_LEGS} legs`],
    [
      'with more history than fits',
      state({ inventoryHistory: history(MAX_INVENTORY_HISTORY + 1) }),
      'state: inventory history',
    ],
    ['with more mids than fit', state({ mids: mids(MAX_MIDS + 1) }), `state: more than ${MAX_MIDS} mids`],
    ['with two entries not closed', twoEntries, 'state: 2 BUY orders not closed'],
    [
      'with two exits not closed',
      state({ ...exitState, orders: [...exitState.orders, secondExit] }),
      'state: 2 SELL orders not closed',
    ],
    [
      'with an entry called stuck that is live as another is',
      state({ orders: [order(), { ...stuckEntry, life: { at: 'LIVE' } }] }),
      'state: two live BUY orders',
    ],
    [
      'with an exit called stuck that is live as another is',
      state({ orders: [secondExit, order({ id: id(2), side: 'SELL', stuck: true })] }),
      'state: two live SELL orders',
    ],
    [
      'with an order closed that may be live',
      state({ orders: [order({ closedAtMs: now })] }),
      `order ${id(1)}: closed but not dead`,
    ],
    [
      'with an order filled beyond its size',
      state({ orders: [order({ ...closed })], legs: [leg({ sizeMicros: shares(21) })] }),
      `order ${id(1)}: filled beyond its size`,
    ],
  ])('%s', (_, of, message) => {
    expect(() => checkState(of)).toThrow(message)
  })

  test.each<readonly [string, MarketState]>([
    ['as many orders as fit', state({ orders: orders(MAX_ORDERS) })],
    ['as many legs as fit', state({ legs: legs(MAX_LEGS) })],
    ['as much history as fits', state({ inventoryHistory: history(MAX_INVENTORY_HISTORY) })],
    ['no mids', state({ mids: null })],
    ['as many mids as fit', state({ mids: mids(MAX_MIDS) })],
    ['a stuck entry with the next one', state({ orders: [stuckEntry, order()] })],
    ['an entry and an exit', state({ ...exitState, orders: [order(), ...exitState.orders] })],
    [
      'a closed order filled to its size',
      state({ orders: [order({ ...closed })], legs: [leg({ sizeMicros: shares(20) })] }),
    ],
  ])('%s is sound', (_, of) => {
    expect(() => checkState(of)).not.toThrow()
  })
})

describe('whoever makes a state looks at it', () => {
  test('before an order is sent: its intent may not be the second', () => {
    expect(() => withIntent(entryState, order({ id: id(3) }))).toThrow('state: 2 BUY orders not closed')
  })

  test('after an act', () => {
    expect(() => absorb(twoEntries, [], settings())).toThrow('state: 2 BUY orders not closed')
  })

  test('after a decision', () => {
    const { facts } = decide(entryState, observation())

    expect(() => transition({ ...facts, state: twoEntries }, observation(), settings())).toThrow(
      'state: 2 BUY orders not closed',
    )
  })

  test('and at the change of its phase by an act', () => {
    expect(() => absorb({ ...openState, phase: 'IDLE' }, [], settings())).toThrow(
      'no row from IDLE to POSITION_OPEN, acted',
    )
  })
})
