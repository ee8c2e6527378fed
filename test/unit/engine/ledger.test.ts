import { describe, expect, test } from 'vitest'
import { legKey } from '../../../shared/domain/leg.ts'
import { epochMs, size } from '../../../shared/domain/units.ts'
import { at, dead, holding, id, leg, MARKET, order, shares, state } from '../../support/build.ts'
import { bench, place, runOnce, ticked } from '../../support/engineBench.ts'

describe('the ledger and the item', () => {
  const oldLeg = leg({ matchedAtMs: at(-500) })
  const done = order({ intendedAtMs: at(-600), life: dead(at(-400)), closedAtMs: at(-400) })
  const settled = state({ legs: [oldLeg], orders: [done] })
  const partlyFilled = { ...done, sizeMicros: shares(21) }

  test('what the item forgets is in the ledger first', async () => {
    const of = bench({ state: settled })

    await ticked(of)

    expect(of.stored()).toMatchObject({ legs: [], folded: { sizeMicros: shares(20) } })
    expect([...of.store.records.keys()]).toEqual([
      `${MARKET} fill ${legKey(oldLeg)}`,
      `${MARKET} order ${done.id}`,
    ])
  })

  test.each(['before', 'after'] as const)(
    'where the ledger gives no answer (%s) the item keeps it',
    async (fault) => {
      const of = bench({ state: settled })
      of.store.fault = (call) => (call === 'putLedger' ? fault : null)

      await ticked(of)

      expect(of.stored().legs).toEqual(settled.legs)
      expect(of.stored().folded.sizeMicros).toBe(0)
    },
  )

  test('a record whose item write was lost does not make the fill look counted', async () => {
    const of = bench({ state: settled })
    of.store.fault = (call) => (call === 'commit' ? 'before' : null)
    await runOnce(of)
    of.store.fault = () => null

    of.clock.advance(60_000)
    await ticked(of)

    expect(of.stored()).toMatchObject({ legs: [], folded: { sizeMicros: shares(20) } })
  })

  test('a folded leg that the venue reports again is looked up and not counted again', async () => {
    const of = bench({ state: settled })
    await ticked(of)
    const { feeMicros: _, seenAtMs: __, ...again } = oldLeg
    of.venue.legs.push({ ...again, matchedAtMs: epochMs(oldLeg.matchedAtMs) })
    of.venue.trades = async () => ({
      ok: true,
      value: { legs: of.venue.legs, withoutId: [], unreadable: [] },
      asOf: of.clock.nowMs(),
    })

    await ticked(of)

    expect(of.stored().folded.sizeMicros).toBe(shares(20))
    expect(of.control().codes).toEqual([])
  })

  test('a late fill of an order the item has forgotten is found by the ledger and counted', async () => {
    const of = bench({ state: state({ legs: [oldLeg], orders: [partlyFilled] }) })
    await ticked(of)
    const { feeMicros: _, seenAtMs: __, ...late } = leg({ tradeId: 'late' as never, matchedAtMs: at(-15) })
    of.venue.legs.push({
      ...late,
      orderId: done.id,
      sizeMicros: size(1_000_000),
      notionalMicros: 560_000 as never,
    })

    await ticked(of)

    expect(of.stored().legs.map((each) => each.tradeId)).toEqual(['late'])
    expect(of.control().codes).toEqual([])
  })

  test.each(['ledgerFill', 'ledgerOrder'] as const)(
    'where %s gives no answer the trades count as unread',
    async (call) => {
      const of = bench()
      const { feeMicros: _, seenAtMs: __, ...unknownLeg } = leg({ orderId: id(99), matchedAtMs: at(-15) })
      of.venue.legs.push(unknownLeg)
      of.store.fault = (which) => (which === call ? 'before' : null)

      const { decision } = await ticked(of)

      expect(decision.audit.refusals).toContain('tradesUnread')
      expect(of.control().codes).toEqual([])
    },
  )

  test('legs unsettled for over an hour are polled by their trade; one that cannot be read makes nobody blind', async () => {
    const old = leg({ status: 'PROVISIONAL', matchedAtMs: at(-4000) })
    const of = bench({ state: state({ legs: [old] }) })
    const { feeMicros: _, seenAtMs: __, ...settledLeg } = old
    of.venue.legs.push({ ...settledLeg, status: 'CONFIRMED' })
    of.venue.silent.add('tradesById')
    await ticked(of)
    const unread = of.stored()
    of.clock.advance(600_000)
    const later = (await ticked(of)).decision
    of.venue.silent.clear()

    await ticked(of)

    expect(unread.legs[0]?.status).toBe('PROVISIONAL')
    expect(unread.tradesReadAtMs).toBeGreaterThan(at(-10))
    expect(later.audit.refusals).not.toContain('tradesUnread')
    expect(of.control().codes).toEqual([])
    expect(of.stored().phase).toBe('POSITION_OPEN')
  })
})

describe('what the ledger answers', () => {
  const { feeMicros: _, seenAtMs: __, ...recent } = leg({ matchedAtMs: at(-15) })

  test('folded already: a leg within the overlap is not counted again', async () => {
    const closed = order({ life: dead(at(-12)), closedAtMs: at(-12) })
    const of = bench({ state: state({ folded: holding(20), foldedUntilMs: at(-14), orders: [closed] }) })
    await of.store.putLedger([{ kind: 'fill', market: MARKET, leg: leg({ matchedAtMs: at(-15) }) }])
    of.venue.legs.push(recent)

    await ticked(of)

    expect(of.stored()).toMatchObject({ legs: [], folded: { sizeMicros: shares(20) } })
    expect(of.control().codes).toEqual([])
  })

  test('never folded, and no order of ours: FILL_IMPOSSIBLE', async () => {
    const of = bench()
    of.venue.legs.push({ ...recent, orderId: id(99) })

    await ticked(of)

    expect(of.control().codes).toEqual(['FILL_IMPOSSIBLE'])
    expect(of.stored().legs).toEqual([])
  })
})

describe('what a tick looks at', () => {
  test('a book the venue left out, a clock or positions it did not tell are unread', async () => {
    const of = bench({ state: { ...state(), sanityReadAtMs: at(-60) } })
    of.venue.books = async () => new Map()
    of.venue.silent.add('timeMs').add('positions')

    await runOnce(of, 5)

    const seen = of.told.ticks[0]?.seen
    expect(seen).toMatchObject({ book: { ok: false }, skewMs: { ok: false }, restPosition: { ok: false } })
    expect(of.told.ticks[0]?.decision.audit.refusals).toEqual(['clockUnread', 'bookUnknown'])
  })

  test('a token without a record among the positions has no value', async () => {
    const of = bench({ state: { ...state(), sanityReadAtMs: at(-60) } })

    await runOnce(of, 5)

    expect(of.told.ticks[0]?.seen.restPosition).toMatchObject({ ok: true, value: 'absent' })
  })

  test('an order known under two ids is read under both', async () => {
    const of = bench({ state: state({ orders: [order({ otherId: id(9) })] }) })

    await runOnce(of, 5)

    expect(Object.keys(of.told.ticks[0]?.seen.byId ?? {})).toEqual([id(1), id(9)])
  })

  test('an order that the list shows is not asked by hash, a dead one only for what it matched', async () => {
    const orders = [
      order(),
      order({ id: id(2), life: dead(at(-5)), closedAtMs: at(-5) }),
      order({ id: id(3), side: 'SELL', life: dead(at(-5)) }),
    ]
    const of = bench({ state: state({ folded: holding(20), orders }) })
    place(of, order())

    await runOnce(of, 5)

    expect(Object.keys(of.told.ticks[0]?.seen.byId ?? {})).toEqual([id(3)])
  })
})
