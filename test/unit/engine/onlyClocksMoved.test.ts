import { describe, expect, test } from 'vitest'
import { epochMs, price, size } from '../../../shared/domain/units.ts'
import { onlyClocksMoved } from '../../../shared/engine/onlyClocksMoved.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import { entryState, idleState, leg, now, state } from '../../support/build.ts'

const later = epochMs(now + 10_000)
const waiting = (over: object = {}) => ({
  exitNotResting: { sinceMs: now, lastedMs: 0, atMs: now, soAtMs: now, told: false, why: 'no book', ...over },
})
const point = (atMs: number, shares: number) => ({
  atMs: epochMs(atMs),
  confirmedMicros: size(shares),
  withProvisionalMicros: size(shares),
})

describe('an item may lag behind', () => {
  test.each<[string, Partial<MarketState>, Partial<MarketState>]>([
    [
      'the last reads and the last tick',
      {},
      { tradesReadAtMs: later, tickedAtMs: later, sanityReadAtMs: later },
    ],
    [
      'the mids that were seen',
      {},
      {
        lastGoodMid: { priceMicros: price(400_000), atMs: later },
        mids: { slotMs: 10_000, lastSlot: 1, micros: [price(400_000)] },
      },
    ],
    [
      'how long a wait has lasted',
      { waits: waiting() },
      { waits: waiting({ lastedMs: 10_000, atMs: later }) },
    ],
    [
      'what was held too long ago to matter',
      { inventoryHistory: [point(1, 0), point(2, 5)] },
      { inventoryHistory: [point(2, 5)] },
    ],
    ['how often an entry was refused today', {}, { day: { ...state().day, refused: { spread: 3 } } }],
  ])('%s', (_, before, after) => {
    expect(onlyClocksMoved(state(before), state({ ...before, ...after }))).toBe(true)
  })

  test('the very same state, and one that was read from the table with its keys in another order', () => {
    const read = Object.fromEntries(Object.entries(idleState).toReversed()) as unknown as MarketState

    expect(onlyClocksMoved(idleState, idleState)).toBe(true)
    expect(onlyClocksMoved(read, structuredClone(idleState))).toBe(true)
  })
})

describe('an item may not lag behind', () => {
  test.each<[string, Partial<MarketState>, Partial<MarketState>]>([
    ['a fill', {}, { legs: [leg()] }],
    ['an order', {}, { orders: entryState.orders }],
    ['a wait that begins', {}, { waits: waiting() }],
    ['a wait that is over', { waits: waiting() }, {}],
    ['a person who was called', { waits: waiting() }, { waits: waiting({ told: true }) }],
    [
      'a new point of what was held',
      { inventoryHistory: [point(1, 0)] },
      { inventoryHistory: [point(1, 0), point(2, 5)] },
    ],
    ['a history that is gone', { inventoryHistory: [point(1, 0)] }, { inventoryHistory: [] }],
    ['a new day', {}, { day: { ...state().day, utc: '2030-01-01' } }],
    ['a cause of EXIT_ONLY', {}, { exitOnly: ['exposure'] }],
    ['what looked wrong once', {}, { suspicion: { ...state().suspicion, openOrdersSinceMs: now } }],
    ['what a share pays', {}, { payoutMicros: price(1_000_000) }],
  ])('%s', (_, before, after) => {
    expect(onlyClocksMoved(state(before), state(after))).toBe(false)
  })
})
