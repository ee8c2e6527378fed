import { describe, expect, test } from 'vitest'
import type { ControlItem } from '../../../shared/domain/control.ts'
import { type OpenOrders, wholeList } from '../../../shared/domain/openOrders.ts'
import { known, type Read, unknown } from '../../../shared/domain/read.ts'
import { price, type TokenId } from '../../../shared/domain/units.ts'
import { refusalsOf } from '../../../shared/machine/condition.ts'
import { type Context, contextOf, modeOf } from '../../../shared/machine/context.ts'
import { exitOnlyCauses } from '../../../shared/machine/exitOnly.ts'
import { rulesOf } from '../../../shared/machine/knownRules.ts'
import { MAY_BUY, MAY_SELL } from '../../../shared/machine/mayPost.ts'
import { MAX_LEGS, MAX_ORDERS, type MarketState } from '../../../shared/machine/state.ts'
import {
  at,
  cents,
  dead,
  dollars,
  halted,
  holding,
  id,
  leg,
  MARKET,
  now,
  observation,
  order,
  running,
  settings,
  state,
  unreadableOrder,
} from '../../support/build.ts'
import { info } from '../../support/market.ts'

const context = (of: MarketState, seen: Parameters<typeof observation>[0] = {}, tradesUsable = true) =>
  contextOf(of, observation(seen), settings(), tradesUsable)
const orders = (count: number) =>
  Array.from({ length: count }, (_, i) => order({ id: id(50 + i), life: dead(at(-5)), closedAtMs: at(-5) }))
const legs = (count: number) => Array.from({ length: count }, (_, i) => leg({ tradeId: `x${i}` as never }))
const suspicion = state().suspicion
const mayNotSell = (of: Context) => refusalsOf(MAY_SELL, of)
const mayNotEnter = (of: Context) => refusalsOf(MAY_BUY, of)

describe('nothing is sold', () => {
  test.each<readonly [string, MarketState, Parameters<typeof observation>[0], readonly string[]]>([
    ['while nothing is missing', state(), {}, []],
    ['but without the open orders', state(), { openOrders: unknown('x') }, []],
    [
      'while they are under suspicion',
      state({ suspicion: { ...suspicion, openOrdersSinceMs: now } }),
      {},
      ['openOrdersSuspect'],
    ],
    ['but without the venue’s clock', state(), { skewMs: unknown('x') }, []],
    ['by a clock that is off', state(), { skewMs: known(5001, now) }, ['clockSkew']],
    ['without the market’s rules', state(), { info: unknown('x') }, ['infoUnknown']],
    ['but by the rules of before', state({ rules: rulesOf(info(), now) }), { info: unknown('x') }, []],
    ['with all but one of the orders that fit', state({ orders: orders(MAX_ORDERS - 1) }), {}, ['itemFull']],
    ['with one less', state({ orders: orders(MAX_ORDERS - 2) }), {}, []],
    ['with as many legs as fit', state({ legs: legs(MAX_LEGS) }), {}, []],
  ])('%s', (_, of, seen, refusals) => {
    expect(mayNotSell(context(of, seen))).toEqual(refusals)
  })

  test.each<readonly [string, MarketState, boolean]>([
    ['half of the orders that fit', state({ orders: orders(MAX_ORDERS / 2) }), true],
    ['one more', state({ orders: orders(MAX_ORDERS / 2 + 1) }), false],
    ['a hundred legs to spare', state({ legs: legs(MAX_LEGS - 100) }), true],
    ['fewer', state({ legs: legs(MAX_LEGS - 99) }), false],
  ])('an entry leaves room for the exits: with %s', (_, of, may) => {
    expect(mayNotEnter(context(of, {})).includes('itemFull')).toBe(!may)
  })

  test('without all fills', () => {
    expect(mayNotSell(context(state(), {}, false))).toEqual(['tradesUnread'])
  })

  test('nor bought, while the market’s own history is still being read', () => {
    const behind = state({ catchUp: { fromMs: at(-9000), windowMs: 60_000, readAtMs: now } })
    expect(mayNotSell(context(behind))).toEqual(['catchingUp'])
    expect(mayNotEnter(context(behind))).toEqual(['catchingUp'])
  })

  test('in the pause after a refused SELL, which bars no entry; nor does an entry’s pause bar a SELL', () => {
    const paused = state({ suspicion: { ...suspicion, exitBackoffUntilMs: at(0.001) } })
    const entryPaused = state({ suspicion: { ...suspicion, entryBackoffUntilMs: at(0.001) } })
    expect(mayNotSell(context(paused))).toEqual(['backoff'])
    expect(mayNotEnter(context(paused))).toEqual([])
    expect(mayNotSell(context(entryPaused))).toEqual([])
  })
})

describe('no entry', () => {
  test.each<readonly [string, MarketState, readonly string[]]>([
    ['for no reason', state(), []],
    ['while only exits are allowed', state({ exitOnly: ['drain', 'stuckOrder'] }), ['drain', 'stuckOrder']],
    [
      'until the pause after a refusal is over',
      state({ suspicion: { ...suspicion, entryBackoffUntilMs: at(0.001) } }),
      ['backoff'],
    ],
    ['longer than that', state({ suspicion: { ...suspicion, entryBackoffUntilMs: now } }), []],
  ])('%s', (_, of, refusals) => {
    expect(mayNotEnter(context(of))).toEqual(refusals)
  })

  test.each<readonly [string, Parameters<typeof observation>[0], readonly string[]]>([
    ['the open orders', { openOrders: unknown('x') }, ['openOrdersUnread']],
    ['the venue’s clock', { skewMs: unknown('x') }, ['clockUnread']],
    ['a fresh look at the market', { info: unknown('x') }, ['infoUnknown']],
  ])('without %s, whatever the item remembers', (_, seen, refusals) => {
    expect(mayNotEnter(context(state({ rules: rulesOf(info(), now) }), seen))).toEqual(refusals)
  })

  const tokens = info().tokens
  const elsewhere = '0xbb' as typeof MARKET
  test.each<readonly [string, Partial<OpenOrders>, boolean]>([
    ['that may lack some', { provesAbsence: false }, false],
    ['with a record that names nothing', { unreadable: [unreadableOrder()] }, false],
    [
      'with a record of this market without an id',
      { unreadable: [unreadableOrder({ market: MARKET })] },
      false,
    ],
    ['with one of our token', { unreadable: [unreadableOrder({ tokenId: tokens[1] })] }, false],
    ['with one of another market', { unreadable: [unreadableOrder({ market: elsewhere })] }, true],
    ['with one of another token', { unreadable: [unreadableOrder({ tokenId: '9' as TokenId })] }, true],
    ['with one that names its order', { unreadable: [unreadableOrder({ orderId: id(7) })] }, true],
  ])('by a list of open orders %s', (_, list, may) => {
    const refusals = mayNotEnter(context(state(), { openOrders: known({ ...wholeList([]), ...list }, now) }))
    expect(refusals).toEqual(may ? [] : ['openOrdersUnread'])
  })

  test('by a record of another token while the market’s own are not known', () => {
    const openOrders = known(
      { ...wholeList([]), unreadable: [unreadableOrder({ tokenId: '9' as TokenId })] },
      now,
    )
    expect(mayNotEnter(context(state(), { openOrders, info: unknown('x') }))).toEqual([
      'infoUnknown',
      'openOrdersUnread',
    ])
    const remembering = state({ rules: rulesOf(info(), now) })
    expect(mayNotEnter(context(remembering, { openOrders, info: unknown('x') }))).toEqual(['infoUnknown'])
  })

  test.each<readonly [string, Partial<MarketState>, boolean]>([
    ['at a mid that is believed', {}, true],
    ['at one of a minute ago', { lastGoodMid: { priceMicros: cents(57), atMs: at(-60) } }, false],
    ['where there never was one', { lastGoodMid: null }, false],
    ['at what it pays', { lastGoodMid: null, payoutMicros: price(1_000_000) }, true],
  ])('is added to dust that nobody can value: %s', (_, over, may) => {
    const dusty = { ...state({ folded: holding(4) }), ...over }
    expect(mayNotEnter(context(dusty))).toEqual(may ? [] : ['markDisbelieved'])
    // Flat, there is nothing to value.
    expect(mayNotEnter(context({ ...state(), ...over }))).toEqual([])
  })

  test('without the market’s rules, which is said once', () => {
    expect(mayNotEnter(context(state(), { info: unknown('x') }))).toEqual(['infoUnknown'])
  })
})

describe('only exits are allowed', () => {
  const cap = settings({ risk: { maxUsdcLockedMicros: dollars(11) } })

  test.each<readonly [string, MarketState, Read<ControlItem>, readonly string[]]>([
    ['not below the cap, by the mid', state({ folded: holding(19) }), known(running, now), []],
    [
      'above it where there is no mid: then a share counts as its dearest',
      state({ folded: holding(19), lastGoodMid: null }),
      known(running, now),
      ['exposure'],
    ],
    ['in a drain', state(), known({ ...running, drain: true }, now), ['drain']],
    [
      'not by one left over while not armed',
      state({ exitOnly: ['drain'] }),
      known({ ...running, armed: false, drain: true }, now),
      [],
    ],
    ['not without any control item', state({ exitOnly: ['drain'] }), known('absent', now), []],
  ])('%s', (_, of, control, causes) => {
    expect(exitOnlyCauses(of, { control, nowMs: now }, cap)).toEqual(causes)
  })

  test.each<readonly [string, MarketState, boolean | undefined, readonly string[]]>([
    ['while the caps and those of markets that left exceed the account', state(), true, ['accountAllotted']],
    ['not once they fit again', state({ exitOnly: ['accountAllotted'] }), false, []],
    ['as before where the items cannot be read', state(), undefined, []],
    [
      'as before, entries that waited included',
      state({ exitOnly: ['accountAllotted'] }),
      undefined,
      ['accountAllotted'],
    ],
  ])('%s', (_, of, overAllotted, causes) => {
    const seen = observation(overAllotted === undefined ? {} : { overAllotted })
    expect(exitOnlyCauses(of, seen, settings())).toEqual(causes)
  })

  test('a market that left has that cause alone', () => {
    const left = { ...settings(), configured: false }
    expect(exitOnlyCauses(state(), observation({ overAllotted: true }), left)).toEqual(['unconfigured'])
  })
})

test.each<readonly [string, Parameters<typeof modeOf>[0]]>([
  ['RUNNING', known(running, now)],
  ['HALTED', known(halted(), now)],
  ['HALTED', known({ ...running, clearedSeq: 2 }, now)],
  ['NOT_ARMED', known({ ...halted(), armed: false }, now)],
  ['NOT_ARMED', known('absent', now)],
  ['UNREADABLE', unknown('x')],
])('%s is a mode', (mode, control) => {
  expect(modeOf(control)).toBe(mode)
})
