import { describe, expect, test } from 'vitest'
import { known, unknown } from '../../../shared/domain/read.ts'
import { marketId, size } from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import {
  at,
  balanceOf,
  cancels,
  cents,
  dead,
  decisionOf,
  entryState,
  exitState,
  halted,
  holding,
  id,
  MARKET,
  now,
  type observation,
  openState,
  order,
  pages,
  posts,
  running,
  settings,
  shares,
  state,
  stops,
  venueOrder,
} from '../../support/build.ts'
import { bookAt, info } from '../../support/market.ts'

const resting = { open: [venueOrder(order())] }
const exit = order({ id: id(2), side: 'SELL', expiresAtMs: at(580) })
const exitResting = { open: [venueOrder(exit)] }

describe('EXIT_ONLY is a set of causes, each with its own end', () => {
  const draining = { ...running, drain: true }

  test('drain: no entries, normal exits, until disarmed or taken back', () => {
    expect(decisionOf(state(), { control: draining }).state.exitOnly).toEqual(['drain'])
    expect(posts(decisionOf(state(), { control: draining }).actions)).toEqual([])
    expect(cancels(decisionOf(entryState, { control: draining, ...resting }).actions)).toEqual([id(1)])
    expect(posts(decisionOf(openState, { control: draining, balance: balanceOf(20) }).actions)).toHaveLength(
      1,
    )
    expect(decisionOf(state({ exitOnly: ['drain'] })).state.exitOnly).toEqual([])
  })

  test('a market drained by itself: no entries, normal exits, and the others go on', () => {
    const drained = { control: { ...running, drainMarkets: [MARKET] } }
    const otherDrained = { control: { ...running, drainMarkets: [marketId('0xbb')] } }

    expect(decisionOf(state(), drained).state.exitOnly).toEqual(['marketDrain'])
    expect(posts(decisionOf(state(), drained).actions)).toEqual([])
    expect(cancels(decisionOf(entryState, { ...drained, ...resting }).actions)).toEqual([id(1)])
    expect(posts(decisionOf(openState, { ...drained, balance: balanceOf(20) }).actions)).toHaveLength(1)
    expect(posts(decisionOf(state(), otherDrained).actions)).toHaveLength(1)
    expect(decisionOf(state({ exitOnly: ['marketDrain'] })).state.exitOnly).toEqual([])
    expect(
      decisionOf(state({ exitOnly: ['marketDrain'] }), { control: unknown('x') }).state.exitOnly,
    ).toEqual(['marketDrain'])
  })

  test('a configuration without entries: normal exits, and nobody is called', () => {
    const off = { ...settings(), entries: false }

    expect(decisionOf(state(), {}, off).state.exitOnly).toEqual(['entriesOff'])
    expect(posts(decisionOf(state(), {}, off).actions)).toEqual([])
    expect(cancels(decisionOf(entryState, resting, off).actions)).toEqual([id(1)])
    expect(posts(decisionOf(openState, { balance: balanceOf(20) }, off).actions)).toHaveLength(1)
    expect(pages(decisionOf(state(), {}, off))).toEqual([])
    expect(decisionOf(state({ exitOnly: ['entriesOff'] })).state.exitOnly).toEqual([])
  })

  test('an unreadable control item ends no drain and begins none', () => {
    const blind = { control: unknown('x') }
    expect(decisionOf(state({ exitOnly: ['drain'] }), blind).state.exitOnly).toEqual(['drain'])
    expect(decisionOf(state(), blind).state.exitOnly).toEqual([])
  })

  test('market out of the configuration', () => {
    const out = { ...settings(), configured: false }
    expect(posts(decisionOf(state(), {}, out).actions)).toEqual([])
    expect(decisionOf(state(), {}, out).state.exitOnly).toEqual(['unconfigured'])
    expect(posts(decisionOf(openState, { balance: balanceOf(20) }, out).actions)).toHaveLength(1)
  })

  test('its causes are reported once, when they begin', () => {
    expect(pages(decisionOf(state(), { control: draining }))).toHaveLength(1)
    expect(pages(decisionOf(state({ exitOnly: ['drain'] }), { control: draining }))).toEqual([])
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
      const decision = decisionOf(of, { control, balance: balanceOf(20) })
      expect(posts(decision.actions)).toEqual([])
      expect(cancels(decision.actions)).toEqual(gone)
    }
  })

  test('it says by what', () => {
    expect(decisionOf(state(), { control: halted() }).audit.reason).toBe('halted by OPERATOR')
    expect(decisionOf(state(), { control: halted({ codes: [] }) }).audit.reason).toBe('halted')
    expect(decisionOf(state(), { control: unknown('x') }).audit.reason).toBe(
      'the control item cannot be read',
    )
  })

  test('a further reason to STOP is latched; one that counts already is not latched again', () => {
    const lost = {
      trades: known(
        { legs: [], withoutId: [{ raw: '', market: null, orderId: null }], unreadable: [] },
        at(-1),
      ),
    }

    expect(stops(decisionOf(state(), { control: halted(), ...lost }).actions)).toEqual(['TRADE_ID_UNKNOWN'])
    expect(
      stops(decisionOf(state(), { control: halted({ codes: ['TRADE_ID_UNKNOWN'] }), ...lost }).actions),
    ).toEqual([])
  })
})

describe('flatten', () => {
  const request = { seq: 4, markets: [MARKET], floorMicros: cents(50) }
  const asked = halted({ doneSeq: 4, flatten: request })
  const bound = { ...asked, flatten: { seq: 4, markets: [MARKET] } }
  const flatten = (of: MarketState, over: Parameters<typeof observation>[0] = {}, with_ = settings()) =>
    decisionOf(of, { control: asked, balance: balanceOf(20), ...over }, with_)

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
    [
      'the book is not sane',
      openState,
      { book: bookAt(1, 99), control: bound },
      'no flatten: the spread is wider than maxSpreadCents; the mid is more than maxJumpCents away from the last believed mid',
    ],
    [
      'the bids are below its floor',
      openState,
      { book: bookAt(48, 50) },
      'no flatten: every possible price is below the floor',
    ],
    [
      'the balance is unread',
      openState,
      { balance: unknown('x') },
      'no flatten: the balance has not been readable since the shares were bought',
    ],
    [
      'a SELL is not closed',
      state({ ...exitState, orders: [{ ...exit, life: dead(at(-5)) }] }),
      {},
      'no flatten: another SELL is not closed',
    ],
    [
      'the trades are unread',
      openState,
      { trades: unknown('x') },
      'no flatten: the trades, or one of our fills, could not be read',
    ],
    [
      'there is too little to sell',
      state({ folded: holding(4) }),
      {},
      'no flatten: less than the minimum size can be sold',
    ],
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
    const decision = decisionOf(state(), { control: 'absent' })

    expect(decision.actions).toEqual([])
    expect(decision.audit).toMatchObject({ row: 'NOT_ARMED: observe', reason: 'an entry would be posted' })
    expect(decisionOf(openState, { control: 'absent' }).audit.reason).toBe('holding')
    expect(decisionOf(state(), { control: 'absent', book: bookAt(56, 70) }).audit.refusals).toContain(
      'spreadWide',
    )
  })

  test('cancels nothing but a left-over canary', () => {
    const canary = state({ orders: [order({ purpose: 'canary' })] })

    expect(cancels(decisionOf(canary, { control: 'absent', ...resting }).actions)).toEqual([id(1)])
    expect(stops(decisionOf(canary, { control: 'absent', ...resting }).actions)).toEqual([])
  })

  test('raises no alarm over what would be a STOP', () => {
    const lost = {
      trades: known(
        { legs: [], withoutId: [{ raw: '', market: null, orderId: null }], unreadable: [] },
        at(-1),
      ),
    }

    expect(stops(decisionOf(state(), { control: 'absent', ...lost }).actions)).toEqual([])
  })
})

describe('market closed while we hold: SETTLING', () => {
  const closed = known(info({ closed: true, accepting: false }), at(-1))

  test('no quotes, no balance or flapping rules, page once', () => {
    const suspect = state({
      ...openState,
      suspicion: { ...state().suspicion, balanceShortSinceMs: at(-700) },
    })

    const decision = decisionOf(suspect, {
      info: closed,
      balance: balanceOf(0),
      restPosition: known(size(0), now),
    })

    expect(decision.audit.row).toBe('SETTLING: wait')
    expect(decision.actions).toEqual([])
    expect(pages(decision)).toEqual([expect.stringContaining('adopt --resolved')])
    expect(decision.events).toContainEqual({ is: 'marketClosed', heldMicros: shares(20) })
    expect(pages(decisionOf(decision.state, { info: closed }))).toEqual([])
  })

  test('nobody is called where nothing is held', () => {
    const decision = decisionOf(state(), { info: closed })

    expect(decision.events).toEqual([{ is: 'marketClosed', heldMicros: 0 }])
    expect(pages(decision)).toEqual([])
  })
})
