import { describe, expect, test } from 'vitest'
import { known, unknown } from '../../../shared/domain/read.ts'
import { price, size } from '../../../shared/domain/units.ts'
import { MAX_LEGS, MAX_ORDERS, type MarketState } from '../../../shared/machine/state.ts'
import {
  at,
  balanceOf,
  byHash,
  cancels,
  cents,
  dead,
  decisionOf,
  entryState,
  exitState,
  holding,
  id,
  leg,
  type observation,
  openState,
  order,
  posts,
  settings,
  shares,
  state,
  venueOrder,
} from '../../support/build.ts'
import { bookAt, info } from '../../support/market.ts'

const resting = { open: [venueOrder(order())] }
const exit = order({ id: id(2), side: 'SELL', expiresAtMs: at(580) })
const exitResting = { open: [venueOrder(exit)] }

describe('what must be known before an order is posted', () => {
  const suspicion = state().suspicion
  const closedOrders = Array.from({ length: MAX_ORDERS - 1 }, (_, i) =>
    order({ id: id(50 + i), life: dead(at(-5)), closedAtMs: at(-5) }),
  )
  const legs = Array.from({ length: MAX_LEGS - 99 }, (_, i) =>
    leg({ tradeId: `x${i}` as never, sizeMicros: size(1) }),
  )

  test.each<readonly [string, Partial<MarketState>, Parameters<typeof observation>[0]]>([
    ['tradesUnread', {}, { trades: unknown('x') }],
    ['openOrdersUnread', {}, { openOrders: unknown('x') }],
    ['openOrdersSuspect', {}, { open: [venueOrder(order({ id: id(66) }))] }],
    ['clockUnread', {}, { skewMs: unknown('x') }],
    ['clockSkew', {}, { skewMs: known(5001, at(-1)) }],
    ['clockSkew', {}, { skewMs: known(-5001, at(-1)) }],
    ['infoUnknown', {}, { info: unknown('x') }],
    ['bookUnknown', {}, { book: unknown('x') }],
    ['itemFull', { orders: closedOrders }, {}],
    ['itemFull', { legs }, {}],
    ['backoff', { suspicion: { ...suspicion, entryBackoffUntilMs: at(1) } }, {}],
    [
      'minimumChanged',
      { orders: [{ ...exit, life: dead(at(-700)), matchedMicros: shares(20), stuck: true }] },
      { info: known(info({ minSizeMicros: shares(6) }), at(-1)) },
    ],
  ])('%s bars an entry', (refusal, over, seen) => {
    const decision = decisionOf(state(over), seen)

    expect(decision.audit.refusals).toContain(refusal)
    expect(posts(decision.actions)).toEqual([])
  })

  test('skew within the bound does not', () => {
    expect(posts(decisionOf(state(), { skewMs: known(-5000, at(-1)) }).actions)).toHaveLength(1)
  })
})

describe('the stored minimum size', () => {
  const withMinimum = (count: number) => known(info({ minSizeMicros: shares(count) }), at(-1))

  test.each<readonly [string, MarketState, number, number]>([
    ['changes while flat', state(), 6, 6],
    ['rises over dust', state({ folded: holding(4) }), 6, 6],
    ['falls below dust, which becomes a position that can be sold', state({ folded: holding(4) }), 3, 3],
    ['stays while a position is held above it', openState, 6, 5],
    ['stays while an entry is open', entryState, 6, 5],
    ['stays while an exit is open', exitState, 6, 5],
    [
      'stays while a fill settles',
      state({ legs: [leg({ status: 'PROVISIONAL', sizeMicros: shares(1) })] }),
      6,
      5,
    ],
  ])('%s', (_, of, told, kept) => {
    const decision = decisionOf(of, { info: withMinimum(told), ...(of === entryState ? resting : {}) })

    expect(decision.state.minSizeMicros).toBe(shares(kept))
  })

  test('a position of a lower minimum than the stored one is sold, not kept out of the market forever', () => {
    const dusty = state({ folded: holding(4) })

    expect(posts(decisionOf(dusty, { info: withMinimum(3), balance: balanceOf(4) }).actions)).toMatchObject([
      { side: 'SELL', sizeMicros: shares(4) },
    ])
  })

  test('no entry while it differs from the one the phases know', () => {
    const waiting = state({ orders: [order({ life: dead(at(-5)) })] })

    expect(posts(decisionOf(waiting, { info: withMinimum(6) }).actions)).toEqual([])
  })
})

describe('"stale" entry has three names', () => {
  test('off the quote by more than repriceTicks', () => {
    const near = { ...resting, book: bookAt(54, 56) }
    const far = { ...resting, book: bookAt(53, 55) }

    expect(decisionOf(entryState, near).actions).toEqual([])
    expect(
      decisionOf(state({ ...entryState, lastGoodMid: { priceMicros: cents(55), atMs: at(-10) } }), far).audit
        .reason,
    ).toBe('off the quote by more than 2 ticks')
  })

  test('older than entryMaxAgeSeconds, unless it is about to expire', () => {
    const old = (ageSeconds: number, leftSeconds: number) =>
      decisionOf(
        state({ orders: [order({ intendedAtMs: at(-ageSeconds), expiresAtMs: at(leftSeconds) })] }),
        resting,
      )

    expect(old(240, 200).actions).toEqual([])
    expect(old(241, 200).audit.reason).toBe('too old')
    expect(old(241, 120).actions).toEqual([])
  })

  test('expired: the venue sees to it, and by hash so do we', () => {
    const gone = byHash([id(1), venueOrder(order(), { status: 'TERMINAL', matchedMicros: size(0) })])

    expect(decisionOf(entryState, { byId: gone, book: bookAt(56, 70) }).state.phase).toBe('IDLE')
  })

  test('where there is no quote to compare with it stays', () => {
    const noRoom = settings({ quote: { minEdgeTicks: 50 } })

    expect(decisionOf(entryState, resting, noRoom).actions).toEqual([])
  })
})

describe('an entry that rests is cancelled', () => {
  test('once inventory, dust and provisional legs included, reaches the minimum size', () => {
    const filling = state({
      folded: holding(2),
      orders: [order()],
      legs: [leg({ sizeMicros: shares(3), status: 'PROVISIONAL' })],
    })

    expect(decisionOf(filling, resting).audit.reason).toBe('filled to a position that can be sold')
    expect(
      decisionOf({ ...filling, legs: [leg({ sizeMicros: shares(2.9), status: 'PROVISIONAL' })] }, resting)
        .actions,
    ).toEqual([])
  })

  test('after 30 s without trades, and not before', () => {
    const blind = (seconds: number) =>
      decisionOf(state({ ...entryState, tradesReadAtMs: at(-seconds) }), { ...resting, trades: unknown('x') })

    expect(blind(30).actions).toEqual([])
    expect(blind(31).audit).toMatchObject({ code: 'tradesUnread', reason: 'trades unread' })
  })

  test('after 30 s without a market that could be read, and not before', () => {
    const unreadSince = (seconds: number) =>
      decisionOf(state({ ...entryState, lastGoodMid: { priceMicros: cents(57), atMs: at(-seconds) } }), {
        ...resting,
        book: unknown('x'),
      })

    expect(unreadSince(30).actions).toEqual([])
    expect(unreadSince(31).audit).toMatchObject({ code: 'marketUnread', reason: 'regime: market unread' })
    expect(
      decisionOf(state({ ...entryState, lastGoodMid: null }), { ...resting, book: unknown('x') }).actions,
    ).toHaveLength(1)
  })

  test('and its rest from the states that hold what came of it', () => {
    const partly = state({ orders: [order()], legs: [leg({ sizeMicros: shares(8) })] })
    const both = state({ ...exitState, orders: [exit, order({ id: id(3), sizeMicros: shares(5) })] })

    expect(cancels(decisionOf(partly, { ...resting, balance: balanceOf(8) }).actions)).toEqual([id(1)])
    expect(posts(decisionOf(partly, { ...resting, balance: balanceOf(8) }).actions)).toMatchObject([
      { sizeMicros: shares(8) },
    ])
    expect(
      cancels(decisionOf(both, { open: [venueOrder(exit), venueOrder(order({ id: id(3) }))] }).actions),
    ).toEqual([id(3)])
  })
})

describe('an exit is repriced', () => {
  test('when more can be sold than it offers', () => {
    const more = state({ ...exitState, folded: holding(25) })

    expect(decisionOf(more, { ...exitResting, balance: balanceOf(25) }).audit).toMatchObject({
      code: 'moreToSell',
      reason: 'more shares can be sold than the exit offers',
    })
    expect(
      decisionOf(state({ ...exitState, folded: holding(24.9) }), { ...exitResting, balance: balanceOf(25) })
        .actions,
    ).toEqual([])
    expect(decisionOf(more, exitResting).actions).toEqual([])
  })

  test.each<readonly [string, Parameters<typeof observation>[0]]>([
    ['the book is not sane', { book: bookAt(1, 99) }],
    ['the trades are unread', { trades: unknown('x') }],
  ])('not while %s', (_, seen) => {
    const high = state({
      ...exitState,
      orders: [{ ...exit, priceMicros: cents(70), intendedAtMs: at(-60) }],
    })

    expect(decisionOf(high, { ...exitResting, balance: balanceOf(20) }).audit.code).toBe('offQuote')

    expect(decisionOf(high, { ...exitResting, balance: balanceOf(20), ...seen }).actions).toEqual([])
  })

  test('not while no quote can be made, and not for a little', () => {
    const floor = settings({ risk: { exitFloorMicros: price(995_000) } })

    expect(decisionOf(exitState, { ...exitResting, balance: balanceOf(20) }, floor).actions).toEqual([])
    expect(decisionOf(exitState, { ...exitResting, balance: balanceOf(20) }).actions).toEqual([])
  })

  test('a dead one waits for its fills, and a SELL that settles for its settlement', () => {
    const gone = state({ ...exitState, orders: [{ ...exit, life: dead(at(-5)) }] })
    const settling = state({
      folded: holding(20),
      legs: [leg({ side: 'SELL', orderId: id(2), status: 'PROVISIONAL' })],
    })

    expect(decisionOf(gone).audit.reason).toBe('the exit is gone, its fills are not all seen')
    expect(decisionOf(settling).audit.reason).toBe('a SELL has matched but has not settled yet')
  })

  test('a stuck one blocks no SELL, but its missing rest is not sold again', () => {
    const stuck = state({
      folded: holding(40),
      orders: [{ ...exit, life: dead(at(-700)), matchedMicros: shares(20), stuck: true }],
    })

    expect(posts(decisionOf(stuck, { balance: balanceOf(40) }).actions)).toMatchObject([
      { sizeMicros: shares(20) },
    ])
  })
})
