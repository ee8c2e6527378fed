import { describe, expect, test } from 'vitest'
import { known } from '../../shared/domain/read.ts'
import { size, tradeId } from '../../shared/domain/units.ts'
import { confirmedMicros } from '../../shared/machine/inventory.ts'
import {
  at,
  balanceOf,
  byHash,
  cancels,
  cents,
  decide,
  entryState,
  exitState,
  id,
  observation,
  openState,
  order,
  posts,
  seenLeg,
  shares,
  state,
  venueOrder,
} from '../support/build.ts'
import { bench, ticked } from '../support/engineBench.ts'
import { book } from '../support/market.ts'

const entry = order()
const exit = order({ id: id(2), side: 'SELL', expiresAtMs: at(580) })
const filled = { status: 'TERMINAL', matchedMicros: shares(20) } as const

describe('BUY fill | Trades API (poll) | High', () => {
  test('opens the position', () => {
    expect(decide(entryState, observation({ legs: [seenLeg()] })).state.phase).toBe('POSITION_OPEN')
  })

  test.each([
    ['order status alone', observation({ byId: byHash([id(1), venueOrder(entry, filled)]) })],
    ['a REST position alone', observation({ restPosition: known(shares(20), at(-1)) })],
    ['a balance alone', observation({ balance: balanceOf(20) })],
    [
      'all three together',
      observation({
        byId: byHash([id(1), venueOrder(entry, filled)]),
        restPosition: known(shares(20), at(-1)),
        balance: balanceOf(20),
      }),
    ],
  ])('%s never opens one, and lets no second entry go', (_, seen) => {
    const { decision } = decide(entryState, seen)

    expect(confirmedMicros(decision.state)).toBe(0)
    expect(decision.state.phase).toBe('ENTRY_PENDING')
    expect(posts(decision.actions)).toEqual([])
  })
})

describe('SELL fill | Trades API (poll) | High', () => {
  const sold = seenLeg({ tradeId: tradeId('s'), side: 'SELL', orderId: id(2) })
  const gone = byHash([id(2), venueOrder(exit, filled)])

  test('closes the position', () => {
    expect(decide(exitState, observation({ legs: [sold], byId: gone })).state.phase).toBe('IDLE')
  })

  test.each([
    ['order status alone', observation({ byId: gone })],
    ['a REST position of nothing', observation({ restPosition: known(size(0), at(-1)) })],
    ['a balance of nothing', observation({ balance: balanceOf(0) })],
    [
      'all three together',
      observation({ byId: gone, restPosition: known(size(0), at(-1)), balance: balanceOf(0) }),
    ],
  ])('%s never closes one', (_, seen) => {
    const { decision } = decide(exitState, seen)

    expect(confirmedMicros(decision.state)).toBe(shares(20))
    expect(decision.state.phase).toBe('EXIT_PENDING')
  })
})

describe('Order posted | API response | High', () => {
  test('accepted: it lives', async () => {
    const of = bench()

    await ticked(of)

    expect(of.stored().orders[0]?.life).toEqual({ at: 'LIVE' })
  })

  test('no response: it may be live, whatever list and hash lack, until it cannot any more', async () => {
    const of = bench()
    of.venue.onPost = () => ({ place: false, answer: { is: 'unknown', why: 'time-out' } })

    await ticked(of)
    for (let minute = 0; minute < 5; minute += 1) {
      of.clock.advance(60_000)
      await ticked(of)
    }

    expect(of.venue.posted).toHaveLength(1)
    expect(of.stored().orders).toHaveLength(1)
    expect(of.stored().orders[0]?.life.at).not.toBe('DEAD')
  })
})

describe('Order cancelled | API response | High', () => {
  test('named in the response: it is dead', async () => {
    const of = bench({
      state: state({ ...entryState, lastGoodMid: { priceMicros: cents(51), atMs: at(-10) } }),
    })
    of.venue.book = book([[0.5, 500]], [[0.52, 400]])
    of.venue.place({
      id: id(1),
      salt: '1',
      timestamp: '1',
      wire: null,
      draft: { ...entry, market: of.stored().market },
    })

    const { decision } = await ticked(of)

    expect(cancels(decision.actions)).toEqual([id(1)])
    expect(of.stored().orders[0]?.life).toMatchObject({ at: 'DEAD', how: 'canceled' })
  })

  test('an order that only went missing from the list is not', () => {
    const { decision } = decide(entryState, observation({ open: [], byId: byHash([id(1), 'absent']) }))

    expect(decision.state.orders[0]?.life).toEqual({ at: 'LIVE' })
    expect(decision.state.phase).toBe('ENTRY_PENDING')
  })
})

describe('Position change | REST positions | LOW - sanity only', () => {
  const answers = [0, 1, 20, 40, 1_000_000].map((count) => known(shares(count), at(-1)))

  test.each([
    ['IDLE', state()],
    ['ENTRY_PENDING', entryState],
    ['POSITION_OPEN', openState],
    ['EXIT_PENDING', exitState],
  ])('whatever it says, %s stays as it is', (_, before) => {
    const balance = { balance: balanceOf(20) }
    const without = decide(before, observation(balance)).decision
    for (const restPosition of answers) {
      const with_ = decide(before, observation({ ...balance, restPosition })).decision

      expect(with_.state.phase).toBe(without.state.phase)
      expect(with_.state.legs).toEqual(without.state.legs)
      expect(with_.state.folded).toEqual(without.state.folded)
      expect(with_.actions).toEqual(without.actions)
    }
  })
})
