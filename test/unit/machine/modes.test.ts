import { describe, expect, test } from 'vitest'
import { known, unknown } from '../../../shared/domain/read.ts'
import { price, size } from '../../../shared/domain/units.ts'
import { absorb } from '../../../shared/machine/absorb.ts'
import { checkActions } from '../../../shared/machine/allowed.ts'
import { initialState } from '../../../shared/machine/initialState.ts'
import {
  MAX_INVENTORY_HISTORY,
  MAX_LEGS,
  MAX_ORDERS,
  type MarketState,
} from '../../../shared/machine/state.ts'
import { book, calmBook, info } from '../strategy/market.ts'
import {
  at,
  balanceOf,
  byHash,
  cancels,
  cents,
  dead,
  decide,
  dollars,
  entryState,
  exitState,
  halted,
  holding,
  id,
  leg,
  MARKET,
  now,
  observation,
  openState,
  order,
  pages,
  posts,
  running,
  settings,
  shares,
  state,
  stops,
  TOKEN,
  venueOrder,
  WALLET,
} from './build.ts'

const resting = { open: [venueOrder(order())] }
const exit = order({ id: id(2), side: 'SELL', expiresAtMs: at(580) })
const exitResting = { open: [venueOrder(exit)] }
const bookAt = (bidCents: number, askCents: number) =>
  known(book([[bidCents / 100, 500]], [[askCents / 100, 500]]), at(-0.5))
const row = (of: MarketState, seen: Parameters<typeof observation>[0] = {}, with_ = settings()) =>
  decide(of, observation(seen), with_).decision

describe('EXIT_ONLY is a set of causes, each with its own end', () => {
  const draining = { ...running, drain: true }

  test('drain: no entries, normal exits, until disarmed or taken back', () => {
    expect(row(state(), { control: draining }).state.exitOnly).toEqual(['drain'])
    expect(posts(row(state(), { control: draining }).actions)).toEqual([])
    expect(cancels(row(entryState, { control: draining, ...resting }).actions)).toEqual([id(1)])
    expect(posts(row(openState, { control: draining, balance: balanceOf(20) }).actions)).toHaveLength(1)
    expect(row(state({ exitOnly: ['drain'] })).state.exitOnly).toEqual([])
  })

  test('an unreadable control item ends no drain and begins none', () => {
    const blind = { control: unknown('x') }
    expect(row(state({ exitOnly: ['drain'] }), blind).state.exitOnly).toEqual(['drain'])
    expect(row(state(), blind).state.exitOnly).toEqual([])
  })

  test('market out of the configuration', () => {
    const out = { ...settings(), configured: false }
    expect(posts(row(state(), {}, out).actions)).toEqual([])
    expect(row(state(), {}, out).state.exitOnly).toEqual(['unconfigured'])
    expect(posts(row(openState, { balance: balanceOf(20) }, out).actions)).toHaveLength(1)
  })

  test('its causes are told once, when they begin', () => {
    expect(pages(row(state(), { control: draining }).actions)).toHaveLength(1)
    expect(pages(row(state({ exitOnly: ['drain'] }), { control: draining }).actions)).toEqual([])
  })
})

describe('HALTED: nothing is quoted, whatever the phase', () => {
  test.each([
    ['IDLE', state(), []],
    ['ENTRY_PENDING', entryState, [id(1)]],
    ['POSITION_OPEN', openState, []],
    ['EXIT_PENDING', exitState, [id(2)]],
  ])('%s: what lives is cancelled', (_, of, gone) => {
    for (const control of [halted(), { ...running, halted: true }, unknown('x')]) {
      const decision = row(of, { control, balance: balanceOf(20) })
      expect(posts(decision.actions)).toEqual([])
      expect(cancels(decision.actions)).toEqual(gone)
    }
  })

  test('it says by what', () => {
    expect(row(state(), { control: halted() }).audit.reason).toBe('halted by OPERATOR')
    expect(row(state(), { control: halted({ codes: [] }) }).audit.reason).toBe('halted')
    expect(row(state(), { control: unknown('x') }).audit.reason).toBe('the control item cannot be read')
  })

  test('a further reason to STOP is latched; one that counts already is not latched again', () => {
    const lost = {
      trades: known({ legs: [], withoutId: [{ raw: '', market: null, orderId: null }] }, at(-1)),
    }

    expect(stops(row(state(), { control: halted(), ...lost }).actions)).toEqual(['TRADE_ID_UNKNOWN'])
    expect(
      stops(row(state(), { control: halted({ codes: ['TRADE_ID_UNKNOWN'] }), ...lost }).actions),
    ).toEqual([])
  })
})

describe('flatten', () => {
  const request = { seq: 4, markets: [MARKET], floorMicros: cents(50) }
  const asked = halted({ doneSeq: 4, flatten: request })
  const flatten = (of: MarketState, over: Parameters<typeof observation>[0] = {}, with_ = settings()) =>
    row(of, { control: asked, balance: balanceOf(20), ...over }, with_)

  test('SELL only, at most sellable, priced to cross at its floor or above', () => {
    expect(posts(flatten(openState, { balance: balanceOf(12) }).actions)).toMatchObject([
      {
        side: 'SELL',
        purpose: 'flatten',
        sizeMicros: shares(12),
        priceMicros: cents(56),
        postOnly: false,
        haltSeq: 4,
      },
    ])
  })

  test.each<readonly [string, MarketState, Parameters<typeof observation>[0], string]>([
    ['the STOP is not done', openState, { control: { ...asked, doneSeq: 3 } }, 'halted by OPERATOR'],
    [
      'the request is of another halt',
      openState,
      { control: { ...asked, haltSeq: 5, doneSeq: 5 } },
      'halted by OPERATOR',
    ],
    [
      'it is for other markets',
      openState,
      { control: { ...asked, flatten: { ...request, markets: [] } } },
      'halted by OPERATOR',
    ],
    ['nobody asked', openState, { control: { ...asked, flatten: null } }, 'halted by OPERATOR'],
    ['the book is not sane', openState, { book: bookAt(1, 99) }, 'no flatten: spreadWide, jump'],
    ['the bids are below its floor', openState, { book: bookAt(48, 50), control: asked }, 'no flatten: jump'],
    ['the balance is unread', openState, { balance: unknown('x') }, 'no flatten: balanceUnread'],
    [
      'a SELL is not closed',
      state({ ...exitState, orders: [{ ...exit, life: dead(at(-5)) }] }),
      {},
      'no flatten: sellUnclosed',
    ],
    ['the trades are unread', openState, { trades: unknown('x') }, 'no flatten: tradesUnread'],
    ['there is too little to sell', state({ folded: holding(4) }), {}, 'no flatten: sizeBelowMinimum'],
  ])('not while %s', (_, of, over, reason) => {
    const decision = flatten(of, over)

    expect(posts(decision.actions)).toEqual([])
    expect(decision.audit.reason).toBe(reason)
  })

  test('its rest is cancelled in the next tick', () => {
    const working = state({ folded: holding(20), orders: [{ ...exit, purpose: 'flatten', haltSeq: 4 }] })

    expect(cancels(flatten(working, exitResting).actions)).toEqual([id(2)])
  })
})

describe('NOT_ARMED', () => {
  test('reports what would be posted and posts nothing', () => {
    const decision = row(state(), { control: 'absent' })

    expect(decision.actions).toEqual([])
    expect(decision.audit).toMatchObject({ row: 'NOT_ARMED: observe', reason: 'an entry would be posted' })
    expect(row(openState, { control: 'absent' }).audit.reason).toBe('holding')
    expect(row(state(), { control: 'absent', book: bookAt(56, 70) }).audit.refusals).toContain('spreadWide')
  })

  test('cancels nothing but a left-over canary', () => {
    const canary = state({ orders: [order({ purpose: 'canary' })] })

    expect(cancels(row(canary, { control: 'absent', ...resting }).actions)).toEqual([id(1)])
    expect(stops(row(canary, { control: 'absent', ...resting }).actions)).toEqual([])
  })

  test('raises no alarm over what would be a STOP', () => {
    const lost = {
      trades: known({ legs: [], withoutId: [{ raw: '', market: null, orderId: null }] }, at(-1)),
    }

    expect(stops(row(state(), { control: 'absent', ...lost }).actions)).toEqual([])
  })
})

describe('market closed while we hold: SETTLING', () => {
  const closed = known(info({ closed: true, accepting: false }), at(-1))

  test('no quotes, no balance or flapping rules, page once', () => {
    const suspect = state({
      ...openState,
      suspicion: { ...state().suspicion, balanceShortSinceMs: at(-700) },
    })

    const decision = row(suspect, { info: closed, balance: balanceOf(0), restPosition: known(size(0), now) })

    expect(decision.audit.row).toBe('SETTLING: wait')
    expect(decision.actions).toMatchObject([
      { do: 'page', text: expect.stringContaining('adopt --resolved') },
    ])
    expect(row(decision.state, { info: closed }).actions).toEqual([])
  })

  test('nobody is called where nothing is held', () => {
    expect(row(state(), { info: closed }).actions).toEqual([])
  })
})

describe('what must be known before an order is posted', () => {
  const suspicion = state().suspicion
  const history = Array.from({ length: MAX_INVENTORY_HISTORY }, (_, i) => ({
    atMs: at(-i),
    confirmedMicros: size(i),
    withProvisionalMicros: size(i),
  })).reverse()
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
    ['historyFull', { inventoryHistory: history }, {}],
    ['backoff', { suspicion: { ...suspicion, entryBackoffUntilMs: at(1) } }, {}],
    [
      'minimumChanged',
      { orders: [{ ...exit, life: dead(at(-700)), matchedMicros: shares(20), stuck: true }] },
      { info: known(info({ minSizeMicros: shares(6) }), at(-1)) },
    ],
  ])('%s bars an entry', (refusal, over, seen) => {
    const decision = row(state(over), seen)

    expect(decision.audit.refusals).toContain(refusal)
    expect(posts(decision.actions)).toEqual([])
  })

  test('skew within the bound does not', () => {
    expect(posts(row(state(), { skewMs: known(-5000, at(-1)) }).actions)).toHaveLength(1)
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
    const decision = row(of, { info: withMinimum(told), ...(of === entryState ? resting : {}) })

    expect(decision.state.minSizeMicros).toBe(shares(kept))
  })

  test('a position of a lower minimum than the stored one is sold, not kept out of the market for ever', () => {
    const dusty = state({ folded: holding(4) })

    expect(posts(row(dusty, { info: withMinimum(3), balance: balanceOf(4) }).actions)).toMatchObject([
      { side: 'SELL', sizeMicros: shares(4) },
    ])
  })

  test('no entry while it differs from the one the phases know', () => {
    const waiting = state({ orders: [order({ life: dead(at(-5)) })] })

    expect(posts(row(waiting, { info: withMinimum(6) }).actions)).toEqual([])
  })
})

describe('"stale" entry has three names', () => {
  test('off the quote by more than repriceTicks', () => {
    const near = { ...resting, book: bookAt(54, 56) }
    const far = { ...resting, book: bookAt(53, 55) }

    expect(row(entryState, near).actions).toEqual([])
    expect(
      row(state({ ...entryState, lastGoodMid: { priceMicros: cents(55), atMs: at(-10) } }), far).audit.reason,
    ).toBe('off the quote by more than 2 ticks')
  })

  test('older than entryMaxAgeSeconds, unless it is about to expire', () => {
    const old = (ageSeconds: number, leftSeconds: number) =>
      row(
        state({ orders: [order({ intendedAtMs: at(-ageSeconds), expiresAtMs: at(leftSeconds) })] }),
        resting,
      )

    expect(old(240, 200).actions).toEqual([])
    expect(old(241, 200).audit.reason).toBe('too old')
    expect(old(241, 120).actions).toEqual([])
  })

  test('expired: the venue sees to it, and by hash so do we', () => {
    const gone = byHash([id(1), venueOrder(order(), { status: 'TERMINAL', matchedMicros: size(0) })])

    expect(row(entryState, { byId: gone, book: bookAt(56, 70) }).state.phase).toBe('IDLE')
  })

  test('where there is no quote to compare with it stays', () => {
    const noRoom = settings({ quote: { minEdgeTicks: 50 } })

    expect(row(entryState, resting, noRoom).actions).toEqual([])
  })
})

describe('an entry that rests is cancelled', () => {
  test('once inventory, dust and provisional legs included, reaches the minimum size', () => {
    const filling = state({
      folded: holding(2),
      orders: [order()],
      legs: [leg({ sizeMicros: shares(3), status: 'PROVISIONAL' })],
    })

    expect(row(filling, resting).audit.reason).toBe('filled to a position that can be sold')
    expect(
      row({ ...filling, legs: [leg({ sizeMicros: shares(2.9), status: 'PROVISIONAL' })] }, resting).actions,
    ).toEqual([])
  })

  test('after 30 s without trades, and not before', () => {
    const blind = (seconds: number) =>
      row(state({ ...entryState, tradesReadAtMs: at(-seconds) }), { ...resting, trades: unknown('x') })

    expect(blind(30).actions).toEqual([])
    expect(blind(31).audit.reason).toBe('trades unread')
  })

  test('after 30 s without a market that could be read, and not before', () => {
    const unreadSince = (seconds: number) =>
      row(state({ ...entryState, lastGoodMid: { priceMicros: cents(57), atMs: at(-seconds) } }), {
        ...resting,
        book: unknown('x'),
      })

    expect(unreadSince(30).actions).toEqual([])
    expect(unreadSince(31).audit.reason).toBe('regime: market unread')
    expect(
      row(state({ ...entryState, lastGoodMid: null }), { ...resting, book: unknown('x') }).actions,
    ).toHaveLength(1)
  })

  test('and its rest from the states that hold what came of it', () => {
    const partly = state({ orders: [order()], legs: [leg({ sizeMicros: shares(8) })] })
    const both = state({ ...exitState, orders: [exit, order({ id: id(3), sizeMicros: shares(5) })] })

    expect(cancels(row(partly, { ...resting, balance: balanceOf(8) }).actions)).toEqual([id(1)])
    expect(posts(row(partly, { ...resting, balance: balanceOf(8) }).actions)).toMatchObject([
      { sizeMicros: shares(8) },
    ])
    expect(
      cancels(row(both, { open: [venueOrder(exit), venueOrder(order({ id: id(3) }))] }).actions),
    ).toEqual([id(3)])
  })
})

describe('an exit is repriced', () => {
  test('when more can be sold than it offers', () => {
    const more = state({ ...exitState, folded: holding(25) })

    expect(row(more, { ...exitResting, balance: balanceOf(25) }).audit.reason).toBe(
      'more can be sold than the exit offers',
    )
    expect(
      row(state({ ...exitState, folded: holding(24.9) }), { ...exitResting, balance: balanceOf(25) }).actions,
    ).toEqual([])
    expect(row(more, exitResting).actions).toEqual([])
  })

  test.each<readonly [string, Parameters<typeof observation>[0]]>([
    ['the book is not sane', { book: bookAt(1, 99) }],
    ['the trades are unread', { trades: unknown('x') }],
  ])('not while %s', (_, seen) => {
    const high = state({ ...exitState, orders: [{ ...exit, priceMicros: cents(70) }] })

    expect(row(high, { ...exitResting, balance: balanceOf(20), ...seen }).actions).toEqual([])
  })

  test('not while no quote can be made, and not for a little', () => {
    const floor = settings({ risk: { exitFloorMicros: price(995_000) } })

    expect(row(exitState, { ...exitResting, balance: balanceOf(20) }, floor).actions).toEqual([])
    expect(row(exitState, { ...exitResting, balance: balanceOf(20) }).actions).toEqual([])
  })

  test('a dead one waits for its fills, and a SELL that settles for its settlement', () => {
    const gone = state({ ...exitState, orders: [{ ...exit, life: dead(at(-5)) }] })
    const settling = state({
      folded: holding(20),
      legs: [leg({ side: 'SELL', orderId: id(2), status: 'PROVISIONAL' })],
    })

    expect(row(gone).audit.reason).toBe('the exit is gone, its fills are not all seen')
    expect(row(settling).audit.reason).toBe('a SELL has matched and is not settled')
  })

  test('a stuck one blocks no SELL, but its missing rest is not sold again', () => {
    const stuck = state({
      folded: holding(40),
      orders: [{ ...exit, life: dead(at(-700)), matchedMicros: shares(20), stuck: true }],
    })

    expect(posts(row(stuck, { balance: balanceOf(40) }).actions)).toMatchObject([{ sizeMicros: shares(20) }])
  })
})

describe('STOP conditions beside those of the requirement', () => {
  test('BALANCE_SHORT: below confirmed inventory for positionLagSeconds', () => {
    const first = decide(openState, observation({ balance: balanceOf(19) }))
    const later = (seconds: number) =>
      stops(row(first.state, { balance: known(shares(19), at(seconds)), nowMs: at(seconds) }).actions)

    expect(first.state.suspicion.balanceShortSinceMs).toBe(now)
    expect(later(600)).toEqual([])
    expect(later(601)).toContain('BALANCE_SHORT')
    expect(row(first.state, { balance: balanceOf(20) }).state.suspicion.balanceShortSinceMs).toBeNull()
  })

  test('what a SELL has taken is not missing', () => {
    const sold = state({
      folded: holding(20),
      legs: [leg({ side: 'SELL', orderId: id(2), status: 'PROVISIONAL' })],
    })

    expect(row(sold, { balance: balanceOf(0) }).state.suspicion.balanceShortSinceMs).toBeNull()
  })

  test('BLIND: trades unreadable for blindSeconds', () => {
    const blind = (seconds: number) =>
      row(state({ tradesReadAtMs: at(-seconds) }), { trades: unknown('venue pauses') })

    expect(stops(blind(180).actions)).toEqual([])
    expect(stops(blind(181).actions)).toEqual(['BLIND'])
    expect(blind(181).audit.reason).toContain('venue pauses')
  })

  test('BLIND by fills that cannot be judged', () => {
    const stranger = leg({ orderId: id(99) })

    const decision = row(state({ tradesReadAtMs: at(-181), adoptedAtMs: at(-3600) }), { legs: [stranger] })

    expect(decision.audit.reason).toContain('incomplete')
  })

  test('SETTLEMENT: failedTradesLimit FAILED legs within a day', () => {
    const failed = (count: number) =>
      state({
        suspicion: { ...state().suspicion, failedLegs: Array.from({ length: count }, () => at(-80_000)) },
      })

    expect(stops(row(failed(2)).actions)).toEqual([])
    expect(stops(row(failed(3)).actions)).toEqual(['SETTLEMENT'])
    expect(stops(row(failed(3), { nowMs: at(6_401) }).actions)).not.toContain('SETTLEMENT')
  })

  test('LOSS: realised + unrealised loss of the UTC day beyond maxDailyLossUsdc', () => {
    const deep = state({ folded: holding(20, 107), lastGoodMid: { priceMicros: cents(57), atMs: at(-10) } })
    const over = state({ folded: holding(20, 108), lastGoodMid: { priceMicros: cents(57), atMs: at(-10) } })
    const loss = settings({ risk: { maxDailyLossMicros: dollars(10) } })

    expect(stops(row(deep, {}, loss).actions)).toEqual([])
    expect(stops(row(over, {}, loss).actions)).toEqual(['LOSS'])
  })

  test('a new UTC day begins with the equity it finds', () => {
    const over = state({
      folded: holding(20, 108),
      day: { utc: '2025-06-24', startEquityMicros: dollars(0) },
    })
    const decision = row(over, {}, settings({ risk: { maxDailyLossMicros: dollars(10) } }))

    expect(stops(decision.actions)).toEqual([])
    expect(decision.state.day).toEqual({ utc: '2025-06-25', startEquityMicros: -10_200_000 })
    // No price is neither a gain nor a loss.
    const dark = row({ ...over, lastGoodMid: null }, { book: unknown('x') })
    expect(dark.state.day.startEquityMicros).toBe(0)
  })

  test('a code is told once a tick', () => {
    const rows = [1, 2].map(() => ({ raw: '', market: null, orderId: null }))

    expect(stops(row(state(), { trades: known({ legs: [], withoutId: rows }, at(-1)) }).actions)).toEqual([
      'TRADE_ID_UNKNOWN',
    ])
  })

  test('books that a rebuild could not settle', () => {
    expect(stops(row({ ...state(), lost: 'shares came from elsewhere' }).actions)).toEqual(['STATE_LOSS'])
  })
})

describe('what the machine remembers of the market', () => {
  test('the last mid is that of a book that passes the sanity gate', () => {
    expect(row(state(), { book: bookAt(57, 59) }).state.lastGoodMid).toEqual({
      priceMicros: cents(58),
      atMs: now,
    })
    expect(row(state(), { book: bookAt(1, 99) }).state.lastGoodMid).toEqual(state().lastGoodMid)
  })

  test('our own order is not the market: its level is the crowd’s alone', () => {
    const alone = known(
      book(
        [
          [0.56, 20],
          [0.5, 500],
        ],
        [[0.58, 400]],
      ),
      at(-0.5),
    )

    expect(row(entryState, { ...resting, book: alone }).audit.reason).toBe('regime: spreadWide')
  })

  test('holdings we had, for as long as REST positions may lag, and the one before them', () => {
    const points = [4000, 900, 700, 100].map((age, i) => ({
      atMs: at(-age),
      confirmedMicros: shares(i),
      withProvisionalMicros: shares(i),
    }))

    const seen = row(state({ inventoryHistory: points })).state.inventoryHistory

    expect(seen.map(({ atMs }) => atMs)).toEqual([at(-700), at(-100), now])
    expect(row(state({ inventoryHistory: seen })).state.inventoryHistory).toEqual(seen)
  })

  test('a history that overflows keeps the newest', () => {
    const many = Array.from({ length: MAX_INVENTORY_HISTORY }, (_, i) => ({
      atMs: at(-100 + i),
      confirmedMicros: shares(i + 1),
      withProvisionalMicros: shares(i + 1),
    }))

    const seen = row(state({ inventoryHistory: many })).state.inventoryHistory

    expect(seen).toHaveLength(MAX_INVENTORY_HISTORY)
    expect(seen.at(-1)).toMatchObject({ atMs: now, confirmedMicros: 0 })
  })
})

describe('a new item', () => {
  const begin = (over: Parameters<typeof info>[0] = {}) =>
    initialState({ market: MARKET, tokenId: TOKEN, wallet: WALLET, info: info(over), nowMs: at(0.7) })

  test('judges from the whole second it began in, for the venue tells no finer', () => {
    expect(begin().adoptedAtMs).toBe(now)
    expect(begin()).toMatchObject({ phase: 'IDLE', feeRatePpm: 50_000, feeExponent: 1 })
  })

  test('knows no fee where it cannot be computed, and is not entered', () => {
    const odd = { feeExponent: 1.5 }

    expect(begin(odd)).toMatchObject({ feeRatePpm: 0, feeExponent: 0 })
    expect(row(begin(odd), { info: known(info(odd), now) }).audit.refusals).toContain('feeUnknown')
  })
})

describe('a cancel whose answer comes late', () => {
  const late = (key: ReturnType<typeof id>) =>
    ({
      of: 'cancel',
      id: key,
      why: 'STOP',
      outcome: { is: 'canceled' },
      after: { terminal: true, matchedMicros: shares(3) },
      atMs: now,
    }) as const

  test('changes nothing of an order that is dead or not in the item', () => {
    const gone = state({ orders: [order({ life: dead(at(-5)) })] })

    expect(absorb(gone, [late(id(1)), late(id(2))], settings()).state).toEqual(gone)
  })
})

describe('nothing outside the allowed actions gets through', () => {
  const [entry] = posts(row(state()).actions)
  if (entry === undefined) throw new Error('no entry to try')
  const post = (over: object) => ({ do: 'post', draft: { ...entry, ...over } }) as const

  test.each([
    ['two posts', state(), 'IDLE: post entry', [post({}), post({})]],
    ['an exit from IDLE', state(), 'IDLE: post', [post({ purpose: 'exit', side: 'SELL' })]],
    ['an entry from POSITION_OPEN', openState, 'POSITION_OPEN: post', [post({})]],
    ['a selling entry', state(), 'IDLE: post', [post({ side: 'SELL' })]],
    ['an entry while halted', state(), 'HALTED: flatten', [post({})]],
    ['a flatten while not halted', state(), 'SETTLING: wait', [post({ purpose: 'flatten', side: 'SELL' })]],
    ['a cancel from IDLE', state(), 'IDLE: wait', [{ do: 'cancel', id: id(1), why: '' } as const]],
    [
      'an exit’s cancel while ENTRY_PENDING',
      entryState,
      'x',
      [{ do: 'cancel', id: id(2), why: '' } as const],
    ],
  ])('%s', (_, of, name, actions) => {
    expect(() => checkActions(of, { row: name, reason: '', actions })).toThrow()
  })
})

test('a calm book is the one the builders show', () => {
  expect(observation().book).toMatchObject({ ok: true, value: { bids: calmBook.bids } })
})
