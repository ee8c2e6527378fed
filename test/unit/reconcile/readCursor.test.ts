import { describe, expect, test } from 'vitest'
import { known } from '../../../shared/domain/read.ts'
import { epochMs, tradeId } from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import {
  holdsCursor,
  isLeftBehind,
  legsToPoll,
  readCursorMs,
  stuckSinceMs,
} from '../../../shared/reconcile/readCursor.ts'
import { at, dead, factsOf, id, leg, now, order, state } from '../../support/build.ts'

describe('the cursor', () => {
  test.each<readonly [string, Partial<MarketState>, number]>([
    ['the start of the last read', {}, -10],
    ['the oldest order not closed', { orders: [order({ intendedAtMs: at(-500) })] }, -500],
    [
      'but not a closed one',
      { orders: [order({ intendedAtMs: at(-500), life: dead(), closedAtMs: now })] },
      -10,
    ],
    ['the oldest provisional leg', { legs: [leg({ status: 'PROVISIONAL', matchedAtMs: at(-900) })] }, -900],
    ['but not a settled one', { legs: [leg({ matchedAtMs: at(-900) })] }, -10],
    [
      'nor one of over an hour, polled by id',
      { legs: [leg({ status: 'PROVISIONAL', matchedAtMs: at(-3700) })] },
      -10,
    ],
    [
      'one of an hour before the last read',
      { legs: [leg({ status: 'PROVISIONAL', matchedAtMs: at(-3610) })] },
      -3610,
    ],
  ])('is %s, less a minute', (_, over, seconds) => {
    expect(readCursorMs(state(over))).toBe(at(seconds - 60))
  })

  test('is never before the beginning of time', () => {
    expect(readCursorMs(state({ tradesReadAtMs: epochMs(5) }))).toBe(0)
  })

  test('legs unsettled for over an hour are polled by id, each trade once', () => {
    const old = leg({ status: 'PROVISIONAL', matchedAtMs: at(-3700) })
    const of = state({
      legs: [
        old,
        { ...old, orderId: id(2) },
        leg({ tradeId: tradeId('new') }),
        leg({ tradeId: tradeId('newly-matched'), status: 'PROVISIONAL' }),
        leg({ tradeId: tradeId('long-settled'), matchedAtMs: at(-3700) }),
      ],
    })

    expect(legsToPoll(of)).toEqual([old.tradeId])
  })
})

describe('of more such legs than one tick asks for', () => {
  const legs = Array.from({ length: 100 }, (_, nth) =>
    leg({ tradeId: tradeId(`old-${nth}`), status: 'PROVISIONAL', matchedAtMs: at(-3700) }),
  )
  const askedIn = (ticks: number, apartSeconds: number, over: Partial<MarketState> = {}) =>
    Array.from({ length: ticks }, (_, tick) =>
      legsToPoll(state({ legs, tickedAtMs: at(tick * apartSeconds), ...over })),
    )

  test.each([2, 5, 10, 20, 30, 35, 60])('each is asked for within a few ticks, %s s apart', (seconds) => {
    const asked = askedIn(40, seconds)

    expect(Math.max(...asked.map((ids) => ids.length))).toBe(20)
    expect(new Set(asked.flat()).size).toBe(100)
  })

  test('also while the trades cannot be judged, and where an item has no time of its last tick', () => {
    expect(new Set(askedIn(40, 10, { tradesReadAtMs: at(-10) }).flat()).size).toBe(100)
    const { tickedAtMs: _, ...older } = state({ legs })
    expect(legsToPoll(older)).toHaveLength(20)
  })
})

describe('of several open questions', () => {
  const asked = (seconds: number, n: number) => order({ id: id(n), intendedAtMs: at(seconds) })
  const matched = (seconds: number, n: number) =>
    leg({ tradeId: tradeId(`t${n}`), status: 'PROVISIONAL', matchedAtMs: at(seconds) })

  test.each<readonly [string, Partial<MarketState>]>([
    ['orders, the older first', { orders: [asked(-500, 1), asked(-300, 2)] }],
    ['orders, the older last', { orders: [asked(-300, 1), asked(-500, 2)] }],
    ['unsettled fills, the older first', { legs: [matched(-500, 1), matched(-300, 2)] }],
    ['unsettled fills, the older last', { legs: [matched(-300, 1), matched(-500, 2)] }],
  ])('the oldest decides: %s', (_, over) => {
    expect(readCursorMs(state(over))).toBe(at(-560))
  })

  test('one that is younger than the last read is answered by the next: it takes nothing back', () => {
    expect(readCursorMs(state({ orders: [asked(-5, 1)], legs: [matched(-4, 2)] }))).toBe(at(-70))
  })

  test('what is folded is not read again, but for the overlap with the last read', () => {
    expect(readCursorMs(state({ orders: [asked(-500, 1)], foldedUntilMs: at(-200) }))).toBe(at(-200))
    expect(readCursorMs(state({ foldedUntilMs: at(-5) }))).toBe(at(-70))
  })
})

describe('since when a stuck order may have been filled', () => {
  const stuck = (seconds: number, n: number) =>
    order({ id: id(n), intendedAtMs: at(seconds), life: dead(at(seconds + 300)), stuck: true })

  test.each<readonly [string, MarketState['orders'], number | null]>([
    ['the oldest, less a minute', [stuck(-3000, 1), stuck(-5000, 2), stuck(-4000, 3)], at(-5060)],
    ['not one that only waits', [order({ intendedAtMs: at(-9000) }), stuck(-3000, 2)], at(-3060)],
    [
      'not one that was closed after all',
      [{ ...stuck(-9000, 1), closedAtMs: now }, stuck(-3000, 2)],
      at(-3060),
    ],
    ['none where none is', [order({ intendedAtMs: at(-9000) })], null],
  ])('%s', (_, orders, since) => {
    expect(stuckSinceMs(state({ orders }))).toBe(since)
  })
})

describe('a crowded item has room for exits', () => {
  const settled = (count: number) =>
    Array.from({ length: count }, (_, nth) => leg({ tradeId: tradeId(`m${nth}`), matchedAtMs: at(-15) }))
  const old = order({ intendedAtMs: at(-130.001) })
  const inTime = order({ intendedAtMs: at(-130) })

  test('of more than 200 fills, by two minutes before the last read and not before', () => {
    const crowded = state({ legs: settled(201) })

    expect(holdsCursor(crowded, old)).toBe(false)
    expect(holdsCursor(crowded, inTime)).toBe(true)
    expect(isLeftBehind(crowded, at(-130.001))).toBe(true)
    expect(isLeftBehind(crowded, at(-130))).toBe(false)
  })

  test('200 fills are none too many', () => {
    const roomy = state({ legs: settled(200) })

    expect(holdsCursor(roomy, old)).toBe(true)
    expect(isLeftBehind(roomy, at(-3610))).toBe(false)
    expect(isLeftBehind(roomy, at(-3610.001))).toBe(true)
  })
})

test('a fill is left behind where what was matched after it is folded', () => {
  const folded = state({ foldedUntilMs: at(-100) })

  expect(isLeftBehind(folded, at(-100.001))).toBe(true)
  expect(isLeftBehind(folded, at(-100))).toBe(false)
})

describe('up to when the trades are known', () => {
  const read = (seconds: number) => known({ legs: [], withoutId: [], unreadable: [] }, at(seconds))

  test('is when the last read of them began, though that was before the one before it: a clock stepped back', () => {
    expect(factsOf(state(), { trades: read(-30) }).state.tradesReadAtMs).toBe(at(-30))
  })

  test('is not taken back by a piece of the past, and is moved on by the last one', () => {
    const piece = { fromMs: at(-900), endMs: at(-500), windowMs: 400_000, isAnswered: true }

    expect(factsOf(state(), { trades: read(-500), catchUp: piece }).state.tradesReadAtMs).toBe(at(-10))
    expect(factsOf(state(), { trades: read(-5), catchUp: piece }).state.tradesReadAtMs).toBe(at(-5))
  })
})
