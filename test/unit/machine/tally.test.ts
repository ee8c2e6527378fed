import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LegStatus, SeenLeg } from '../../../shared/domain/leg.ts'
import { size, tradeId } from '../../../shared/domain/units.ts'
import { MAX_INVENTORY_HISTORY, type MarketState } from '../../../shared/machine/state.ts'
import {
  isExplainedByTrades,
  rememberHolding,
  shareToleranceMicros,
  tallyFrom,
  tallyOf,
} from '../../../shared/machine/tally.ts'
import { reconcile } from '../../../shared/reconcile/reconcile.ts'
import {
  at,
  holding,
  id,
  leg,
  observation,
  order,
  seenLeg,
  settings,
  shares,
  state,
  WALLET,
} from '../../support/build.ts'

const LAG_MS = settings().safety.positionLagMs
const look = (of: MarketState, seconds: number, legs: readonly SeenLeg[]) =>
  reconcile(of, observation({ nowMs: at(seconds), legs }), settings(), WALLET).state

describe('a REST position that lags behind our fills', () => {
  const entry = order({ sizeMicros: shares(500), intendedAtMs: at(-20), expiresAtMs: at(600) })
  const fill = (n: number, count: number, status: LegStatus) =>
    seenLeg({ tradeId: tradeId(`t${n}`), sizeMicros: shares(count), status, matchedAtMs: at(n) })

  test('shows any part of the legs that are mined, and each is explained by trades', () => {
    const matched = [fill(1, 100, 'PROVISIONAL'), fill(2, 150, 'PROVISIONAL'), fill(3, 250, 'PROVISIONAL')]
    const after = look(look(state({ orders: [entry] }), 0, []), 10, matched)

    for (const count of [0, 100, 150, 250, 350, 400, 500, 500.01]) {
      expect(isExplainedByTrades(after, shares(count)), `${count}`).toBe(true)
    }
    for (const count of [500.1, 501, 1000]) expect(isExplainedByTrades(after, shares(count))).toBe(false)
  })

  test('any sum of the legs within the lag is explained, whatever became of each; what no trade moved is not', () => {
    const status = fc.constantFrom<LegStatus>('PROVISIONAL', 'CONFIRMED', 'FAILED')
    const fills = fc.array(
      fc.record({ count: fc.integer({ min: 1, max: 40 }), status, shown: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 12,
      },
    )
    fc.assert(
      fc.property(fills, fc.integer({ min: 0, max: 30 }), (all, before) => {
        const held = state({ folded: holding(before), orders: [entry] })
        let now = look(held, 0, [])
        const legs = all.map(({ count, status: is }, i) => fill(i + 1, count, is))
        for (const [i] of legs.entries()) now = look(now, i + 1, legs.slice(0, i + 1))
        const shown = all.reduce((sum, each) => sum + (each.shown ? each.count : 0), before)
        const most = all.reduce((sum, each) => sum + each.count, before)

        expect(isExplainedByTrades(now, shares(shown))).toBe(true)
        expect(isExplainedByTrades(now, shares(most + 1))).toBe(false)
        expect(isExplainedByTrades(now, shares(before) - shareToleranceMicros(now) - 1)).toBe(false)
      }),
    )
  })

  test('sales are taken off in any part as well', () => {
    const exit = order({ id: id(2), side: 'SELL', sizeMicros: shares(300) })
    const sale = (n: number, count: number) =>
      seenLeg({
        tradeId: tradeId(`s${n}`),
        sizeMicros: shares(count),
        status: 'PROVISIONAL',
        matchedAtMs: at(n),
        side: 'SELL',
        orderId: id(2),
      })
    const before = look(state({ folded: holding(300), orders: [exit] }), 0, [])
    const sold = look(before, 10, [sale(1, 120), sale(2, 80)])

    for (const count of [300, 220, 180, 100]) expect(isExplainedByTrades(sold, shares(count))).toBe(true)
    for (const count of [99, 301]) expect(isExplainedByTrades(sold, shares(count))).toBe(false)
  })

  test('once the lag is over only what is held explains it', () => {
    const bought = look(look(state({ orders: [entry] }), 0, []), 10, [fill(1, 100, 'CONFIRMED')])
    const settled = [200, 400, 700, 1300].reduce((of, seconds) => look(of, seconds, []), bought)

    expect(isExplainedByTrades(settled, shares(100))).toBe(true)
    expect(isExplainedByTrades(settled, shares(50))).toBe(false)
  })
})

describe('the history of holdings', () => {
  test('has room for any number of changes within one lag', () => {
    let of = state()
    for (let seconds = 0; seconds < 3000; seconds += 1) {
      of = { ...of, folded: holding(seconds + 1), inventoryHistory: rememberHolding(of, at(seconds), LAG_MS) }
      expect(of.inventoryHistory.length).toBeLessThan(MAX_INVENTORY_HISTORY / 2)
    }
    expect(of.inventoryHistory[0]?.atMs).toBeLessThanOrEqual(at(2999 - LAG_MS / 1000))
  })

  test('has a point for what was bought and sold again, although as much is held as before', () => {
    const first = state({ folded: holding(20) })
    const again = (buy: number, sell: number) =>
      state({
        folded: holding(20 - buy + sell),
        legs: [
          ...(buy > 0 ? [leg({ sizeMicros: shares(buy) })] : []),
          ...(sell > 0 ? [leg({ tradeId: tradeId('s'), side: 'SELL', sizeMicros: shares(sell) })] : []),
        ],
        inventoryHistory: rememberHolding(first, at(0), LAG_MS),
      })

    expect(rememberHolding(again(0, 0), at(60), LAG_MS)).toHaveLength(1)
    expect(rememberHolding(again(10, 10), at(60), LAG_MS)).toHaveLength(2)
  })

  test('has a point for a fill that failed: the positions may have shown it', () => {
    const first = state({ folded: holding(20) })
    const failed = (side: 'BUY' | 'SELL') =>
      state({
        folded: holding(20),
        legs: [leg({ side, sizeMicros: shares(3), status: 'FAILED' })],
        inventoryHistory: rememberHolding(first, at(0), LAG_MS),
      })

    expect(rememberHolding(failed('BUY'), at(60), LAG_MS)).toHaveLength(2)
    expect(rememberHolding(failed('SELL'), at(60), LAG_MS)).toHaveLength(2)
  })

  test('counts what settles as neither bought nor sold yet', () => {
    const settling = state({
      folded: holding(20),
      legs: [
        leg({ sizeMicros: shares(5), status: 'PROVISIONAL' }),
        leg({ tradeId: tradeId('t2'), side: 'SELL', sizeMicros: shares(3), status: 'PROVISIONAL' }),
        leg({ tradeId: tradeId('t3'), side: 'SELL', sizeMicros: shares(1) }),
      ],
    })

    expect(rememberHolding(settling, at(0), LAG_MS)).toEqual([
      {
        atMs: at(0),
        confirmedMicros: shares(19),
        withProvisionalMicros: shares(21),
        boughtMicros: 0,
        soldMicros: shares(1),
      },
    ])
  })

  test('has a point for a change once a sixteenth of the lag is over', () => {
    const before = state({ folded: holding(20), inventoryHistory: rememberHolding(state(), at(0), LAG_MS) })
    const slot = LAG_MS / 16_000

    expect(rememberHolding(before, at(slot), LAG_MS)).toHaveLength(2)
    expect(rememberHolding(before, at(slot - 0.001), LAG_MS)).toHaveLength(1)
  })

  test('explains what lies between the least and the most of all its points, give or take the tolerance', () => {
    const point = (seconds: number, confirmed: number, bought: number, sold: number) => ({
      atMs: at(seconds),
      confirmedMicros: shares(confirmed),
      withProvisionalMicros: shares(confirmed),
      boughtMicros: shares(bought),
      soldMicros: shares(sold),
    })
    const of = state({
      tally: { ...tallyFrom(size(0)), boughtMicros: shares(30), soldMicros: shares(10) },
      inventoryHistory: [point(-300, 20, 25, 7), point(-100, 40, 28, 10)],
    })
    const least = 20 - 3 - 0.01
    const most = 40 + 2 + 0.01

    for (const count of [least, 25, most])
      expect(isExplainedByTrades(of, shares(count)), `${count}`).toBe(true)
    for (const count of [least - 0.000001, most + 0.000001])
      expect(isExplainedByTrades(of, shares(count)), `${count}`).toBe(false)
  })

  test('of older code is read as it is', () => {
    const old = [{ atMs: at(-300), confirmedMicros: shares(10), withProvisionalMicros: shares(20) }]
    const of = state({ folded: holding(20), inventoryHistory: old })

    expect(isExplainedByTrades(of, shares(15))).toBe(true)
    expect(isExplainedByTrades(of, shares(21))).toBe(false)
    expect(rememberHolding(of, at(0), LAG_MS)).toHaveLength(2)
  })
})

describe('the tally', () => {
  test('of an item from before there was one is what its legs come to', () => {
    const legs = [
      leg(),
      leg({ tradeId: tradeId('t2'), side: 'SELL', sizeMicros: shares(3), status: 'FAILED' }),
    ]

    expect(tallyOf(state({ legs }))).toEqual({
      boughtMicros: shares(20),
      soldMicros: shares(3),
      flooredMicros: size(4),
      evenAtMicros: size(0),
    })
  })

  test('counts a leg once, however often it is reported', () => {
    const of = state({ orders: [order()] })
    const once = look(of, 0, [seenLeg({ status: 'PROVISIONAL' })])
    const again = look(once, 1, [seenLeg()])

    expect(tallyOf(again)).toMatchObject({ boughtMicros: shares(20), soldMicros: 0 })
  })
})
