import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldLegs } from '../../../shared/accounting/foldLegs.ts'
import { emptyPosition } from '../../../shared/accounting/position.ts'
import type { Leg } from '../../../shared/domain/leg.ts'
import { price, size, tradeId, usdc } from '../../../shared/domain/units.ts'
import { position, restMicros } from '../../../shared/machine/inventory.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import type { LedgerRecord } from '../../../shared/ports/store.ts'
import { prune } from '../../../shared/reconcile/prune.ts'
import { legsToPoll, readCursorMs } from '../../../shared/reconcile/readCursor.ts'
import { secondLookSinceMs } from '../../../shared/reconcile/secondLook.ts'
import { at, dead, id, leg, now, order, state } from '../../support/build.ts'

describe('pruning', () => {
  const oldLeg = leg({ matchedAtMs: at(-500) })
  const done = order({ intendedAtMs: at(-600), life: dead(at(-400)), closedAtMs: at(-400) })

  test('folds settled legs older than the cursor, writes their records, and forgets closed orders', () => {
    const of = state({ legs: [oldLeg], orders: [done] })

    const { state: pruned, records } = prune(of, of)

    expect(records.map((record) => record.kind)).toEqual(['fill', 'order'])
    expect(pruned.legs).toEqual([])
    expect(pruned.orders).toEqual([])
    expect(pruned.folded).toEqual(position(of))
    expect(pruned.foldedUntilMs).toBe(at(-500) + 1)
  })

  test('a position that closes by it is a round trip', () => {
    const sale = leg({ tradeId: tradeId('t2'), orderId: id(2), side: 'SELL', matchedAtMs: at(-450) })
    const of = state({ legs: [oldLeg, sale] })

    const { records, state: pruned } = prune(of, of)

    expect(records.map((record) => record.kind)).toEqual(['fill', 'fill', 'trip'])
    expect(records[2]).toMatchObject({ trip: { number: 1, closedAtMs: at(-450), realisedMicros: 400_000 } })
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
    expect(prune(of, stored)).toEqual({ state: of, records: [] })
  })

  test('forgets one closed order and keeps another that the stored item does not hold closed', () => {
    const other = { ...done, id: id(3) }

    const both = state({ orders: [done, other] })

    expect(prune(both, both).state.orders).toEqual([])
    expect(prune(both, state({ orders: [order(), other] })).state.orders).toEqual([done])
  })

  test('where nothing is settled is the very same state', () => {
    const nothing = state()
    const open = state({ orders: [order(), { ...done, closedAtMs: at(-5) }] })

    expect(prune(nothing, nothing).state).toBe(nothing)
    expect(prune(open, open).state).toBe(open)
  })

  test('a fill whose order has left the item says so in its record, for the order’s record does not count it', () => {
    const other = { ...done, id: id(2), closedAtMs: at(-5) }
    const of = state({
      legs: [
        { ...oldLeg, orderId: id(2) },
        { ...oldLeg, tradeId: tradeId('t2'), orderId: id(9) },
      ],
      orders: [{ ...done, closedAtMs: at(-5) }, other],
    })

    const { records } = prune(of, of)

    expect(records[0]).not.toHaveProperty('orderLeft')
    expect(records).toEqual([
      { kind: 'fill', market: of.market, leg: of.legs[0] },
      { kind: 'fill', market: of.market, leg: of.legs[1], orderLeft: true },
    ])
  })

  test('a settled fill that is not in the stored item yet holds back those after it, however old it is', () => {
    const fresh = leg({ tradeId: tradeId('settled-now'), matchedAtMs: at(-4000) })
    const of = state({ legs: [fresh, oldLeg] })
    const stored = state({ legs: [{ ...fresh, status: 'PROVISIONAL' }, oldLeg] })

    expect(prune(of, stored)).toEqual({ state: of, records: [] })
  })

  test('keeps an order while a leg of it is kept', () => {
    const young = leg({ matchedAtMs: at(-65) })
    const of = state({ legs: [young], orders: [{ ...done, closedAtMs: at(-100) }], tradesReadAtMs: at(-5) })

    expect(prune(of, of).state.orders).toHaveLength(1)
  })

  test('a FAILED leg leaves its record and no trace in the position', () => {
    const of = state({ legs: [{ ...oldLeg, status: 'FAILED' }] })

    const { state: pruned, records } = prune(of, of)

    expect(records).toHaveLength(1)
    expect(pruned.folded).toEqual(emptyPosition)
  })

  const ghost = leg({ tradeId: tradeId('ghost'), status: 'PROVISIONAL', matchedAtMs: at(-4000) })

  test('passes over a leg that the cursor has left behind unsettled, and by nothing else', () => {
    const of = state({ legs: [ghost, oldLeg] })
    const young = state({ legs: [{ ...ghost, matchedAtMs: at(-3000) }, oldLeg] })

    expect(prune(of, of).state.legs.map((each) => each.tradeId)).toEqual(['ghost'])
    expect(prune(of, of).state.folded).toEqual(position(of))
    expect(prune(young, young).records).toEqual([])
    // What is folded is never read again for it, whatever the item holds.
    expect(readCursorMs(prune(of, of).state)).toBe(readCursorMs(of))
    expect(legsToPoll(prune(of, of).state)).toEqual(['ghost'])
  })

  test('in a crowded item two minutes are enough, and an order that still rests keeps the sum of what is folded', () => {
    const entry = order({ sizeMicros: size(1_000_000_000), intendedAtMs: at(-250) })
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) =>
        leg({ tradeId: tradeId(`m${i}`), sizeMicros: size(1_000_000), matchedAtMs: at(-200 + i / 10) }),
      )
    const failed = leg({
      tradeId: tradeId('f'),
      sizeMicros: size(7),
      status: 'FAILED',
      matchedAtMs: at(-150),
    })
    const waiting = { ...ghost, sizeMicros: size(5), matchedAtMs: at(-199) }
    const crowded = state({ orders: [entry], legs: [waiting, failed, ...many(250)] })
    const roomy = state({ orders: [entry], legs: [waiting, failed, ...many(150)] })

    const { state: pruned } = prune(crowded, crowded)

    expect(prune(roomy, roomy).records).toEqual([])
    expect(pruned.legs.map((each) => each.tradeId)).toEqual(['ghost'])
    expect(pruned.orders[0]?.foldedLegs).toEqual({
      countedMicros: 250_000_000,
      matchedMicros: 250_000_007,
      flooredMicros: 502,
    })
    expect(restMicros(pruned, pruned.orders[0] ?? entry)).toBe(restMicros(crowded, entry))
    expect(readCursorMs(pruned)).toBeGreaterThanOrEqual(pruned.foldedUntilMs)
  })

  test('a stuck order holds neither the cursor nor its legs; the second look goes back to its beginning', () => {
    const stuck = order({
      intendedAtMs: at(-9000),
      life: dead(at(-8000)),
      matchedMicros: size(30_000_000),
      stuck: true,
    })
    const of = state({ orders: [stuck], legs: [leg({ matchedAtMs: at(-8500) })] })

    const { state: pruned } = prune(of, of)

    expect(readCursorMs(of)).toBe(at(-70))
    expect(pruned.legs).toEqual([])
    expect(pruned.orders).toMatchObject([{ foldedLegs: { countedMicros: 20_000_000 } }])
    expect(secondLookSinceMs({ ...of, tradesReadAtMs: at(-900) }, now)).toBe(at(-9060))
    expect(
      secondLookSinceMs(
        { ...of, orders: [{ ...stuck, intendedAtMs: at(-90_000) }], tradesReadAtMs: at(-900) },
        now,
      ),
    ).toBe(at(-86_400))
  })

  test('of more than six closed orders the oldest go, whatever holds the cursor', () => {
    const open = order({ id: id(99), intendedAtMs: at(-900) })
    const closed = Array.from({ length: 9 }, (_, i) => ({ ...done, id: id(i + 1), closedAtMs: at(-400 + i) }))
    const newestFirst = state({ orders: [open, ...closed.toReversed()], legs: [oldLeg] })
    const of = state({ orders: [...closed, open], legs: [oldLeg] })

    const { state: pruned, records } = prune(of, of)

    expect(records.map((record) => record.kind === 'order' && record.order.id)).toEqual([id(1), id(2), id(3)])
    expect(pruned.orders).toEqual([...closed.slice(3), open])
    expect(prune(newestFirst, newestFirst).state.orders).toEqual([open, ...closed.slice(3).toReversed()])
    expect(prune(of, state({ orders: [open] })).records).toEqual([])
  })

  test('a leg that settles after later ones were folded leaves the same shares, money and fees', () => {
    const drawn = fc.record({
      settlesAfter: fc.integer({ min: 0, max: 12 }),
      fails: fc.boolean(),
      cents: fc.integer({ min: 1, max: 99 }),
      lots: fc.integer({ min: 1, max: 400 }),
      isSale: fc.boolean(),
      fee: fc.integer({ min: 0, max: 90 }),
    })
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 1, maxLength: 12 }), (all) => {
        const [first] = all
        if (first === undefined) return
        let sure = 100 * 10_000
        const legs = all.map(({ cents, lots, isSale, fee }, i) => {
          const micros = isSale ? Math.min(lots * 10_000, sure) : lots * 10_000
          const side = isSale && i > 0 && micros > 0 ? 'SELL' : 'BUY'
          // The first is the ghost: its shares are never sold before they have settled.
          if (i > 0) sure += side === 'SELL' ? -micros : micros
          return leg({
            tradeId: tradeId(`g${i}`),
            side,
            matchedAtMs: at(-7300 + i),
            feeMicros: usdc(fee),
            priceMicros: price(cents * 10_000),
            sizeMicros: size(Math.max(micros, 10_000)),
            status: i === 0 ? 'PROVISIONAL' : 'CONFIRMED',
          })
        })
        const status = first.fails ? 'FAILED' : 'CONFIRMED'
        const settled = legs.map((each, i): Leg => (i === 0 ? { ...each, status } : each))
        const before = {
          ...emptyPosition,
          sizeMicros: size(1_000_000),
          costMicros: usdc(500_000),
          boughtMicros: size(1_000_000),
        }
        const inOrder = foldLegs(before, settled)

        let of = state({ folded: before, legs: legs.slice(0, 1) })
        const records: LedgerRecord[] = []
        for (const [i, each] of legs.entries()) {
          if (i > 0) of = { ...of, legs: [...of.legs, each] }
          if (i >= first.settlesAfter)
            of = { ...of, legs: of.legs.map((one) => (one.tradeId === 'g0' ? (settled[0] ?? one) : one)) }
          const pruned = prune(of, of)
          of = pruned.state
          records.push(...pruned.records)
        }
        of = { ...of, legs: of.legs.map((one) => settled.find((s) => s.tradeId === one.tradeId) ?? one) }
        const last = prune(of, of)
        const { folded } = last.state
        records.push(...last.records)

        expect(last.state.legs).toEqual([])
        expect(records.filter((record) => record.kind === 'fill')).toHaveLength(legs.length)
        expect([folded.sizeMicros, folded.boughtMicros, folded.soldMicros, folded.feesMicros]).toEqual([
          inOrder.sizeMicros,
          inOrder.boughtMicros,
          inOrder.soldMicros,
          inOrder.feesMicros,
        ])
        expect(folded.costMicros - folded.realisedMicros).toBe(inOrder.costMicros - inOrder.realisedMicros)
      }),
      { numRuns: 300 },
    )
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

        const { state: pruned, records } = prune(of, stored)

        expect(position(pruned)).toEqual(position(of))
        const kept = [
          ...pruned.legs,
          ...records.flatMap((record) => (record.kind === 'fill' ? [record.leg] : [])),
        ]
        expect(kept.map((each) => each.tradeId).toSorted()).toEqual(
          made.map((each) => each.tradeId).toSorted(),
        )
      }),
      { numRuns: 300 },
    )
  })
})
