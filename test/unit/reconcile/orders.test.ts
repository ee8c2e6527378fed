import { describe, expect, test } from 'vitest'
import type { VenueOrder } from '../../../shared/domain/market.ts'
import { type OpenOrders, wholeList } from '../../../shared/domain/openOrders.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import { size } from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import {
  at,
  byHash,
  dead,
  factsOf,
  id,
  MARKET,
  now,
  type observation,
  order,
  shares,
  state,
  unreadableOrder,
  venueOrder,
} from '../../support/build.ts'

const look = (of: MarketState, seen: Parameters<typeof observation>[0]) => factsOf(of, seen).state
const first = (of: MarketState) => of.orders[0]
const with_ = (over: Partial<ReturnType<typeof order>>, more: Partial<MarketState> = {}) =>
  state({ orders: [order(over)], ...more })

describe('dead needs proof', () => {
  const late = 341
  const lately = { nowMs: at(late) }

  test('"not found" alone is never proof, before the expiry', () => {
    const seen = look(with_({ life: { at: 'UNKNOWN', sinceMs: at(-5) } }), {
      byId: byHash([id(1), 'absent']),
    })

    expect(first(seen)).toMatchObject({ life: { at: 'UNKNOWN' }, absences: 0 })
  })

  test('absent by hash and from two complete lists after expiry and slack is', () => {
    const gone = { ...lately, byId: byHash([id(1), 'absent']) }
    const once = look(with_({ life: { at: 'INTENDED' } }), gone)
    const twice = look(once, { ...gone, nowMs: at(late + 10) })

    expect(first(once)).toMatchObject({ life: { at: 'INTENDED' }, absences: 1 })
    expect(first(twice)).toMatchObject({ life: { at: 'DEAD', how: 'expired' } })
  })

  test.each([
    ['a list that was not read', { openOrders: unknown('x'), byId: byHash([id(1), 'absent']) }],
    ['a hash that was not read', { byId: { [id(1)]: unknown('x') } }],
    ['a hash that was not asked', {}],
    ['a list begun within the slack', { byId: byHash([id(1), 'absent']), nowMs: at(340) }],
    ['one begun at its very end', { byId: byHash([id(1), 'absent']), nowMs: at(340.5) }],
    [
      'one by a clock ahead of the venue’s',
      { byId: byHash([id(1), 'absent']), skewMs: known(-120_000, at(late)) },
    ],
    ['one without the venue’s clock', { byId: byHash([id(1), 'absent']), skewMs: unknown('x') }],
  ])('%s is no look at an absence', (_, seen) => {
    expect(first(look(with_({ life: { at: 'INTENDED' } }), { ...lately, ...seen }))?.absences).toBe(0)
  })

  test.each<readonly [string, Partial<OpenOrders>]>([
    ['that may lack some', { provesAbsence: false }],
    ['with a record that names nothing', { unreadable: [unreadableOrder()] }],
    ['with a record of this market without an id', { unreadable: [unreadableOrder({ market: MARKET })] }],
    ['that names it in a record that cannot be read', { unreadable: [unreadableOrder({ orderId: id(1) })] }],
  ])('a list %s is no look at an absence', (_, list) => {
    const openOrders = known({ ...wholeList([]), ...list }, at(late))
    const seen = look(with_({}), { ...lately, openOrders, byId: byHash([id(1), 'absent']) })
    expect(first(seen)?.absences).toBe(0)
  })

  test('what cannot be read of other markets takes nothing from an absence', () => {
    const unreadable = [
      unreadableOrder({ market: '0xbb' as typeof MARKET }),
      unreadableOrder({ orderId: id(66) }),
    ]
    const openOrders = known({ ...wholeList([]), unreadable }, at(late))
    const seen = look(with_({ life: { at: 'INTENDED' } }), {
      ...lately,
      openOrders,
      byId: byHash([id(1), 'absent']),
    })
    expect(first(seen)?.absences).toBe(1)
  })

  test('live by hash and in a record of the list that cannot be read, it is listed', () => {
    const openOrders = known(
      { ...wholeList([]), unreadable: [unreadableOrder({ orderId: id(1) })] },
      at(late),
    )
    const seen = look(with_({}), { ...lately, openOrders, byId: byHash([id(1), venueOrder(order())]) })
    expect(seen.suspicion.unlisted).toEqual([])
  })

  test('an order that shows again loses its absences', () => {
    const seen = look(with_({ absences: 1 }), { ...lately, open: [venueOrder(order())] })

    expect(first(seen)).toMatchObject({ life: { at: 'LIVE' }, absences: 0 })
  })

  test('terminal by hash is dead at once', () => {
    const seen = look(with_({}), {
      byId: byHash([id(1), venueOrder(order(), { status: 'TERMINAL', matchedMicros: shares(3) })]),
    })

    expect(first(seen)).toMatchObject({ life: { at: 'DEAD', how: 'terminal' }, matchedMicros: shares(3) })
  })

  test('dead never comes alive again: ours in a list is that list’s lag', () => {
    const seen = look(with_({ life: dead(at(-5)) }), {
      open: [venueOrder(order())],
      byId: byHash([id(1), venueOrder(order())]),
    })

    expect(first(seen)?.life.at).toBe('DEAD')
  })

  test('an order live by hash and absent from the list: the list proves no absence until it shows or is dead', () => {
    const two = state({
      orders: [
        order({ life: { at: 'INTENDED' } }),
        order({ id: id(2), side: 'SELL', expiresAtMs: at(2000) }),
      ],
    })
    const lagging = byHash([id(1), 'absent'], [id(2), venueOrder(order({ id: id(2), side: 'SELL' }))])

    const blind = look(two, { ...lately, byId: lagging })
    const unread = look(blind, { ...lately, byId: byHash([id(1), 'absent']) })
    const noList = look(blind, { ...lately, openOrders: unknown('x'), byId: lagging })
    const shown = look(blind, {
      ...lately,
      open: [venueOrder(order({ id: id(2), side: 'SELL' }))],
      byId: byHash([id(1), 'absent']),
    })

    expect(blind.suspicion.unlisted).toEqual([id(2)])
    expect(unread.suspicion.unlisted).toBe(blind.suspicion.unlisted)
    expect(noList.suspicion.unlisted).toEqual([id(2)])
    expect([blind, unread].map((each) => first(each)?.absences)).toEqual([0, 0])
    expect(shown.suspicion.unlisted).toEqual([])
    expect(first(shown)?.absences).toBe(1)
  })

  test('an order known under two ids is as alive as either of them', () => {
    const two = with_({ otherId: id(9) })
    const terminal = venueOrder(order(), { status: 'TERMINAL', matchedMicros: size(0) })
    const either = (own: VenueOrder | 'absent', other: VenueOrder | 'absent') =>
      first(look(two, { byId: byHash([id(1), own], [id(9), other]) }))?.life.at

    expect(either(terminal, venueOrder(order({ id: id(9) })))).toBe('LIVE')
    expect(either('absent', terminal)).toBe('DEAD')
    expect(first(look(two, { byId: { ...byHash([id(1), terminal]), [id(9)]: unknown('x') } }))?.life.at).toBe(
      'LIVE',
    )
    expect(first(look(two, { byId: byHash([id(1), terminal]) }))?.life.at).toBe('LIVE')
  })

  test('a list is blinded by what lives by hash alone: not by what has ended, nor by what is known dead', () => {
    const other = order({ id: id(2), side: 'SELL' })
    const of = (life: typeof other.life) =>
      state({ orders: [order({ life: { at: 'INTENDED' } }), { ...other, life }] })
    const seen = (life: typeof other.life, told: VenueOrder | 'absent') =>
      look(of(life), { ...lately, byId: byHash([id(1), 'absent'], [id(2), told]) })

    const ended = seen({ at: 'LIVE' }, venueOrder(other, { status: 'TERMINAL' }))
    const known_ = seen(dead(at(300)), venueOrder(other))

    for (const after of [ended, known_]) {
      expect(after.suspicion.unlisted).toEqual([])
      expect(first(after)?.absences).toBe(1)
    }
  })
})

describe('an order past its date whose hash cannot be read', () => {
  const entry = order({ expiresAtMs: at(-121), postedBy: 'key' })
  const lists = (over: Partial<OpenOrders> = {}) => known({ ...wholeList([]), by: 'key', ...over }, at(-0.5))
  /** An answered cancel, and one list without it. */
  const outlived = { sinceMs: at(-60), cancelAnsweredAtMs: at(-50), absentAtMs: at(-40) }
  const proven = order({ ...entry, outlived })

  test.each<readonly [string, number, ReturnType<typeof known<number>>, boolean]>([
    ['begins to prove its end two minutes after that', -120.001, known(0, now), true],
    ['and not before', -120, known(0, now), false],
    ['by the venue’s clock where that is behind', -121, known(-2_000, now), false],
    ['by that alone, once it is past by it too', -122.001, known(-2_000, now), true],
    ['by ours where that is behind', -119, known(5_000, now), false],
  ])('%s', (_, seconds, skewMs, isPast) => {
    const seen = look(with_({ expiresAtMs: at(seconds) }), { skewMs })

    expect(first(seen)?.outlived).toEqual(isPast ? { sinceMs: now } : undefined)
  })

  test('nothing begins without the venue’s clock', () => {
    expect(first(look(with_({ expiresAtMs: at(-9000) }), { skewMs: unknown('x') }))).not.toHaveProperty(
      'outlived',
    )
  })

  test('the second list without it, by the same credentials, is its end', () => {
    expect(first(look(with_(proven), { openOrders: lists() }))?.life).toEqual({
      at: 'DEAD',
      sinceMs: now,
      how: 'expired',
    })
  })

  test.each<readonly [string, Partial<OpenOrders>]>([
    ['by other credentials', { by: 'another' }],
    ['that may lack some', { provesAbsence: false }],
    ['with a record that may be any order', { unreadable: [unreadableOrder()] }],
  ])('a list %s adds nothing to the proof', (_, over) => {
    const seen = look(with_(proven), { openOrders: lists(over) })

    expect(first(seen)).toEqual(proven)
  })

  test('nor does a list that lacks another order which lives by its hash', () => {
    const other = order({ id: id(2), side: 'SELL' })
    const seen = look(state({ orders: [proven, other] }), {
      openOrders: lists(),
      byId: byHash([id(2), venueOrder(other)]),
    })

    expect(first(seen)).toEqual(proven)
  })

  test('shown on the book again, nothing speaks for its end any more', () => {
    expect(first(look(with_(proven), { open: [venueOrder(proven)] }))).toEqual(entry)
  })
})

describe('what nobody asks about any more stays as it is', () => {
  test('a live order that the list shows is the very same order', () => {
    const of = with_({})

    expect(first(look(of, { open: [venueOrder(order())] }))).toBe(first(of))
  })

  test('a closed one is never closed again, whatever the venue says of it', () => {
    const of = with_({ life: dead(at(-100)), matchedMicros: size(0), closedAtMs: at(-90) })
    const terminal = venueOrder(order(), { status: 'TERMINAL', matchedMicros: shares(3) })

    expect(first(look(of, { byId: byHash([id(1), terminal]) }))).toBe(first(of))
  })
})

describe('orders that live by hash while the list lacks them', () => {
  const sale = (n: number) => order({ id: id(n), side: 'SELL' })
  const suspected = (...ids: readonly number[]) => ({ ...state().suspicion, unlisted: ids.map(id) })
  const live = (...of: readonly ReturnType<typeof order>[]) =>
    byHash(...of.map((each) => [each.id, venueOrder(each)] as const))
  const unlisted = (of: MarketState, seen: Parameters<typeof observation>[0]) =>
    look(of, seen).suspicion.unlisted

  test('an order whose hash nobody asked about is not taken for one', () => {
    expect(unlisted(with_({}), {})).toEqual([])
  })

  test('a list that may lack some makes none', () => {
    const partly = known({ ...wholeList([]), provesAbsence: false }, now)

    expect(unlisted(with_({}), { openOrders: partly, byId: live(order()) })).toEqual([])
    expect(unlisted(with_({}), { openOrders: unknown('x'), byId: live(order()) })).toEqual([])
  })

  test('one that is past its date need not show: unread, it blinds the list no longer', () => {
    const past = order({ expiresAtMs: at(-121), outlived: { sinceMs: at(-1) } })
    const suspicion = suspected(1)

    expect(unlisted(state({ orders: [past], suspicion }), {})).toEqual([])
    expect(unlisted(state({ orders: [order()], suspicion }), {})).toEqual([id(1)])
  })

  test.each([
    ['one for another', [1], [2]],
    ['the second of two', [1, 2], [1, 3]],
  ])('they are those of this tick: %s', (_, before, after) => {
    const orders = [1, 2, 3].map(sale)
    const shown = orders.filter((each) => !after.map(id).includes(each.id))
    const missing = orders.filter((each) => after.map(id).includes(each.id))

    expect(
      unlisted(state({ orders, suspicion: suspected(...before) }), {
        open: shown.map((each) => venueOrder(each)),
        byId: live(...missing),
      }),
    ).toEqual(after.map(id))
  })
})
