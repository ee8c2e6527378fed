import { describe, expect, it } from 'vitest'
import { emptyPosition, type Position } from '../../../shared/accounting/position.ts'
import { utcDay } from '../../../shared/accounting/utcDay.ts'
import {
  averageCostMicros,
  type Belief,
  equityAtMidMicros,
  equityMicros,
  unrealisedMicros,
  valuation,
} from '../../../shared/accounting/valuation.ts'
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
    const worth = value({ midMicros: mid, held: position.sizeMicros })

    expect(unrealisedMicros(position, worth)).toBe(unrealised)
    expect(equityMicros(position, worth)).toBe(position.realisedMicros + unrealised)
    expect(equityAtMidMicros(position, { priceMicros: price(mid), atMs: epochMs(5) })).toBe(
      position.realisedMicros + unrealised,
    )
  })

  it('counts the shares at cost where there is no mid', () => {
    const held = holding(20_000_000, 11_400_000, 321)

    expect(equityMicros(held, value({ midMicros: null, held: 20_000_000 }))).toBe(321)
    expect(equityAtMidMicros(held, null)).toBe(321)
  })
})

const NOW = 10_000_000
const shares = (count: number) => count * 1_000_000

/** A mid of 0.57 that was believed `ageMs` ago, and the bids of a later read, as [price, shares]. */
function value(of: {
  readonly midMicros?: number | null
  readonly ageMs?: number
  readonly bids?: readonly (readonly [number, number])[] | null
  readonly bidsAgeMs?: number
  readonly payoutMicros?: number
  readonly held?: number
  readonly unpriced?: { readonly ageMs: number; readonly cost: number }
}) {
  const { midMicros = 570_000, ageMs = 0, bids = null, payoutMicros, held = shares(50) } = of
  return valuation({
    mid: midMicros === null ? null : { priceMicros: price(midMicros), atMs: epochMs(NOW - ageMs) },
    bids:
      bids === null
        ? null
        : {
            levels: bids.map(([cost, count]) => ({
              priceMicros: price(cost),
              sizeMicros: size(shares(count)),
            })),
            atMs: epochMs(NOW - (of.bidsAgeMs ?? 0)),
          },
    payoutMicros: payoutMicros === undefined ? null : price(payoutMicros),
    sizeMicros: size(held),
    nowMs: epochMs(NOW),
    ...(of.unpriced === undefined
      ? {}
      : { unpriced: { sinceMs: epochMs(NOW - of.unpriced.ageMs), costMicros: usdc(of.unpriced.cost) } }),
  })
}

type Case = readonly [string, Parameters<typeof value>[0], Belief, number | null, number | null]
const WIDE = [[100_000, 500]] as const

describe('what 50 shares are worth', () => {
  it.each<Case>([
    ['at a fresh mid, whatever the bids', { ageMs: 59_999, bids: WIDE }, 'believed', 28_500_000, 570_000],
    [
      'at the mid, disbelieved, from 60 s on',
      { ageMs: 60_000, bids: WIDE },
      'disbelieved',
      28_500_000,
      570_000,
    ],
    ['until it is 180 s old', { ageMs: 179_999, bids: WIDE }, 'disbelieved', 28_500_000, 570_000],
    ['then at what the bids pay', { ageMs: 180_000, bids: WIDE }, 'bids', 5_000_000, 100_000],
    [
      'level by level',
      {
        ageMs: 180_000,
        bids: [
          [560_000, 2],
          [300_000, 10],
          [120_000, 100],
        ],
      },
      'bids',
      8_680_000,
      173_600,
    ],
    ['as far as bids go', { ageMs: 180_000, bids: [[560_000, 2]] }, 'bids', 1_120_000, 22_400],
    ['at nothing where there are none', { ageMs: 180_000, bids: [] }, 'bids', 0, 0],
    ['never above the mid', { ageMs: 180_000, bids: [[900_000, 100]] }, 'bids', 28_500_000, 570_000],
    ['at the mid where no book was read since', { ageMs: 9_000_000 }, 'disbelieved', 28_500_000, 570_000],
    [
      'bids from before the mid are none',
      { ageMs: 200_000, bids: WIDE, bidsAgeMs: 200_000 },
      'disbelieved',
      28_500_000,
      570_000,
    ],
    ['a mid from the future is disbelieved', { ageMs: -1 }, 'disbelieved', 28_500_000, 570_000],
    [
      'at the payout once there is one',
      { ageMs: 180_000, bids: WIDE, payoutMicros: 1_000_000 },
      'settled',
      50_000_000,
      1_000_000,
    ],
    ['at a payout of nothing', { payoutMicros: 0 }, 'settled', 0, 0],
    ['unknown where there never was a mid', { midMicros: null, bids: WIDE }, 'none', null, null],
    [
      'unknown for the first 180 s of books that never saw a mid',
      { midMicros: null, bids: WIDE, unpriced: { ageMs: 179_999, cost: 28_000_000 } },
      'none',
      null,
      null,
    ],
    [
      'then at what the bids pay',
      { midMicros: null, bids: WIDE, unpriced: { ageMs: 180_000, cost: 28_000_000 } },
      'bids',
      5_000_000,
      100_000,
    ],
    [
      'at nothing where there are none',
      { midMicros: null, bids: [], unpriced: { ageMs: 180_000, cost: 28_000_000 } },
      'bids',
      0,
      0,
    ],
    [
      'never above what they cost',
      { midMicros: null, bids: [[990_000, 500]], unpriced: { ageMs: 180_000, cost: 28_000_000 } },
      'bids',
      28_000_000,
      560_000,
    ],
    [
      'unknown as long as no book was read',
      { midMicros: null, unpriced: { ageMs: 9_000_000, cost: 28_000_000 } },
      'none',
      null,
      null,
    ],
    [
      'without a price where nothing is held',
      { midMicros: null, bids: WIDE, held: 0, unpriced: { ageMs: 180_000, cost: 0 } },
      'bids',
      0,
      null,
    ],
  ])('%s', (_, of, belief, valueMicros, priceMicros) => {
    expect(value(of)).toMatchObject({ belief, valueMicros, priceMicros })
  })

  it.each<readonly [string, Parameters<typeof value>[0], number | null]>([
    ['the mid, however disbelieved', { ageMs: 180_000, bids: WIDE }, 28_500_000],
    ['what the bids pay where that is more', { ageMs: 180_000, bids: [[900_000, 100]] }, 45_000_000],
    [
      'the mid of a market that has paid: no price is a risk any more',
      { payoutMicros: 1_000_000 },
      28_500_000,
    ],
    ['the payout where there never was a mid', { midMicros: null, payoutMicros: 500_000 }, 25_000_000],
    ['nothing known', { midMicros: null }, null],
  ])('counts against the cap: %s', (_, of, dearMicros) => {
    expect(value(of).dearMicros).toBe(dearMicros)
  })

  it('rounds against us both ways', () => {
    const bids = [[333_333, 0.000001]] as const

    expect(value({ held: 1 })).toMatchObject({ valueMicros: 0, dearMicros: 1 })
    expect(value({ held: 1, ageMs: 180_000, bids })).toMatchObject({ valueMicros: 0, dearMicros: 1 })
    expect(value({ held: 0, ageMs: 180_000, bids })).toMatchObject({ valueMicros: 0, priceMicros: 570_000 })
  })
})

describe('a fraction of a micro-dollar is never ours', () => {
  /** Ten thousand shares and a millionth: the products are beyond what floats hold exactly. */
  const MANY = 10_000_000_001
  const many = [[999_999, MANY / 1_000_000]] as const

  it.each<readonly [string, Parameters<typeof value>[0], Partial<ReturnType<typeof value>>]>([
    ['at the mid', { midMicros: 999_999, held: MANY }, { valueMicros: usdc(9_999_990_000) }],
    ['at a payout', { payoutMicros: 500_000, held: MANY }, { valueMicros: usdc(5_000_000_000) }],
    [
      'at what bids pay, nor is one of the price of a share',
      { midMicros: null, bids: many, held: MANY, unpriced: { ageMs: 180_000, cost: MANY } },
      { valueMicros: usdc(9_999_990_000), priceMicros: price(999_998) },
    ],
  ])('%s', (_, of, worth) => {
    expect(value(of)).toMatchObject(worth)
  })

  it('and against the cap it counts whole: at the mid of a market that has paid, and at what bids pay', () => {
    // A share's millionth at 0.57; eleven of them at 0.9 are 9.9 millionths of a dollar.
    expect(value({ held: 1, payoutMicros: 1_000_000 }).dearMicros).toBe(1)
    expect(value({ held: 11, ageMs: 180_000, bids: [[900_000, 1]] }).dearMicros).toBe(10)
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
