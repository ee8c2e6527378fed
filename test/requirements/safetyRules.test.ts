import { describe, expect, test } from 'vitest'
import { known } from '../../shared/domain/read.ts'
import { price, tradeId, usdc } from '../../shared/domain/units.ts'
import { checkState } from '../../shared/machine/checkState.ts'
import { exposure } from '../../shared/machine/exposure.ts'
import { confirmedMicros } from '../../shared/machine/inventory.ts'
import { markOf } from '../../shared/machine/mark.ts'
import {
  at,
  balanceOf,
  byHash,
  cancels,
  cents,
  decide,
  dollars,
  entryState,
  exitState,
  holding,
  id,
  leg,
  now,
  observation,
  openState,
  order,
  pages,
  posts,
  seenLeg,
  settings,
  shares,
  state,
  stops,
  venueOrder,
} from '../support/build.ts'
import { bench, ticked } from '../support/engineBench.ts'
import { book } from '../support/market.ts'

describe('1. Fills are SOURCE OF TRUTH', () => {
  test('Position open ONLY from confirmed BUY fill', () => {
    const matched = decide(entryState, observation({ legs: [seenLeg({ status: 'PROVISIONAL' })] }))
    const confirmed = decide(entryState, observation({ legs: [seenLeg()] }))
    const told = decide(
      entryState,
      observation({
        balance: balanceOf(20),
        restPosition: known(shares(20), at(-1)),
        byId: byHash([id(1), venueOrder(order(), { status: 'TERMINAL', matchedMicros: shares(20) })]),
      }),
    )

    expect(matched.state.phase).toBe('ENTRY_PENDING')
    expect(told.state.phase).toBe('ENTRY_PENDING')
    expect(confirmed.state.phase).toBe('POSITION_OPEN')
  })

  test('Position close ONLY from confirmed SELL fill', () => {
    const sold = seenLeg({ tradeId: tradeId('s'), side: 'SELL', orderId: id(2) })
    const gone = byHash([
      id(2),
      venueOrder(order({ id: id(2), side: 'SELL' }), { status: 'TERMINAL', matchedMicros: shares(20) }),
    ])

    const matched = decide(exitState, observation({ legs: [{ ...sold, status: 'PROVISIONAL' }], byId: gone }))
    const confirmed = decide(exitState, observation({ legs: [sold], byId: gone }))
    const told = decide(exitState, observation({ byId: gone, balance: balanceOf(0) }))

    expect(confirmedMicros(matched.state)).toBe(shares(20))
    expect(matched.state.phase).toBe('EXIT_PENDING')
    expect(told.state.phase).toBe('EXIT_PENDING')
    expect(confirmed.state.phase).toBe('IDLE')
  })

  test('REST positions endpoint is sanity-check only', () => {
    const without = decide(openState, observation({ balance: balanceOf(20) }))
    const with_ = decide(
      openState,
      observation({ balance: balanceOf(20), restPosition: known(shares(3), at(-1)) }),
    )

    expect(with_.decision.actions).toEqual(without.decision.actions)
    expect(with_.state.phase).toBe(without.state.phase)
  })
})

describe('2. No Pyramiding', () => {
  const everywhere = observation({ balance: balanceOf(20) })

  test('If confirmed inventory > 0, no new entries', () => {
    for (const count of [5, 20, 80]) {
      const { decision } = decide(state({ folded: holding(count) }), everywhere)
      expect(posts(decision.actions).filter((draft) => draft.side === 'BUY')).toEqual([])
    }
  })

  test('If entry order pending, no new entries', () => {
    for (const life of [
      { at: 'INTENDED' },
      { at: 'UNKNOWN', sinceMs: at(-5) },
      { at: 'LIVE' },
      { at: 'DEAD', sinceMs: at(-5), how: 'canceled' },
    ] as const) {
      const { decision } = decide(state({ orders: [order({ life })] }), everywhere)
      expect(posts(decision.actions)).toEqual([])
    }
  })

  test('Max 1 entry order at a time', () => {
    expect(() => checkState(state({ orders: [order(), order({ id: id(9) })] }))).toThrow(
      'BUY orders not closed',
    )
  })

  test('shares that have matched and not settled are inventory enough to hold back an entry', () => {
    const { decision } = decide(state({ legs: [leg({ status: 'PROVISIONAL' })] }), everywhere)

    expect(posts(decision.actions)).toEqual([])
  })
})

describe('3. Exposure Cap', () => {
  const cap = settings({ risk: { maxUsdcLockedMicros: dollars(11) } })

  test('confirmed_shares * mid + pending_entry_cost <= MAX_USDC_LOCKED', () => {
    const both = state({ folded: holding(4), orders: [order()] })

    expect(exposure(both, markOf(both, now))).toEqual({
      confirmedMicros: usdc(4 * 570_000),
      totalMicros: usdc(4 * 570_000 + 20 * 560_000),
    })
  })

  test('what has matched and not settled counts at its cost', () => {
    const matched = state({
      orders: [order()],
      legs: [leg({ sizeMicros: shares(8), status: 'PROVISIONAL' })],
    })

    expect(exposure(matched, markOf(matched, now)).totalMicros).toBe(20 * 560_000)
  })

  test('without any mid a share counts as its dearest', () => {
    const unpriced = state({ folded: holding(4), lastGoodMid: null })

    expect(exposure(unpriced, markOf(unpriced, now)).totalMicros).toBe(4_000_000)
  })

  test('If exceeded: cancel entries, enter EXIT_ONLY mode', () => {
    const { decision } = decide(entryState, observation({ open: [venueOrder(order())] }), cap)

    expect(cancels(decision.actions)).toEqual([id(1)])
    expect(decision.state.exitOnly).toEqual(['exposure'])
    expect(decision.audit.reason).toBe('exit only: the exposure was above the cap, and shares are still held')
    expect(pages(decision)).toEqual([
      'exit only: the exposure was above the cap, and shares are still held; no entries until this ends',
    ])
  })

  test('at the cap it is not exceeded', () => {
    const exact = settings({ risk: { maxUsdcLockedMicros: dollars(11.2) } })

    expect(decide(entryState, observation({ open: [venueOrder(order())] }), exact).state.exitOnly).toEqual([])
  })

  test('in EXIT_ONLY mode exits go on, entries do not, until flat', () => {
    const held = state({ folded: holding(15), exitOnly: ['exposure'] })
    const flat = state({ exitOnly: ['exposure'] })

    const selling = decide(held, observation({ balance: balanceOf(15) }), cap)
    const ended = decide(flat, observation(), cap)

    expect(posts(selling.decision.actions)).toMatchObject([{ side: 'SELL' }])
    expect(selling.state.exitOnly).toEqual(['exposure'])
    expect(ended.state.exitOnly).toEqual([])
    expect(posts(ended.decision.actions)).toMatchObject([{ side: 'BUY' }])
  })

  test('a rise in price does not cancel a winner’s exit by accident', () => {
    const exposed = state({
      ...exitState,
      orders: [...exitState.orders, order({ id: id(3), sizeMicros: shares(10) })],
    })
    const open = [venueOrder(order({ id: id(2), side: 'SELL' })), venueOrder(order({ id: id(3) }))]
    const wide = settings({ risk: { maxUsdcLockedMicros: dollars(12) } })

    const { decision } = decide(exposed, observation({ open }), wide)

    expect(decision.state.exitOnly).toEqual(['exposure'])
    expect(cancels(decision.actions)).toEqual([id(3)])
    expect(stops(decision.actions)).toEqual([])
  })

  test('no entry is sized so that shares and dust could exceed it', () => {
    for (const dust of [0, 1, 2, 4.9]) {
      const tight = settings({ risk: { maxUsdcLockedMicros: dollars(10), entryUsdcMicros: dollars(10) } })
      const { decision } = decide(state({ folded: holding(dust) }), observation(), tight)
      const [draft] = posts(decision.actions)

      expect(draft).toBeDefined()
      expect(((draft?.sizeMicros ?? 0) + dust * 1_000_000) * 0.58).toBeLessThan(10_000_000)
    }
  })
})

describe('4. Order Management', () => {
  test('Max 1 entry order at a time', async () => {
    const of = bench()

    for (let i = 0; i < 5; i += 1) {
      await ticked(of)
      of.clock.advance(10_000)
    }

    expect(of.venue.posted).toHaveLength(1)
  })

  test('Max 1 exit order per token', async () => {
    const of = bench({ state: openState })

    for (let i = 0; i < 5; i += 1) {
      await ticked(of)
      of.clock.advance(10_000)
    }

    expect(of.venue.posted).toHaveLength(1)
    expect(() =>
      checkState(
        state({
          ...exitState,
          orders: [...exitState.orders, order({ id: id(9), side: 'SELL', purpose: 'exit' })],
        }),
      ),
    ).toThrow('SELL orders not closed')
  })

  test('Cancel-confirm-post for repricing', async () => {
    const of = bench({ state: openState })
    await ticked(of)
    of.venue.book = book([[0.585, 500]], [[0.6, 400]])
    of.venue.market_ = { ...of.venue.market_, tickMicros: price(5_000) }
    const first = of.venue.posted[0]
    const calls: string[] = []
    of.venue.before = (call) => void (['cancel', 'order', 'post'].includes(call) && calls.push(call))

    of.clock.advance(40_000)
    await ticked(of)
    const between = of.stored()
    of.clock.advance(1000)
    await ticked(of)

    expect(between.phase).toBe('POSITION_OPEN')
    expect(between.orders.find(({ id: key }) => key === first?.id)?.closedAtMs).toBeDefined()
    expect(calls.filter((call) => call !== 'order')).toEqual(['cancel', 'post'])
    expect(of.venue.posted).toHaveLength(2)
  })

  test('an exit whose rest would fall below the minimum is not repriced', () => {
    const rest = state({
      folded: holding(20),
      orders: [order({ id: id(2), side: 'SELL', priceMicros: cents(63) })],
      legs: [
        leg({
          tradeId: tradeId('s'),
          side: 'SELL',
          orderId: id(2),
          sizeMicros: shares(16),
          priceMicros: cents(63),
        }),
      ],
    })

    const { decision } = decide(
      rest,
      observation({ open: [venueOrder(order({ id: id(2), side: 'SELL' }))], balance: balanceOf(4) }),
    )

    expect(decision.actions).toEqual([])
  })
})
