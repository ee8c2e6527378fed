import { describe, expect, test } from 'vitest'
import { price, size, tradeId, usdc } from '../../../shared/domain/units.ts'
import { exposure } from '../../../shared/machine/exposure.ts'
import { initialState, withPosition } from '../../../shared/machine/initialState.ts'
import {
  canFold,
  pendingCostMicros,
  provisionalCostMicros,
  restMicros,
  sellableMicros,
  unofferedMicros,
} from '../../../shared/machine/inventory.ts'
import { markOf } from '../../../shared/machine/mark.ts'
import {
  at,
  cents,
  dead,
  holding,
  id,
  leg,
  MARKET,
  now,
  order,
  shares,
  state,
  TOKEN,
  WALLET,
} from '../../support/build.ts'
import { info } from '../../support/market.ts'

describe('what may be sold now', () => {
  const settling = [leg({ side: 'SELL', orderId: id(9), sizeMicros: shares(3), status: 'PROVISIONAL' })]
  const resting = [order({ id: id(2), side: 'SELL', sizeMicros: shares(5) })]
  const stuck = [order({ id: id(2), side: 'SELL', sizeMicros: shares(5), life: dead(at(-700)), stuck: true })]

  test.each<readonly [string, Parameters<typeof state>[0], number, number]>([
    ['is what is confirmed', {}, 20, 20],
    ['is no more than the venue holds for us', {}, 12, 12],
    ['lacks what has been sold and is settling, from both counts', { legs: settling }, 20, 17],
    ['the venue’s the shorter of the two', { legs: settling }, 18, 15],
    ['lacks what an exit offers', { orders: resting }, 30, 15],
    ['and both of them', { legs: settling, orders: resting }, 30, 12],
    ['lacks the missing rest of a stuck one', { orders: stuck }, 30, 15],
    ['counts no BUY that settles', { legs: [leg({ status: 'PROVISIONAL' })] }, 40, 20],
    ['is never below nothing', { legs: settling }, 1, 0],
  ])('%s', (_, over, balance, sellable) => {
    expect(sellableMicros(state({ folded: holding(20), ...over }), shares(balance))).toBe(shares(sellable))
  })
})

describe('what counts towards the cap is rounded up', () => {
  // 0.4 micro-dollars each.
  const tiny = { priceMicros: price(400_000), sizeMicros: size(1) }

  test('open entries', () => {
    expect(pendingCostMicros(state({ orders: [order(tiny)] }))).toBe(1)
  })

  test('confirmed shares', () => {
    const one = state({ folded: { ...holding(0), sizeMicros: size(1), boughtMicros: size(1) } })

    expect(
      exposure(one, markOf({ ...one, lastGoodMid: { priceMicros: price(400_000), atMs: now } }, now))
        .confirmedMicros,
    ).toBe(1)
  })

  test('what settles, with its fee', () => {
    const taken = leg({ role: 'taker', status: 'PROVISIONAL', feeMicros: usdc(246_400) })

    expect(provisionalCostMicros(state({ legs: [taken] }))).toBe(11_200_000 + 246_400)
  })
})

test('an order cannot have been filled beyond its size', () => {
  const filled = state({ orders: [order()], legs: [leg({ sizeMicros: shares(21) })] })

  expect(() => restMicros(filled, order())).toThrow(`order ${id(1)}: legs exceed its size`)
})

test('only what is confirmed is sold', () => {
  const sale = leg({
    side: 'SELL',
    orderId: id(2),
    tradeId: 't2' as never,
    priceMicros: cents(58),
    matchedAtMs: at(-5),
  })

  expect(canFold({ folded: holding(0), legs: [leg(), sale] })).toBe(true)
  expect(canFold({ folded: holding(0), legs: [leg({ status: 'PROVISIONAL' }), sale] })).toBe(false)
  expect(canFold({ folded: holding(0), legs: [leg({ status: 'FAILED' }), sale] })).toBe(false)
})

test('all sales together may exceed what is held by the tolerance, not each', () => {
  const sale = (n: number) =>
    leg({
      tradeId: tradeId(`s${n}`),
      side: 'SELL',
      orderId: id(2),
      sizeMicros: size(10_000_006),
      matchedAtMs: at(n),
    })
  const legs = [sale(-5), sale(-4)]

  expect(canFold({ folded: holding(20), legs }, 12)).toBe(true)
  expect(canFold({ folded: holding(20), legs }, 11)).toBe(false)
  expect(
    canFold(
      {
        folded: holding(10),
        legs: [sale(-5), leg({ matchedAtMs: at(-4), sizeMicros: shares(10) }), sale(-3)],
      },
      11,
    ),
  ).toBe(false)
})

test('what no exit offers yet is what is held and what settles into it, less the rest of every exit', () => {
  const settling = leg({ sizeMicros: shares(5), status: 'PROVISIONAL' })
  const exit = order({ id: id(2), side: 'SELL', sizeMicros: shares(12) })
  const sold = leg({
    tradeId: tradeId('s'),
    orderId: id(2),
    side: 'SELL',
    sizeMicros: shares(2),
    status: 'PROVISIONAL',
  })

  expect(unofferedMicros(state({ folded: holding(20) }))).toBe(shares(20))
  expect(unofferedMicros(state({ folded: holding(20), legs: [settling] }))).toBe(shares(25))
  expect(unofferedMicros(state({ folded: holding(20), legs: [settling], orders: [order(), exit] }))).toBe(
    shares(13),
  )
  expect(unofferedMicros(state({ folded: holding(20), legs: [settling, sold], orders: [exit] }))).toBe(
    shares(15),
  )
})

describe('an item begins', () => {
  const fresh = initialState({ market: MARKET, tokenId: TOKEN, wallet: WALLET, info: info(), nowMs: at(0) })

  test('with nothing', () => {
    expect(fresh).toMatchObject({
      exitOnly: [],
      settling: false,
      legs: [],
      orders: [],
      mids: null,
      inventoryHistory: [],
      suspicion: { flaps: [], balanceRetryUsed: false, failedLegs: [], unlisted: [] },
      day: { utc: '2025-06-25', startEquityMicros: 0 },
    })
  })

  test('or with a position, whose past is no loss of today', () => {
    const folded = { ...holding(20), realisedMicros: usdc(-7_000_000) }

    expect(withPosition(fresh, folded)).toMatchObject({
      folded,
      phase: 'POSITION_OPEN',
      day: { utc: '2025-06-25', startEquityMicros: -7_000_000 },
    })
  })
})
