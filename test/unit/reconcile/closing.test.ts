import { describe, expect, test } from 'vitest'
import { unknown } from '../../../shared/domain/read.ts'
import { size } from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import {
  at,
  byHash,
  dead,
  decide,
  factsOf,
  id,
  leg,
  now,
  observation,
  order,
  pages,
  seenLeg,
  shares,
  state,
  venueOrder,
} from '../../support/build.ts'

const look = (of: MarketState, seen: Parameters<typeof observation>[0]) => factsOf(of, seen).state
const first = (of: MarketState) => of.orders[0]
const with_ = (over: Partial<ReturnType<typeof order>>, more: Partial<MarketState> = {}) =>
  state({ orders: [order(over)], ...more })

describe('closed is dead with every fill it can have', () => {
  test('its legs, FAILED included, reach what was matched', () => {
    const legs = [
      leg({ sizeMicros: shares(3) }),
      leg({ tradeId: 't2' as never, sizeMicros: shares(2), status: 'FAILED' }),
    ]
    const of = with_({ life: dead(at(-5)), matchedMicros: shares(5) }, { legs })

    expect(first(look(of, {}))?.closedAtMs).toBe(now)
    expect(first(look({ ...of, legs: legs.slice(0, 1) }, {}))?.closedAtMs).toBeUndefined()
  })

  test.each<readonly [number, boolean]>([
    [3_050, true],
    // A lot, and two micro-shares for the one fill at 0.56.
    [10_002, true],
    [10_003, false],
  ])('legs %i micro-shares below what was matched: closed %s', (lacking, isClosed) => {
    const legs = [leg({ sizeMicros: size(5_000_000 - lacking) })]
    const of = with_({ life: dead(at(-5)), matchedMicros: shares(5) }, { legs })

    expect(first(look(of, {}))?.closedAtMs !== undefined).toBe(isClosed)
  })

  test('where that is unknown, a complete trades read begun fillSettleSeconds after death', () => {
    const of = (seconds: number) => with_({ life: dead(at(-seconds)) })

    expect(first(look(of(60), {}))?.closedAtMs).toBeUndefined()
    expect(first(look(of(61), {}))?.closedAtMs).toBe(now)
    expect(first(look(of(61), { trades: unknown('x') }))?.closedAtMs).toBeUndefined()
    // The reads of this tick began half a second ago.
    expect(first(look(of(60.5), {}))?.closedAtMs).toBe(now)
    expect(first(look(of(60.499), {}))?.closedAtMs).toBeUndefined()
  })

  test('a read with a fill that could not be judged is not complete', () => {
    const of = with_({ life: dead(at(-61)) })

    expect(first(look(of, { legs: [seenLeg({ orderId: id(99) })] }))?.closedAtMs).toBeUndefined()
  })

  test('a matched size reported later replaces the wait', () => {
    const seen = look(with_({ life: dead(at(-5)) }), {
      byId: byHash([id(1), venueOrder(order(), { status: 'TERMINAL', matchedMicros: size(0) })]),
    })

    expect(first(seen)).toMatchObject({ matchedMicros: size(0), closedAtMs: now })
    expect(first(seen)?.life).toMatchObject({ how: 'canceled' })
  })

  test('a terminal order without a matched size keeps what was known of it', () => {
    const seen = look(with_({ life: dead(at(-5)), matchedMicros: shares(4) }), {
      byId: byHash([id(1), venueOrder(order(), { status: 'TERMINAL', matchedMicros: null })]),
    })

    expect(first(seen)?.matchedMicros).toBe(shares(4))
  })

  test('dead but not closed after settleStuckSeconds: page, and EXIT_ONLY until it closes', () => {
    const lost = with_({ life: dead(at(-601)), matchedMicros: shares(5) })
    const found = { ...lost, legs: [leg({ sizeMicros: shares(5) })] }

    const stuck = decide(lost, observation())
    const again = decide(stuck.state, observation())
    const closed = decide({ ...stuck.state, legs: found.legs }, observation())

    expect(first(stuck.state)?.stuck).toBe(true)
    expect(stuck.state.exitOnly).toEqual(['stuckOrder'])
    expect(pages(stuck.decision)).toEqual([
      expect.stringContaining('settle it with "npx bot adopt"'),
      'exit only: fills of an order are missing; no entries until this ends',
    ])
    expect(pages(again.decision)).toEqual([])
    expect(closed.state.exitOnly).toEqual([])
  })

  test('an order dead for less is not stuck', () => {
    expect(first(look(with_({ life: dead(at(-600)), matchedMicros: shares(5) }), {}))?.stuck).toBeUndefined()
  })
})
