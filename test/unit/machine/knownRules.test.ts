import { describe, expect, test } from 'vitest'
import { known, unknown } from '../../../shared/domain/read.ts'
import { tradeId } from '../../../shared/domain/units.ts'
import { knownInfo, rulesOf } from '../../../shared/machine/knownRules.ts'
import { offerableMicros, withLastBalance } from '../../../shared/machine/offerable.ts'
import { at, balanceOf, decide, holding, leg, now, observation, shares, state } from '../../support/build.ts'
import { info } from '../../support/market.ts'

describe('what the item remembers of the market', () => {
  const remembering = state({ rules: rulesOf(info(), at(-7200)) })

  test('is as last read', () => {
    const seen = observation({ info: known(info({ negRisk: true }), at(-1)) })
    expect(decide(state(), seen).state.rules).toEqual(rulesOf(info({ negRisk: true }), at(-1)))
  })

  test('stays while the market cannot be read', () => {
    expect(decide(remembering, observation({ info: unknown('x') })).state.rules).toEqual(remembering.rules)
  })

  test('replaces what cannot be read, as a market that is open', () => {
    expect(knownInfo(remembering, unknown('x'))).toEqual(known(info(), at(-7200)))
  })

  test('lets the book be believed meanwhile', () => {
    expect(decide(remembering, observation({ info: unknown('x') })).state.lastGoodMid?.atMs).toBe(now)
    expect(decide(state(), observation({ info: unknown('x') })).state.lastGoodMid?.atMs).toBe(at(-10))
  })

  test('gives way to what was read', () => {
    const fresh = known(info({ closed: true }), now)
    expect(knownInfo(remembering, fresh)).toBe(fresh)
  })

  test('is nothing in an item of before', () => {
    expect(knownInfo(state(), unknown('x'))).toEqual(unknown('x'))
  })
})

describe('shares the balance has vouched for', () => {
  const held = state({ folded: holding(20) })
  const unread = { balance: unknown('x') }
  const next = (of: typeof held, seen: Parameters<typeof observation>[0]) =>
    decide(of, observation(seen)).state

  test('are those it shows, as far as they are ours', () => {
    expect(next(held, { balance: balanceOf(30) }).vouchedMicros).toBe(shares(20))
    expect(next(held, { balance: balanceOf(12) }).vouchedMicros).toBe(shares(12))
  })

  test('stay while it cannot be read or is not asked for', () => {
    const vouched = state({ folded: holding(20), vouchedMicros: shares(20) })
    expect(next(vouched, unread).vouchedMicros).toBe(shares(20))
    expect(next(vouched, {}).vouchedMicros).toBe(shares(20))
  })

  test('are less by what was sold, and not more by what was bought since', () => {
    const sold = state({ folded: holding(8), vouchedMicros: shares(20) })
    const less = next(sold, unread)
    expect(less.vouchedMicros).toBe(shares(8))
    const more = next({ ...less, folded: holding(28) }, unread)
    expect(more.vouchedMicros).toBe(shares(8))
  })

  test('are without those that are being sold: the balance may still show them', () => {
    const selling = leg({ side: 'SELL', status: 'PROVISIONAL', sizeMicros: shares(5) })
    const buying = leg({ tradeId: tradeId('t2'), status: 'PROVISIONAL', sizeMicros: shares(7) })
    const of = state({ folded: holding(20), legs: [selling, buying] })

    expect(withLastBalance(of, balanceOf(20)).vouchedMicros).toBe(shares(15))
  })

  test('are the very same where nothing has changed', () => {
    const of = state({ folded: holding(20), vouchedMicros: shares(20) })

    expect(withLastBalance(of, balanceOf(20))).toBe(of)
  })

  test('are none where nothing is ours, or nothing was shown', () => {
    expect(next(state({ vouchedMicros: shares(20) }), unread)).not.toHaveProperty('vouchedMicros')
    expect(next(held, unread)).not.toHaveProperty('vouchedMicros')
  })

  test('can be offered while it cannot be read; what is being sold cannot', () => {
    const selling = [leg({ side: 'SELL', status: 'PROVISIONAL', sizeMicros: shares(5) })]
    const vouched = state({ folded: holding(20), legs: selling, vouchedMicros: shares(20) })
    expect(offerableMicros(vouched, unknown('x'))).toBe(shares(15))
    expect(offerableMicros(held, unknown('x'))).toBeNull()
    expect(offerableMicros(vouched, balanceOf(12))).toBe(shares(7))
  })
})
