import { describe, expect, test } from 'vitest'
import { tradeId } from '../../../shared/domain/units.ts'
import { confirmedMicros } from '../../../shared/machine/inventory.ts'
import type { ManuallySettled } from '../../../shared/machine/state.ts'
import {
  at,
  factsOf,
  halted,
  holding,
  id,
  ledgerSays,
  now,
  order,
  seenLeg,
  shares,
  state,
} from '../../support/build.ts'

describe('a fill of the person’s own, once a halt is done', () => {
  const control = halted({ doneSeq: 4, handSinceMs: at(-60) })
  const sale = seenLeg({ orderId: id(77), side: 'SELL', tradeId: tradeId('by-hand') })
  const ledger = ledgerSays([sale], { fold: 'absent', order: 'absent' })
  const holder = state({ folded: holding(20) })
  test('is reported, and neither booked nor a STOP: only "npx bot adopt" knows what was meant', () => {
    const seen = factsOf(holder, { control, legs: [sale], ledger })

    expect(seen.contradictions).toEqual([])
    expect(seen.events).toEqual([{ is: 'handFill', tradeId: 'by-hand' }])
    expect(seen.state.handFilled).toBe(true)
    expect(confirmedMicros(seen.state)).toBe(shares(20))
    expect(seen.tradesUsable).toBe(true)
  })

  test('is reported once, however many follow', () => {
    const more = { ...sale, tradeId: tradeId('by-hand-too') }
    const of = ledgerSays([sale, more], { fold: 'absent', order: 'absent' })

    const first = factsOf(holder, { control, legs: [sale, more], ledger: of })

    expect(first.events).toHaveLength(1)
    expect(factsOf(first.state, { control, legs: [sale, more], ledger: of }).events).toEqual([])
  })

  test.each([
    ['of an order in the item', state({ orders: [order({ id: id(77) })] }), {}],
    ['of one that has left it', state(), ledgerSays([sale], { fold: 'absent', order: 'ours' })],
  ])('%s is ours, not the person’s', (_, before, known_) => {
    const own = seenLeg({ tradeId: sale.tradeId, orderId: sale.orderId })

    const after = factsOf(before, { control, legs: [own], ledger: known_ })

    expect(confirmedMicros(after.state)).toBe(shares(20))
    expect(after.state).not.toHaveProperty('handFilled')
  })

  test('from before that is a STOP', () => {
    const early = { ...sale, matchedAtMs: at(-60) }

    const after = factsOf(holder, { control, legs: [early], ledger })

    expect(after.contradictions).toMatchObject([{ code: 'FILL_IMPOSSIBLE' }])
    expect(after.state).not.toHaveProperty('handFilled')
  })
})

describe('a trade that a person settled by the balance', () => {
  const settled = (name: string, status: ManuallySettled['status']): ManuallySettled => ({
    tradeId: tradeId(name),
    orderId: id(1),
    status,
  })
  /** Asked for by its id, hours after its match. */
  const says = (name: string, status: 'PROVISIONAL' | 'CONFIRMED' | 'FAILED') =>
    seenLeg({ tradeId: tradeId(name), status, matchedAtMs: at(-9000) })
  const [gone, came] = [settled('gone', 'FAILED'), settled('came', 'CONFIRMED')]
  const before = state({ handSettled: [gone, came] })

  test('ends with the venue’s own word, each by itself', () => {
    const first = factsOf(before, { legs: [says('gone', 'FAILED')] })
    const last = factsOf(first.state, { legs: [says('came', 'CONFIRMED')] })

    expect(first.state.handSettled).toEqual([came])
    expect(last.state).not.toHaveProperty('handSettled')
    expect([...first.contradictions, ...last.contradictions]).toEqual([])
  })

  test('is waited for where the venue says nothing of it, or has not settled it', () => {
    for (const legs of [[], [says('gone', 'PROVISIONAL')], [says('another', 'CONFIRMED')]]) {
      const after = factsOf(before, { legs })

      expect(after.state.handSettled).toEqual([gone, came])
      expect(after.contradictions).toEqual([])
    }
  })

  test.each([
    ['gone', 'CONFIRMED', [gone]],
    ['came', 'FAILED', [came]],
  ] as const)(
    'is a STOP where the venue settles "%s" as %s, until it is adopted again',
    (name, status, left) => {
      const other = name === 'gone' ? says('came', 'CONFIRMED') : says('gone', 'FAILED')

      const after = factsOf(before, { legs: [says(name, status), other] })

      expect(after.contradictions).toEqual([
        {
          code: 'FILL_IMPOSSIBLE',
          text: `fill ${name} of order ${id(1)} was settled by hand and is now ${status}: "npx bot adopt" again`,
          market: before.market,
          atMs: now,
        },
      ])
      expect(after.state.handSettled).toEqual(left)
      expect(after.state.legs).toEqual([])
    },
  )
})
