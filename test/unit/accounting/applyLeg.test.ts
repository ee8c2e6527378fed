import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyLeg, canApply } from '../../../shared/accounting/applyLeg.ts'
import { emptyPosition, type Position } from '../../../shared/accounting/position.ts'
import type { Leg } from '../../../shared/domain/leg.ts'
import { price, size, usdc } from '../../../shared/domain/units.ts'
import { history, leg } from './legs.ts'

const holding = (sizeMicros: number, costMicros: number): Position => ({
  ...emptyPosition,
  sizeMicros: size(sizeMicros),
  costMicros: usdc(costMicros),
  boughtMicros: size(sizeMicros),
})

const cash = (one: Leg): number => (one.side === 'SELL' ? 1 : -1) * one.notionalMicros - one.feeMicros

describe('applyLeg', () => {
  it('adds notional and fee of a BUY to the cost', () => {
    const bought = leg({ role: 'taker', feeMicros: usdc(245_100) })

    const applied = applyLeg(emptyPosition, bought)

    expect(applied).toEqual({
      position: {
        sizeMicros: 20_000_000,
        costMicros: 11_645_100,
        realisedMicros: 0,
        feesMicros: 245_100,
        boughtMicros: 20_000_000,
        soldMicros: 0,
        roundTrips: 0,
      },
      closed: false,
      realisedMicros: 0,
    })
  })

  it('takes cost out of a partial SELL at average cost and keeps the rest with the shares', () => {
    const sold = leg({ side: 'SELL', sizeMicros: size(7_000_000), priceMicros: price(600_000) })

    const applied = applyLeg(holding(20_000_000, 11_400_000), sold)

    expect(applied.position).toMatchObject({
      sizeMicros: 13_000_000,
      costMicros: 7_410_000,
      realisedMicros: 210_000,
      soldMicros: 7_000_000,
      roundTrips: 0,
    })
    expect(applied).toMatchObject({ closed: false, realisedMicros: 210_000 })
  })

  it('rounds the cost taken down, so that the remaining shares carry the odd micro-dollar', () => {
    const sold = leg({ side: 'SELL', sizeMicros: size(1), notionalMicros: usdc(5) })

    const applied = applyLeg(holding(3, 10), sold)

    expect(applied.position).toMatchObject({ sizeMicros: 2, costMicros: 7, realisedMicros: 2 })
  })

  it('takes the whole cost and counts a round trip when it sells everything', () => {
    const before = { ...holding(3, 10), realisedMicros: usdc(-4), roundTrips: 2, feesMicros: usdc(1) }
    const sold = leg({
      side: 'SELL',
      sizeMicros: size(3),
      notionalMicros: usdc(9),
      role: 'taker',
      feeMicros: usdc(2),
    })

    const applied = applyLeg(before, sold)

    expect(applied).toEqual({
      position: {
        sizeMicros: 0,
        costMicros: 0,
        realisedMicros: -7,
        feesMicros: 3,
        boughtMicros: 3,
        soldMicros: 3,
        roundTrips: 3,
      },
      closed: true,
      realisedMicros: -3,
    })
  })

  it('leaves the position it was given as it was', () => {
    const before = Object.freeze(holding(20_000_000, 11_400_000))

    expect(() => applyLeg(before, leg())).not.toThrow()
    expect(before.sizeMicros).toBe(20_000_000)
  })

  it.each([
    { name: 'a provisional BUY', held: 0, one: leg({ status: 'PROVISIONAL' }) },
    { name: 'a failed BUY', held: 0, one: leg({ status: 'FAILED' }) },
    { name: 'an empty BUY', held: 0, one: leg({ sizeMicros: size(0) }) },
    { name: 'an empty SELL from nothing', held: 0, one: leg({ side: 'SELL', sizeMicros: size(0) }) },
    { name: 'a BUY of a negative size', held: 0, one: leg({ sizeMicros: size(-1) }) },
    { name: 'a SELL of a share and more beyond what is held', held: 18_999_999, one: leg({ side: 'SELL' }) },
    { name: 'a provisional SELL', held: 20_000_000, one: leg({ side: 'SELL', status: 'PROVISIONAL' }) },
  ])('refuses $name, by question and by assertion', ({ held, one }) => {
    const before = holding(held, held)

    expect(canApply(before, one)).toBe(false)
    expect(() => applyLeg(before, one)).toThrow(/leg t1:0x01 cannot be folded/)
  })

  it('sells what is held for the whole money of a SELL that exceeds it by dust', () => {
    const before = holding(19_990_000, 8_000_000)
    const sold = leg({ side: 'SELL', sizeMicros: size(20_000_000), notionalMicros: usdc(11_400_000) })

    expect(canApply(before, sold)).toBe(false)
    expect(canApply(before, sold, 9_999)).toBe(false)
    expect(canApply(before, sold, 10_000)).toBe(true)
    expect(applyLeg(before, sold)).toMatchObject({
      position: {
        sizeMicros: 0,
        costMicros: 0,
        soldMicros: 19_990_000,
        realisedMicros: 3_400_000,
        roundTrips: 1,
      },
      closed: true,
    })
  })

  it('gives the money of dust that nothing was held of to what was realised, and counts no round trip', () => {
    const sold = leg({ side: 'SELL', sizeMicros: size(5_000), notionalMicros: usdc(2_900) })

    expect(applyLeg(emptyPosition, sold)).toEqual({
      position: { ...emptyPosition, realisedMicros: 2_900 },
      closed: false,
      realisedMicros: 2_900,
    })
  })

  it('never takes more than a share for dust, whatever the tolerance', () => {
    const sold = leg({ side: 'SELL', sizeMicros: size(2_000_001) })

    expect(canApply(holding(1_000_000, 1), sold, 9_000_000)).toBe(false)
  })

  it.each([
    { name: 'notional', one: leg({ notionalMicros: usdc(-1) }) },
    { name: 'fee', one: leg({ feeMicros: usdc(-1) }) },
  ])('asserts that the $name is not negative', ({ one }) => {
    expect(() => applyLeg(emptyPosition, one)).toThrow(/negative notional or fee/)
  })

  it.each([
    { name: 'any BUY', held: 0, one: leg() },
    { name: 'a SELL of exactly what is held', held: 20_000_000, one: leg({ side: 'SELL' }) },
    { name: 'a SELL of less', held: 20_000_001, one: leg({ side: 'SELL' }) },
  ])('can apply $name', ({ held, one }) => {
    expect(canApply(holding(held, held), one)).toBe(true)
  })

  it('accounts for every micro-dollar: cash in and out is realised less the cost held', () => {
    fc.assert(
      fc.property(history(40), (legs) => {
        let position = emptyPosition
        let cashMicros = 0
        let realisedMicros = 0
        for (const one of legs) {
          const applied = applyLeg(position, one)
          cashMicros += cash(one)
          realisedMicros += applied.realisedMicros
          expect(applied.closed).toBe(one.side === 'SELL' && applied.position.sizeMicros === 0)
          expect(applied.position.roundTrips - position.roundTrips).toBe(applied.closed ? 1 : 0)
          position = applied.position
          expect(position.costMicros).toBeGreaterThanOrEqual(0)
          expect(position.sizeMicros).toBe(position.boughtMicros - position.soldMicros)
          if (position.sizeMicros === 0) expect(position.costMicros).toBe(0)
          expect(position.realisedMicros - position.costMicros).toBe(cashMicros)
        }
        expect(position.realisedMicros).toBe(realisedMicros)
        expect(position.feesMicros).toBe(legs.reduce((sum, one) => sum + one.feeMicros, 0))
      }),
      { numRuns: 300 },
    )
  })

  it('never makes the remaining shares cheaper by selling some', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 1e9 }),
        fc.integer({ min: 0, max: 1e9 }),
        fc.integer({ min: 1, max: 999 }),
        (held, cost, permille) => {
          const sold = Math.min(held - 1, Math.ceil((held * permille) / 1000))

          const { position } = applyLeg(holding(held, cost), leg({ side: 'SELL', sizeMicros: size(sold) }))

          expect(BigInt(position.costMicros) * BigInt(held)).toBeGreaterThanOrEqual(
            BigInt(cost) * BigInt(position.sizeMicros),
          )
          expect(BigInt(position.costMicros - 1) * BigInt(held)).toBeLessThan(
            BigInt(cost) * BigInt(position.sizeMicros),
          )
        },
      ),
    )
  })
})
