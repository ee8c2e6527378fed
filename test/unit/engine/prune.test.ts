import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyPosition } from '../../../shared/accounting/position.ts'
import { epochMs, price, size, tradeId } from '../../../shared/domain/units.ts'
import { prune } from '../../../shared/engine/prune.ts'
import { legsToPoll, readCursorMs } from '../../../shared/engine/readCursor.ts'
import { position } from '../../../shared/machine/inventory.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import { at, dead, id, leg, now, order, state } from '../machine/build.ts'

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
        leg({ tradeId: tradeId('newly matched'), status: 'PROVISIONAL' }),
        leg({ tradeId: tradeId('long settled'), matchedAtMs: at(-3700) }),
      ],
    })

    expect(legsToPoll(of)).toEqual([old.tradeId])
  })
})

describe('pruning', () => {
  const oldLeg = leg({ matchedAtMs: at(-500) })
  const done = order({ intendedAtMs: at(-600), life: dead(at(-400)), closedAtMs: at(-400) })

  test('folds settled legs older than the cursor, writes their rows, and forgets closed orders', () => {
    const of = state({ legs: [oldLeg], orders: [done] })

    const { state: pruned, rows } = prune(of, of)

    expect(rows.map((row) => row.kind)).toEqual(['fill', 'order'])
    expect(pruned.legs).toEqual([])
    expect(pruned.orders).toEqual([])
    expect(pruned.folded).toEqual(position(of))
    expect(pruned.foldedUntilMs).toBe(at(-500) + 1)
  })

  test('a position that closes by it is a round trip', () => {
    const sale = leg({ tradeId: tradeId('t2'), orderId: id(2), side: 'SELL', matchedAtMs: at(-450) })
    const of = state({ legs: [oldLeg, sale] })

    const { rows, state: pruned } = prune(of, of)

    expect(rows.map((row) => row.kind)).toEqual(['fill', 'fill', 'trip'])
    expect(rows[2]).toMatchObject({ trip: { number: 1, closedAtMs: at(-450), realisedMicros: 400_000 } })
    expect(pruned.folded.sizeMicros).toBe(0)
  })

  test.each<readonly [string, MarketState, MarketState]>([
    ['a leg the stored item does not hold yet', state({ legs: [oldLeg] }), state()],
    [
      'a leg the stored item does not hold yet, though it holds others',
      state({ legs: [oldLeg, { ...oldLeg, tradeId: tradeId('t2') }] }),
      state({ legs: [{ ...oldLeg, tradeId: tradeId('t2') }] }),
    ],
    [
      'a leg stored with another status',
      state({ legs: [oldLeg] }),
      state({ legs: [{ ...oldLeg, status: 'PROVISIONAL' }] }),
    ],
    [
      'a provisional leg, however old',
      state({ legs: [{ ...oldLeg, status: 'PROVISIONAL', matchedAtMs: at(-9000) }] }),
      state({ legs: [{ ...oldLeg, status: 'PROVISIONAL', matchedAtMs: at(-9000) }] }),
    ],
    [
      'a leg of an order not closed',
      state({ legs: [oldLeg], orders: [order({ intendedAtMs: at(-20) })] }),
      state({ legs: [oldLeg], orders: [order({ intendedAtMs: at(-20) })] }),
    ],
    ['a leg newer than the cursor', state({ legs: [leg()] }), state({ legs: [leg()] })],
    ['an order closed only now', state({ orders: [done] }), state({ orders: [order()] })],
    [
      'an order closed after the cursor',
      state({ orders: [{ ...done, closedAtMs: at(-5) }] }),
      state({ orders: [{ ...done, closedAtMs: at(-5) }] }),
    ],
    [
      'an order closed at the cursor',
      state({ orders: [{ ...done, closedAtMs: at(-70) }] }),
      state({ orders: [{ ...done, closedAtMs: at(-70) }] }),
    ],
  ])('keeps %s', (_, of, stored) => {
    expect(prune(of, stored)).toEqual({ state: of, rows: [] })
  })

  test('forgets one closed order and keeps another that the stored item does not hold closed', () => {
    const other = { ...done, id: id(3) }

    const both = state({ orders: [done, other] })

    expect(prune(both, both).state.orders).toEqual([])
    expect(prune(both, state({ orders: [order(), other] })).state.orders).toEqual([done])
  })

  test('keeps an order while a leg of it is kept', () => {
    const young = leg({ matchedAtMs: at(-65) })
    const of = state({ legs: [young], orders: [{ ...done, closedAtMs: at(-100) }], tradesReadAtMs: at(-5) })

    expect(prune(of, of).state.orders).toHaveLength(1)
  })

  test('a FAILED leg leaves its row and no trace in the position', () => {
    const of = state({ legs: [{ ...oldLeg, status: 'FAILED' }] })

    const { state: pruned, rows } = prune(of, of)

    expect(rows).toHaveLength(1)
    expect(pruned.folded).toEqual(emptyPosition)
  })

  test('never changes the folded position, and never loses a leg', () => {
    const legs = fc.array(
      fc.record({
        ageSeconds: fc.integer({ min: 0, max: 4000 }),
        cents: fc.integer({ min: 1, max: 99 }),
        lots: fc.integer({ min: 1, max: 400 }),
        status: fc.constantFrom('CONFIRMED' as const, 'FAILED' as const, 'PROVISIONAL' as const),
        isStored: fc.boolean(),
      }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(legs, (drawn) => {
        const made = drawn.map(({ ageSeconds, cents: c, lots, status }, i) =>
          leg({
            tradeId: tradeId(`p${i}`),
            matchedAtMs: at(-ageSeconds),
            priceMicros: price(c * 10_000),
            sizeMicros: size(lots * 10_000),
            status,
          }),
        )
        const of = state({ legs: made })
        const stored = state({ legs: made.filter((_, i) => drawn[i]?.isStored) })

        const { state: pruned, rows } = prune(of, stored)

        expect(position(pruned)).toEqual(position(of))
        const kept = [...pruned.legs, ...rows.flatMap((row) => (row.kind === 'fill' ? [row.leg] : []))]
        expect(kept.map((each) => each.tradeId).toSorted()).toEqual(
          made.map((each) => each.tradeId).toSorted(),
        )
      }),
      { numRuns: 300 },
    )
  })
})
