import { describe, expect, test } from 'vitest'
import { wholeList } from '../../../shared/domain/openOrders.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import { isPastExpiry, withAbsence } from '../../../shared/machine/expiryProof.ts'
import {
  at,
  cancels,
  dead,
  decide,
  halted,
  MARKET,
  now,
  observation,
  order,
  running,
  state,
  unreadableOrder,
} from '../../support/build.ts'

describe('the proof that an order past its date is dead', () => {
  test('begins a minute after expiry and slack', () => {
    const of = order({ expiresAtMs: at(0) })
    expect(isPastExpiry(of, at(120), 60_000)).toBe(false)
    expect(isPastExpiry(of, at(120.001), 60_000)).toBe(true)
  })

  test('takes lists in their order: none before the answer, and two that are apart', () => {
    const begun = { sinceMs: at(0) }
    const answered = { ...begun, cancelAnsweredAtMs: at(5) }
    const absent = { ...answered, absentAtMs: at(6) }
    expect(withAbsence(begun, at(60))).toBe(begun)
    expect(withAbsence(answered, at(4))).toBe(answered)
    expect(withAbsence(answered, at(5))).toEqual({ ...answered, absentAtMs: at(5) })
    expect(withAbsence(answered, at(6))).toEqual(absent)
    expect(withAbsence(absent, at(15.999))).toBe(absent)
    expect(withAbsence(absent, at(16))).toBe('dead')
  })
})

describe('in a tick', () => {
  const outlived = { sinceMs: at(-60), cancelAnsweredAtMs: at(-50), absentAtMs: at(-40) }
  const entry = order({ life: { at: 'UNKNOWN', sinceMs: at(-900) }, expiresAtMs: at(-600), outlived })
  const unread = { byId: { [entry.id]: unknown('x') } }
  const next = (of: typeof entry, over: Parameters<typeof observation>[0]) =>
    decide(state({ orders: [of] }), observation({ ...unread, ...over }))

  test('the second list kills it', () => {
    expect(next(entry, {}).state.orders[0]?.life).toMatchObject({ at: 'DEAD', how: 'expired' })
  })

  test('a list that names it unreadable sets its absence back', () => {
    const named = [unreadableOrder({ orderId: entry.id, market: MARKET })]
    const { state: told } = next(entry, { openOrders: known({ ...wholeList([]), unreadable: named }, now) })
    const { absentAtMs: _, ...left } = outlived
    expect(told.orders[0]?.outlived).toEqual(left)
  })

  test('its cancel is asked for until it was answered, in a market that is closed too', () => {
    const { absentAtMs: _, cancelAnsweredAtMs: __, ...begun } = outlived
    const of = { ...entry, outlived: begun }
    expect(cancels(next(of, {}).decision.actions)).toEqual([entry.id])
    const closed = decide(
      state({ orders: [of], settling: true }),
      observation({ ...unread, info: unknown('x') }),
    )
    expect(cancels(closed.decision.actions)).toEqual([entry.id])
  })

  test('its cancel is asked for once where the halt asks too, and not of one that is dead or was answered', () => {
    const { absentAtMs: _, cancelAnsweredAtMs: __, ...begun } = outlived
    const asked = (of: typeof entry, control = running) =>
      cancels(decide(state({ orders: [of] }), observation({ ...unread, control })).decision.actions)

    expect(asked({ ...entry, outlived: begun }, halted())).toEqual([entry.id])
    expect(asked({ ...entry, outlived: { ...outlived, absentAtMs: at(-1) } })).toEqual([])
    expect(asked({ ...entry, outlived: begun, life: dead(at(-5)) })).toEqual([])
  })
})
