import { describe, expect, test } from 'vitest'
import { tradeId } from '../../../shared/domain/units.ts'
import { confirmedMicros, countedMicros } from '../../../shared/machine/inventory.ts'
import {
  at,
  dead,
  decide,
  factsOf,
  holding,
  id,
  ledgerSays,
  leg,
  now,
  observation,
  order,
  seenLeg,
  settings,
  shares,
  state,
  stops,
} from '../../support/build.ts'

const codes = (of: ReturnType<typeof factsOf>) => of.contradictions.map((reason) => reason.code)
const bought = state({ orders: [order()] })

describe('settlement', () => {
  const matched = factsOf(bought, { legs: [seenLeg({ status: 'PROVISIONAL', mined: false })] }).state

  test('a matched leg is provisional: it holds nothing and blocks entries', () => {
    expect(confirmedMicros(matched)).toBe(0)
    expect(matched.phase).toBe('ENTRY_PENDING')
  })

  test('FAILED after MATCHED gives the size back and is remembered', () => {
    const failed = factsOf(matched, { legs: [seenLeg({ status: 'FAILED', mined: false })] })

    expect(codes(failed)).toEqual([])
    expect(countedMicros(failed.state, order())).toBe(0)
    expect(failed.state.suspicion.failedLegs).toEqual([now])
  })

  test('a leg first seen FAILED counts as a failure too', () => {
    const failed = factsOf(bought, { legs: [seenLeg({ status: 'FAILED', mined: false })] })

    expect(failed.state.suspicion.failedLegs).toEqual([now])
    expect(confirmedMicros(failed.state)).toBe(0)
  })

  test('a final status never goes back to provisional', () => {
    const confirmed = factsOf(matched, { legs: [seenLeg()] }).state

    const seen = factsOf(confirmed, { legs: [seenLeg({ status: 'PROVISIONAL', mined: false })] })

    expect(seen.state.legs).toEqual(confirmed.legs)
    expect(codes(seen)).toEqual([])
  })

  test('CONFIRMED then FAILED is a STOP, and the books follow the venue', () => {
    const confirmed = factsOf(matched, { legs: [seenLeg()] }).state

    const seen = factsOf(confirmed, { legs: [seenLeg({ status: 'FAILED', mined: false })] })

    expect(codes(seen)).toEqual(['FILL_IMPOSSIBLE'])
    expect(confirmedMicros(seen.state)).toBe(0)
  })

  test('CONFIRMED then FAILED of shares already sold is a STOP that leaves the books as they are', () => {
    const sold = state({
      orders: [order({ life: dead(), closedAtMs: now }), order({ id: id(2), side: 'SELL' })],
      legs: [leg(), leg({ tradeId: tradeId('t2'), orderId: id(2), side: 'SELL', matchedAtMs: at(-5) })],
    })

    const seen = factsOf(sold, { legs: [seenLeg({ status: 'FAILED', mined: false })] })

    expect(codes(seen)).toEqual(['FILL_IMPOSSIBLE'])
    expect(seen.state.legs).toEqual(sold.legs)
  })

  test('a folded leg that fails later is a STOP', () => {
    const gone = seenLeg({ status: 'FAILED', mined: false })
    const folded = state({ folded: holding(20), foldedUntilMs: at(-5) })

    const seen = factsOf(folded, {
      legs: [gone],
      ledger: ledgerSays([gone], { fold: 'CONFIRMED', order: 'ours' }),
    })

    expect(codes(seen)).toEqual(['FILL_IMPOSSIBLE'])
  })

  test('FAILED then CONFIRMED beyond the size of an order that was filled meanwhile is a STOP, not a crash', () => {
    const refilled = state({
      orders: [order()],
      legs: [leg({ status: 'FAILED', mined: false }), leg({ tradeId: tradeId('t2') })],
    })

    const { decision, state: after } = decide(refilled, observation({ legs: [seenLeg()] }))

    expect(stops(decision.actions)).toContain('FILL_IMPOSSIBLE')
    expect(countedMicros(after, order())).toBe(shares(20))
  })

  test('FAILED then CONFIRMED where there is room is a STOP whose books follow the venue', () => {
    const failed = state({ orders: [order()], legs: [leg({ status: 'FAILED', mined: false })] })

    const seen = factsOf(failed, { legs: [seenLeg()] })

    expect(codes(seen)).toEqual(['FILL_IMPOSSIBLE'])
    expect(confirmedMicros(seen.state)).toBe(shares(20))
  })

  test('of an order the item has forgotten too', () => {
    const failed = state({ legs: [leg({ status: 'FAILED', mined: false })] })

    expect(confirmedMicros(factsOf(failed, { legs: [seenLeg()] }).state)).toBe(shares(20))
  })

  test('settledAt "MINED" takes a mined leg as confirmed, and a merely matched one not', () => {
    const early = settings({ risk: { settledAt: 'MINED' } })
    const mined = seenLeg({ status: 'PROVISIONAL', mined: true })

    expect(confirmedMicros(factsOf(bought, { legs: [mined] }, early).state)).toBe(shares(20))
    expect(confirmedMicros(factsOf(bought, { legs: [mined] }).state)).toBe(0)
    expect(confirmedMicros(factsOf(bought, { legs: [{ ...mined, mined: false }] }, early).state)).toBe(0)
  })

  test('times of failures are kept for a day, and not without bound', () => {
    const many = state({ orders: [order({ sizeMicros: shares(500) })] })
    const legs = Array.from({ length: 150 }, (_, i) =>
      seenLeg({ tradeId: tradeId(`f${i}`), sizeMicros: shares(1), status: 'FAILED' }),
    )

    const first = factsOf(many, { legs }).state
    const nextDay = factsOf(first, { nowMs: at(86_401) }).state

    expect(first.suspicion.failedLegs.length).toBe(100)
    expect(nextDay.suspicion.failedLegs).toEqual([])
  })
})
