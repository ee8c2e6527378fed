import { describe, expect, test } from 'vitest'
import type { Action } from '../../../shared/machine/decision.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import {
  at,
  decide,
  exitState,
  halted,
  id,
  now,
  observation,
  order,
  running,
  state,
  venueOrder,
} from '../../support/build.ts'

const exit = order({ id: id(2), side: 'SELL', expiresAtMs: at(580) })
const both = state({ ...exitState, orders: [order(), exit] })
const bothOpen = [venueOrder(order()), venueOrder(exit)]
const cancel = (n: number, why: string): Action => ({ do: 'cancel', id: id(n), why })
const decided = (of: MarketState, seen: Parameters<typeof observation>[0]) =>
  decide(of, observation(seen)).decision

describe('a cancel asked for', () => {
  const drained = { control: { ...running, drain: true }, open: bothOpen }

  test('is remembered of the order it concerns, with its time and reason', () => {
    const [entry, other] = decided(both, drained).state.orders

    expect(entry?.cancelAsked).toEqual({ atMs: now, why: 'filled to a position that can be sold' })
    expect(other).not.toHaveProperty('cancelAsked')
  })

  test('is asked again with the time and the words it had', () => {
    const cancelAsked = { atMs: at(-30), why: 'too old' }
    const of = state({ orders: [order({ cancelAsked })] })

    const { actions, state: after, audit } = decided(of, { open: [venueOrder(order())] })

    expect(actions).toEqual([cancel(1, 'too old')])
    expect(audit.code).toBe('cancelAgain')
    expect(after.orders[0]?.cancelAsked).toEqual(cancelAsked)
  })

  test('is not forgotten where the halt asks for it too', () => {
    const cancelAsked = { atMs: at(-30), why: 'too old' }
    const of = state({ orders: [order({ cancelAsked })] })

    const { actions, state: after } = decided(of, { open: [venueOrder(order())], control: halted() })

    expect(actions).toEqual([cancel(1, 'halted')])
    expect(after.orders[0]?.cancelAsked).toEqual(cancelAsked)
  })
})
