import { describe, expect, test } from 'vitest'
import { known, unknown } from '../../../shared/domain/read.ts'
import { type OrderId, size } from '../../../shared/domain/units.ts'
import { cancelOrders } from '../../../shared/engine/cancelOrders.ts'
import {
  at,
  cents,
  decide,
  entryState,
  id,
  MARKET,
  now,
  observation,
  order,
  shares,
  state,
  venueOrder,
} from '../../support/build.ts'
import { type Bench, bench, storedOrder, tick } from '../../support/engineBench.ts'
import { book, calmMids } from '../../support/market.ts'

const place = (of: Bench, over: Partial<ReturnType<typeof order>> = {}) => {
  const { id: key, ...rest } = order(over)
  of.venue.place({ id: key, salt: '1', timestamp: '1', wire: null, draft: { ...rest, market: MARKET } })
}

describe('cancelling', () => {
  const twoIds = order({ otherId: id(9) })
  const look = async (of: Bench, which = twoIds) =>
    (await cancelOrders(of.ports, [{ order: which, why: 'x' }]))[0]

  test('an order under two ids is cancelled and read under both', async () => {
    const of = bench()
    place(of, { id: id(1) })
    place(of, { id: id(9) })

    const seen = await look(of)

    expect([...of.venue.orders.values()].map((each) => each.status)).toEqual(['TERMINAL', 'TERMINAL'])
    expect(seen?.result).toMatchObject({
      outcome: { is: 'canceled' },
      after: { terminal: true, matchedMicros: null },
    })
  })

  test('one of its ids that still lives keeps it alive', async () => {
    const of = bench()
    place(of, { id: id(1) })
    place(of, { id: id(9) })
    of.venue.onCancel = (key) => (key === id(9) ? { is: 'notCanceled', text: 'later' } : null)

    const seen = await look(of)

    expect(seen?.result).toMatchObject({ outcome: { is: 'notCanceled' }, after: { terminal: false } })
  })

  test('one of its ids that cannot be read proves nothing about it', async () => {
    const of = bench()
    place(of, { id: id(1) })
    const read = of.venue.order.bind(of.venue)
    of.venue.order = async (key: OrderId) => (key === id(9) ? unknown('no answer') : read(key))

    const seen = await look(of)

    expect(seen?.result.after).toMatchObject({ terminal: false })
    expect(seen?.absent).toBe(false)
  })

  test('an answer that leaves an order out is unknown, and not "canceled"', async () => {
    const of = bench()
    of.venue.cancel = async () => ({ byId: new Map(), canceled: [], complete: true })

    const seen = await look(of, order())

    expect(seen?.result).toMatchObject({ outcome: { is: 'unknown' }, after: 'unknown' })
    expect(seen?.absent).toBe(true)
  })

  test('a cancel refused because the order was filled makes it dead by hash, not closed before its fills', async () => {
    const of = bench({ state: { ...entryState, lastGoodMid: { priceMicros: cents(51), atMs: at(-10) } } })
    of.venue.book = book([[0.5, 500]], [[0.52, 400]])
    place(of)
    of.venue.before = (call) => {
      if (call === 'cancel' && of.venue.legs.length === 0) of.venue.fill(id(1), shares(20))
    }

    await tick(of)

    expect(storedOrder(of)).toMatchObject({
      life: { at: 'DEAD', how: 'terminal' },
      matchedMicros: shares(20),
    })
    expect(storedOrder(of).closedAtMs).toBeUndefined()
    expect(of.stored().phase).toBe('ENTRY_PENDING')
  })

  test('a confirmed cancel whose fills are all seen closes in the same act', async () => {
    const of = bench({ state: { ...entryState, lastGoodMid: { priceMicros: cents(51), atMs: at(-10) } } })
    of.venue.book = book([[0.5, 500]], [[0.52, 400]])
    place(of)

    await tick(of)

    expect(storedOrder(of)).toMatchObject({ closedAtMs: now, matchedMicros: size(0) })
  })

  test('a cancel is asked for again, with its first reason, until the order is dead', () => {
    const first = decide(
      state({ ...entryState, lastGoodMid: { priceMicros: cents(51), atMs: at(-10) }, mids: calmMids(0.51) }),
      observation({ book: known(book([[0.5, 500]], [[0.52, 400]]), at(-1)), open: [venueOrder(order())] }),
    )
    // The price comes back: the cancel stays wanted, for it may have been carried out.
    const again = decide(first.state, observation({ open: [venueOrder(order())] }))

    expect(again.decision.actions).toMatchObject([
      { do: 'cancel', why: 'off the quote by more than 2 ticks' },
    ])
    expect(again.state.orders[0]?.cancelAsked?.atMs).toBe(now)
  })
})
