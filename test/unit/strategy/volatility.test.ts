import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { price } from '../../../shared/domain/units.ts'
import { volatility } from '../../../shared/strategy/volatility.ts'

/** Mids in cents, ten seconds apart; null: nobody looked, or the book was not believed. */
const of = (cents: readonly (number | null)[], slotMs = 10_000) =>
  volatility({
    slotMs,
    lastSlot: 1_000,
    micros: cents.map((each) => (each === null ? null : price(Math.round(each * 10_000)))),
  })
const flat = (count: number, cents = 50): number[] => Array.from({ length: count }, () => cents)
const holes = (count: number): null[] => Array.from({ length: count }, () => null)

describe('volatility', () => {
  it('of a calm market is nothing', () => {
    expect(of(flat(60))).toEqual({ sdMicros: 0, moveMicros: 0, unbrokenMs: 590_000 })
  })

  it('of one mid is nothing known', () => {
    expect(of([50])).toEqual({ sdMicros: 0, moveMicros: 0, unbrokenMs: 0 })
    expect(of([])).toEqual({ sdMicros: 0, moveMicros: 0, unbrokenMs: 0 })
  })

  it.each([
    // Seven mids make one change of a minute: 50 -> 52.
    { name: 'one change', cents: [50, 50, 50, 50, 50, 50, 52], sd: 20_000, move: 20_000 },
    // Two changes, of 2 c and of 0: the root of (4 + 0) / 2.
    {
      name: 'two changes',
      cents: [50, 50, 50, 50, 50, 50, 52, 50],
      sd: Math.ceil(10_000 * Math.SQRT2),
      move: 20_000,
    },
    // A drift of a tenth of a cent a slot: each minute moves 0.6 c.
    { name: 'a drift', cents: Array.from({ length: 13 }, (_, i) => 50 + i / 10), sd: 6_000, move: 6_000 },
    // Back within the minute: no change of a minute, but a move.
    { name: 'a spike', cents: [50, 50, 50, 53, 50, 50, 50], sd: 0, move: 30_000 },
    { name: 'a fall counts as a rise', cents: [52, 50, 50, 50, 50, 50, 50], sd: 20_000, move: 20_000 },
    // More than a minute apart, with looks between: a change of two minutes is none of one.
    {
      name: 'a slow walk',
      cents: [50, 50, 50, 50, 50, 50, 51, 51, 51, 51, 51, 51, 52],
      sd: 10_000,
      move: 10_000,
    },
  ])('of $name', ({ cents, sd, move }) => {
    expect(of(cents)).toMatchObject({ sdMicros: sd, moveMicros: move })
  })

  it('takes the nearest mid at least 55 s before, up to 90 s', () => {
    expect(of([50, ...holes(5), 52])).toMatchObject({ sdMicros: 20_000, moveMicros: 20_000 })
    expect(of([50, ...holes(8), 52])).toMatchObject({ sdMicros: 20_000, moveMicros: 20_000 })
    expect(of([40, 50, ...holes(5), 52])).toMatchObject({ sdMicros: 20_000, moveMicros: 100_000 })
  })

  it('knows nothing of what happened across a longer hole', () => {
    expect(of([50, ...holes(9), 52])).toEqual({ sdMicros: 0, moveMicros: 0, unbrokenMs: 0 })
  })

  it.each([
    { name: 'a hole of 90 s breaks nothing', cents: [...flat(3), ...holes(8), ...flat(3)], want: 130_000 },
    { name: 'a longer one breaks', cents: [...flat(3), ...holes(9), ...flat(3)], want: 20_000 },
    {
      name: 'one long ago does not reach the last minutes',
      cents: [50, ...holes(9), ...flat(13)],
      want: 120_000,
    },
    { name: 'a tick a minute is unbroken', cents: [50, ...holes(5), 50, ...holes(5), 50], want: 120_000 },
  ])('$name', ({ cents, want }) => {
    expect(of(cents).unbrokenMs).toBe(want)
  })

  it('with longer slots compares those a minute apart', () => {
    expect(of([50, 51, 53], 30_000)).toMatchObject({
      sdMicros: 30_000,
      moveMicros: 30_000,
      unbrokenMs: 60_000,
    })
  })

  it('is never beyond the range of the mids, and the same upside down', () => {
    const cents = fc.array(fc.option(fc.integer({ min: 1, max: 99 }), { freq: 4 }), { maxLength: 60 })
    fc.assert(
      fc.property(cents, (drawn) => {
        const seen = drawn.filter((each) => each !== null)
        const range = seen.length === 0 ? 0 : (Math.max(...seen) - Math.min(...seen)) * 10_000

        const measured = of(drawn)

        expect(measured.moveMicros).toBeLessThanOrEqual(range)
        expect(measured.sdMicros).toBeLessThanOrEqual(measured.moveMicros + 1)
        expect(of(drawn.map((each) => (each === null ? null : 100 - each)))).toEqual(measured)
      }),
    )
  })
})
