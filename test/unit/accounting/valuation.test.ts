import { describe, expect, it } from 'vitest'
import { emptyPosition, type Position } from '../../../shared/accounting/position.ts'
import { utcDay } from '../../../shared/accounting/utcDay.ts'
import { averageCostMicros, equityMicros, unrealisedMicros } from '../../../shared/accounting/valuation.ts'
import { epochMs, price, size, usdc } from '../../../shared/domain/units.ts'

const holding = (sizeMicros: number, costMicros: number, realisedMicros = 0): Position => ({
  ...emptyPosition,
  sizeMicros: size(sizeMicros),
  costMicros: usdc(costMicros),
  realisedMicros: usdc(realisedMicros),
})

describe('averageCostMicros', () => {
  it.each([
    { name: 'exact', position: holding(20_000_000, 11_400_000), average: 570_000 },
    { name: 'a third, rounded up', position: holding(3_000_000, 1_000_000), average: 333_334 },
    { name: 'one unit', position: holding(1, 1), average: 1_000_000 },
    { name: 'above 1 by fees', position: holding(1_000_000, 1_000_010), average: 1_000_010 },
    { name: 'free shares', position: holding(5_000_000, 0), average: 0 },
    { name: 'flat', position: emptyPosition, average: null },
  ])('is $average for $name', ({ position, average }) => {
    expect(averageCostMicros(position)).toBe(average)
  })
})

describe('unrealisedMicros and equityMicros', () => {
  it.each([
    { name: 'a gain', position: holding(20_000_000, 11_400_000, 50), mid: 605_000, unrealised: 700_000 },
    { name: 'a loss', position: holding(20_000_000, 11_400_000, 50), mid: 10_000, unrealised: -11_200_000 },
    { name: 'a value rounded down', position: holding(3, 1, -7), mid: 333_334, unrealised: 0 },
    { name: 'a value of less than a unit', position: holding(1, 1, -7), mid: 999_999, unrealised: -1 },
    { name: 'flat', position: holding(0, 0, -123), mid: 500_000, unrealised: 0 },
  ])('of $name: $unrealised', ({ position, mid, unrealised }) => {
    expect(unrealisedMicros(position, price(mid))).toBe(unrealised)
    expect(equityMicros(position, price(mid))).toBe(position.realisedMicros + unrealised)
  })

  it('counts the shares at cost where there is no mid', () => {
    expect(equityMicros(holding(20_000_000, 11_400_000, 321), null)).toBe(321)
  })
})

describe('utcDay', () => {
  it.each([
    { atMs: 0, day: '1970-01-01' },
    { atMs: 1_750_815_479_999, day: '2025-06-25' },
    { atMs: Date.UTC(2024, 1, 29, 23, 59, 59, 999), day: '2024-02-29' },
    { atMs: Date.UTC(2024, 2, 1), day: '2024-03-01' },
    { atMs: Date.UTC(2026, 11, 31, 23, 59, 59, 999), day: '2026-12-31' },
  ])('of $atMs is $day', ({ atMs, day }) => {
    expect(utcDay(epochMs(atMs))).toBe(day)
  })
})
