import { describe, expect, test } from 'vitest'
import { known } from '../../../shared/domain/read.ts'
import { price, tokenId } from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import { reconcile } from '../../../shared/reconcile/reconcile.ts'
import {
  at,
  balanceOf,
  factsOf,
  holding,
  id,
  leg,
  now,
  observation,
  order,
  seenLeg,
  settings,
  shares,
  state,
  TOKEN,
  WALLET,
} from '../../support/build.ts'
import { info } from '../../support/market.ts'

const look = (of: MarketState, seen: Parameters<typeof observation>[0] = {}) => factsOf(of, seen).state

describe('an item written for somebody else', () => {
  test.each([
    ['another wallet', 'another', TOKEN],
    ['another token', WALLET, tokenId('8')],
  ])('%s is STATE_LOSS', (_, wallet, token) => {
    const { contradictions } = reconcile(state(), observation(), { ...settings(), tokenId: token }, wallet)

    expect(contradictions).toMatchObject([
      {
        code: 'STATE_LOSS',
        text: `the item was written for wallet ${WALLET} and token ${TOKEN}, not for the configured ones`,
        atMs: now,
      },
    ])
  })

  test('the configured ones are none', () => {
    expect(reconcile(state(), observation(), settings(), WALLET).contradictions).toEqual([])
  })
})

describe('what the market’s own reads change', () => {
  test('the fee, where it can be computed', () => {
    const told = known(info({ feeRatePpm: 20_000, feeExponent: 2 }), now)

    expect(look(state(), { info: told })).toMatchObject({ feeRatePpm: 20_000, feeExponent: 2 })
  })

  test.each<readonly [string, Parameters<typeof observation>[0], number]>([
    ['a balance', { balance: balanceOf(0) }, 0],
    ['a REST position', { restPosition: known('absent', now) }, 0],
    ['neither', {}, -10],
  ])('%s is when sanity was last read', (_, seen, seconds) => {
    expect(look(state(), seen).sanityReadAtMs).toBe(at(seconds))
  })

  const exit = order({ id: id(2), side: 'SELL', sizeMicros: shares(2) })
  const settlingSale = leg({ side: 'SELL', orderId: id(2), sizeMicros: shares(1), status: 'PROVISIONAL' })
  const settlingBuy = leg({ tradeId: 't2' as never, sizeMicros: shares(1), status: 'PROVISIONAL' })

  test.each<readonly [string, MarketState, number]>([
    ['changes over dust', state({ folded: holding(4.999999) }), 6],
    ['stays over exactly as much as can be sold', state({ folded: holding(5) }), 5],
    ['stays while an entry and an exit are open', state({ folded: holding(4), orders: [order(), exit] }), 5],
    ['stays while a sale settles', state({ folded: holding(4), legs: [settlingSale] }), 5],
    [
      'stays while a sale and a BUY of the same size do',
      state({ folded: holding(4), legs: [settlingSale, settlingBuy] }),
      5,
    ],
  ])('the minimum size %s', (_, of, kept) => {
    const told = known(info({ minSizeMicros: shares(6) }), now)

    expect(look(of, { info: told }).minSizeMicros).toBe(shares(kept))
  })

  test('exactly as much as could be sold is unsellable where the minimum is raised', () => {
    const told = known(info({ minSizeMicros: shares(6) }), now)

    expect(look(state({ folded: holding(5) }), { info: told }).unsellable).toBe(true)
    expect(look(state({ folded: holding(4.999999) }), { info: told })).not.toHaveProperty('unsellable')
  })

  test('a position that the minimum has left behind is reported once, with both sizes', () => {
    const told = { info: known(info({ minSizeMicros: shares(6) }), now) }
    const first = factsOf(state({ folded: holding(5) }), told)

    expect(first.events).toEqual([{ is: 'unsellable', heldMicros: shares(5), minimumMicros: shares(6) }])
    expect(factsOf(first.state, told).events).toEqual([])
  })

  test('one of exactly the raised minimum can still be sold', () => {
    const told = known(info({ minSizeMicros: shares(6) }), now)
    const seen = factsOf(state({ folded: holding(6) }), { info: told })

    expect(seen.state).not.toHaveProperty('unsellable')
    expect(seen.events).toEqual([])
  })

  test('a minimum that falls again makes it sellable', () => {
    const left = state({ folded: holding(5), unsellable: true })

    expect(look(left)).not.toHaveProperty('unsellable')
  })

  test.each([
    [4.999999, null],
    [5, now],
  ])('a position of %d shares is held since %d', (count, since) => {
    expect(look(state({ folded: holding(count) })).heldSinceMs).toBe(since)
  })
})

describe('holdings are remembered', () => {
  const point = (seconds: number, count: number) => ({
    atMs: at(seconds),
    confirmedMicros: shares(count),
    withProvisionalMicros: shares(count),
  })

  test('when what settles changes, though nothing is confirmed by it', () => {
    const before = state({ inventoryHistory: [point(-100, 0)], orders: [order()] })

    expect(look(before, { legs: [seenLeg({ status: 'PROVISIONAL' })] }).inventoryHistory).toEqual([
      point(-100, 0),
      { ...point(0, 0), withProvisionalMicros: shares(20), boughtMicros: 0, soldMicros: 0 },
    ])
    expect(look(before).inventoryHistory).toEqual(before.inventoryHistory)
  })

  test('what settles away is taken off, what settles in is added', () => {
    const both = state({
      folded: holding(20),
      legs: [
        leg({ side: 'SELL', orderId: id(2), sizeMicros: shares(3), status: 'PROVISIONAL' }),
        leg({ tradeId: 't2' as never, sizeMicros: shares(7), status: 'PROVISIONAL' }),
      ],
    })

    expect(look(both).inventoryHistory).toMatchObject([{ withProvisionalMicros: shares(24) }])
  })

  test('for as long as positions may lag, and the one that was held when that began', () => {
    const kept = (seconds: number) =>
      look(state({ inventoryHistory: [point(-800, 3), point(seconds, 2), point(-100, 0)] })).inventoryHistory

    expect(kept(-600).map(({ atMs }) => atMs)).toEqual([at(-800), at(-600), at(-100)])
    expect(kept(-600.001).map(({ atMs }) => atMs)).toEqual([at(-600.001), at(-100)])
  })
})

test('a failed settlement is remembered for less than a day', () => {
  const failed = (seconds: number) =>
    state({ suspicion: { ...state().suspicion, failedLegs: [at(seconds)] } })

  expect(look(failed(-86_399.999)).suspicion.failedLegs).toHaveLength(1)
  expect(look(failed(-86_400)).suspicion.failedLegs).toEqual([])
})

describe('what a share pays', () => {
  const resolved = (of: Parameters<typeof info>[0]) => look(state(), { info: known(info(of), now) })

  test('is the payout of our token, whichever of the two that is', () => {
    const payoutMicros = [price(0), price(1_000_000)] as const
    const [first, second] = info().tokens
    const reversed = [second, first] as const

    expect(resolved({ payoutMicros }).payoutMicros).toBe(0)
    expect(resolved({ payoutMicros, tokens: reversed }).payoutMicros).toBe(1_000_000)
  })

  test.each<readonly [string, Parameters<typeof info>[0]]>([
    ['the market has not paid', { payoutMicros: null }],
    [
      'the market names other tokens',
      { tokens: [tokenId('5'), tokenId('6')], payoutMicros: [price(0), price(1_000_000)] },
    ],
  ])('is not known where %s, whatever was known before', (_, of) => {
    const before = state({ payoutMicros: price(1_000_000) })

    expect(look(before, { info: known(info(of), now) })).not.toHaveProperty('payoutMicros')
  })
})

describe('a tick keeps', () => {
  test('when it began; of an observation that does not say so, when its reads were done', () => {
    expect(look(state(), { beganAtMs: at(-3) }).tickedAtMs).toBe(at(-3))
    expect(look(state()).tickedAtMs).toBe(now)
  })

  test('where a second look goes on, until one has come to its end', () => {
    const open = state({ lookFromMs: at(-500) })

    expect(look(state(), { lookFromMs: at(-400) }).lookFromMs).toBe(at(-400))
    expect(look(open).lookFromMs).toBe(at(-500))
    expect(look(open, { lookFromMs: null })).not.toHaveProperty('lookFromMs')
    expect(look(state())).not.toHaveProperty('lookFromMs')
  })

  test('what was suspected as it was, where nothing of it has run out', () => {
    const before = state({ suspicion: { ...state().suspicion, failedLegs: [at(-60)] } })

    expect(look(before).suspicion).toBe(before.suspicion)
  })
})
