import { describe, expect, test } from 'vitest'
import { poolTapes } from '../../../../desk/verdict/poolTapes.ts'
import { studentQuantile } from '../../../../desk/verdict/studentQuantile.ts'
import { UnitSeries } from '../../../../desk/verdict/unitSeries.ts'
import { MIN_TRIPS, verdictOfTapes, verdictOfTrips } from '../../../../desk/verdict/verdict.ts'
import { verdictSentence } from '../../../../desk/verdict/verdictSentence.ts'
import { outcomeOf } from './coverage.ts'

const HOUR_MS = 3_600_000
/** Steps between the two values, in micro-dollars. */
const spreadOver = (count: number, low: number, high: number): number[] =>
  Array.from({ length: count }, (_, at) => Math.round(low + ((high - low) * ((at * 7) % 11)) / 10))

describe('a verdict', () => {
  test.each([
    ['gain', 4_000, 16_000, /^A gain: \+\d/],
    ['loss', -16_000, -4_000, /^A loss: −\d/],
    ['unclear', -10_000, 10_010, /^Cannot say yet; at this rate it takes /],
  ] as const)('%s is what the interval of the total says', (says, low, high, sentence) => {
    const amounts = spreadOver(400, low, high)

    const verdict = verdictOfTrips(outcomeOf(amounts), amounts)

    expect(verdict).toMatchObject({ says, by: 'trips', trips: 400, lacks: null })
    const { lowMicros = 0, highMicros = 0 } = verdict.interval ?? {}
    expect(lowMicros).toBeLessThan(verdict.totalMicros)
    expect(highMicros).toBeGreaterThan(verdict.totalMicros)
    expect(verdictSentence(verdict)).toMatch(sentence)
    expect(verdictOfTrips(outcomeOf(amounts), amounts)).toEqual(verdict)
  })

  test('of too few trips tells how long until there are enough', () => {
    const amounts = spreadOver(100, 4_000, 16_000)

    const verdict = verdictOfTrips(outcomeOf(amounts, { coveredMs: 10 * HOUR_MS }), amounts)

    expect(verdict).toMatchObject({ says: 'tooFew', lacks: 'trips', interval: null, moreMs: 20 * HOUR_MS })
    expect(verdictSentence(verdict)).toMatch(
      /^Cannot say yet; at this rate it takes about 20 hours more: 100 of the 300 round trips needed\. So far \+0\.\d+ USDC/,
    )
  })

  test('that is not clear tells how long until it may be: the interval narrows with the root of time', () => {
    const amounts = spreadOver(400, -8_000, 10_000)

    const verdict = verdictOfTrips(outcomeOf(amounts, { coveredMs: 10 * HOUR_MS }), amounts)
    const half = verdict.totalMicros - (verdict.interval?.lowMicros ?? 0)

    expect(verdict.moreMs ?? 0).toBeCloseTo(
      Math.max(0, (half / verdict.totalMicros) ** 2 - 1) * 10 * HOUR_MS,
      -5,
    )
  })

  test('more than a year is not a number of hours', () => {
    const amounts = spreadOver(400, -10_000, 10_010)

    const verdict = verdictOfTrips(outcomeOf(amounts, { coveredMs: 1_000 * HOUR_MS }), amounts)

    expect(verdictSentence(verdict)).toContain('at this rate it takes more than a year: ')
  })

  test('of a few losses among gains that are all alike cannot be told', () => {
    const amounts = Array.from({ length: 400 }, (_, at) => (at === 200 ? -400_000 : 10_000))

    const verdict = verdictOfTrips(outcomeOf(amounts), amounts)

    expect(verdict).toMatchObject({ says: 'tooFew', lacks: 'rare', interval: null })
    expect(verdict.moreMs).toBeGreaterThan(0)
  })

  test('reaches down to what unseen losses would leave, until one was seen', () => {
    const amounts = spreadOver(400, 4_000, 16_000)
    const of = (largestStakeMicros: number, wholeLosses = 0) =>
      verdictOfTrips(outcomeOf(amounts, { largestStakeMicros, wholeLosses }), amounts)
    const plain = verdictOfTrips(outcomeOf(amounts), amounts)

    expect(of(2_000_000)).toMatchObject({ says: 'unclear' })
    expect(of(2_000_000).interval?.lowMicros).toBe(plain.totalMicros - 3.69 * 2_000_000)
    expect(of(2_000_000, 1).interval).toEqual(plain.interval)
    expect(of(1_000).interval).toEqual(plain.interval)
  })

  test('of nothing says nothing', () => {
    const verdict = verdictOfTrips(outcomeOf([]), [])

    expect(verdict).toMatchObject({ says: 'nothing', eachMicros: null })
    expect(verdictSentence(verdict)).toBe('Nothing was traded and nothing is held: there is no result.')
  })

  test('names what is still held, and what it is worth', () => {
    const held = { sizeMicros: 40_000_000, costMicros: 20_000_000, valueMicros: null, by: 'no price yet' }
    const amounts = [0]

    const verdict = verdictOfTrips(outcomeOf(amounts, { trips: 0, held }), amounts)

    expect(verdictSentence(verdict)).toContain(
      'Still held: 40.00 shares that cost 20.0000 USDC, at no known price (no price yet).',
    )
  })
})

describe('several tapes', () => {
  const tape = (totalMicros: number, at: number, market = `market ${at}`) => ({
    market,
    startMs: at * HOUR_MS,
    endMs: (at + 1) * HOUR_MS,
    outcome: outcomeOf([totalMicros], { trips: 60, units: 61, coveredMs: HOUR_MS }),
  })

  test('are blocks: their total, and Student’s interval at the least', () => {
    const totals = [1_000_000, 1_200_000, 900_000, 1_100_000, 1_050_000, 950_000]

    const verdict = poolTapes(totals.map((total, at) => tape(total, at)))

    expect(verdict).toMatchObject({
      by: 'tapes',
      blocks: 6,
      trips: 360,
      units: 366,
      totalMicros: 6_200_000,
      says: 'gain',
      coveredMs: 6 * HOUR_MS,
    })
    const mean = 6_200_000 / 6
    const variance = totals.reduce((sum, each) => sum + (each - mean) ** 2, 0) / 5
    const student = 6_200_000 - 2.571 * Math.sqrt(6 * variance)
    expect(verdict.interval?.lowMicros).toBeLessThanOrEqual(Math.ceil(student))
    expect(verdictSentence(verdict)).toMatch(/on 360 round trips in 6 tapes\.$/)
  })

  test('fewer than five say nothing, and how long it takes', () => {
    const verdict = poolTapes([tape(1_000_000, 0), tape(1_200_000, 1)])

    expect(verdict).toMatchObject({ says: 'tooFew', lacks: 'tapes', interval: null, moreMs: 3 * HOUR_MS })
    expect(verdictSentence(verdict)).toMatch(
      /^Cannot say yet; at this rate it takes about 3 hours more: 2 of the 5 tapes needed\./,
    )
  })

  test('of one market at one time are one block, whichever outcome they hold', () => {
    const same = [tape(1_000_000, 0, 'a'), tape(-900_000, 0, 'a'), tape(500_000, 1, 'a'), tape(1, 0, 'b')]

    expect(poolTapes(same)).toMatchObject({ blocks: 3, totalMicros: 600_001 })
  })

  test('a mass of tapes with too few trips says nothing', () => {
    const few = Array.from({ length: 10 }, () => outcomeOf([10_000], { trips: 10 }))

    expect(verdictOfTapes(few)).toMatchObject({ says: 'tooFew', lacks: 'trips', trips: 100 })
    expect(MIN_TRIPS).toBe(300)
  })
})

test('Student’s quantiles are those of the tables', () => {
  const table = [
    [1, 12.706],
    [5, 2.571],
    [10, 2.228],
    [14, 2.145],
    [19, 2.093],
    [30, 2.042],
    [120, 1.98],
  ] as const
  for (const [freedom, quantile] of table) expect(studentQuantile(freedom)).toBeCloseTo(quantile, 3)
})

test('a long record is kept in bounded memory, and no unit is lost', () => {
  const units = new UnitSeries()
  for (let at = 0; at < 200_001; at += 1) units.add({ amountMicros: at % 3, stakeMicros: at === 5 ? 9 : 1 })

  expect(units.entries().length).toBeLessThanOrEqual(32_768)
  expect(units.entries().reduce((sum, each) => sum + each, 0)).toBe(units.totalMicros)
  expect(units).toMatchObject({ count: 200_001, totalMicros: 200_001, largestStakeMicros: 9, wholeLosses: 0 })
})
