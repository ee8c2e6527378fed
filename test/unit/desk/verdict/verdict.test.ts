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

  test('that only unseen losses keep from a gain takes as long as it takes to earn them', () => {
    const amounts = spreadOver(400, 4_000, 16_000)

    const verdict = verdictOfTrips(
      outcomeOf(amounts, { largestStakeMicros: 2_000_000, coveredMs: 10 * HOUR_MS }),
      amounts,
    )

    // 3.69 stakes of 2 USDC are 7.38: at this rate they are earned after 10 h x 7.38 / the total.
    const wholeMs = (7_380_000 / verdict.totalMicros) * 10 * HOUR_MS
    expect(verdict.says).toBe('unclear')
    expect(verdict.moreMs ?? 0).toBeCloseTo(wholeMs - 10 * HOUR_MS, -3)
  })

  test('more than a year is not a number of hours', () => {
    const amounts = spreadOver(400, -10_000, 10_010)

    const verdict = verdictOfTrips(outcomeOf(amounts, { coveredMs: 1_000 * HOUR_MS }), amounts)

    expect(verdictSentence(verdict)).toContain('at this rate it takes more than a year: ')
  })

  test('of a few losses among gains that are all alike cannot be distinguished', () => {
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
  const tape = (totalMicros: number, at: number, market = `market ${at}`, token = `${totalMicros}`) => ({
    market,
    token,
    startMs: at * HOUR_MS,
    endMs: (at + 1) * HOUR_MS,
    outcome: outcomeOf([totalMicros], { trips: 60, units: 61, coveredMs: HOUR_MS }),
  })
  const trips = (of: ReturnType<typeof tape>, count: number) => ({
    ...of,
    outcome: { ...of.outcome, trips: count, units: count },
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
    const verdict = poolTapes([trips(tape(1_000_000, 0), 200), trips(tape(1_200_000, 1), 150)])

    expect(verdict).toMatchObject({ says: 'tooFew', lacks: 'tapes', interval: null, moreMs: 3 * HOUR_MS })
    expect(verdictSentence(verdict)).toMatch(
      /^Cannot say yet; at this rate it takes about 3 hours more: 2 of the 5 tapes needed\. So far .*, on 350 round trips in 2 tapes\.$/,
    )
  })

  test('the hours are those until there are enough tapes and enough trips', () => {
    const verdict = poolTapes([trips(tape(1_000_000, 0), 10), trips(tape(1_200_000, 1), 10)])

    // Twenty trips in two hours: 280 more take 28.
    expect(verdict).toMatchObject({ says: 'tooFew', lacks: 'tapes', moreMs: 28 * HOUR_MS })
    expect(verdictSentence(verdict)).toMatch(
      /^Cannot say yet; at this rate it takes about 28 hours more: 2 of the 5 tapes and 20 of the 300 round trips needed\. So far \+2\.2000 USDC, [^,]*\.$/,
    )
  })

  test('without a round trip there is no rate, and no number of hours', () => {
    const open = { sizeMicros: 40_000_000, costMicros: 20_000_000, valueMicros: 18_000_000, by: 'mid 0.45' }
    const idle = (at: number) => ({ ...tape(0, at), outcome: outcomeOf([], { coveredMs: HOUR_MS }) })
    const holding = { ...tape(-2_000_000, 1), outcome: outcomeOf([-2_000_000], { trips: 0, held: open }) }

    const verdict = poolTapes([idle(0), holding, idle(2), idle(3), idle(4), idle(5)])

    expect(verdict).toMatchObject({ says: 'tooFew', lacks: 'trips', moreMs: null, trips: 0, blocks: 6 })
    expect(verdictSentence(verdict)).toMatch(
      /^Cannot say yet, no round trip was completed in 5 h 10 min: 0 of the 300 round trips needed\. So far −2\.0000 USDC.* Still held: 40\.00 shares that cost 20\.0000 USDC, worth 18\.0000 USDC \(mid 0\.45\)\.$/,
    )
    expect(poolTapes([idle(0), idle(1)])).toMatchObject({ says: 'nothing', totalMicros: 0, moreMs: null })
  })

  test('a tape that shows hours of another is not counted, and said', () => {
    const long = { ...tape(1_000_000, 0, 'a', '7'), endMs: 5 * HOUR_MS }
    const whole = trips({ ...long, outcome: { ...long.outcome, coveredMs: 5 * HOUR_MS } }, 100)
    const [part, other] = [tape(600_000, 2, 'a', '7'), tape(300_000, 3, 'a', '8')]

    const verdict = poolTapes([part, whole, whole, other])

    expect(verdict).toMatchObject({ blocks: 1, repeats: 2, trips: 160, totalMicros: 1_300_000 })
    expect(verdictSentence(verdict)).toMatch(/ 2 tapes repeat hours of another and are not counted\.$/)
    expect(verdictSentence(poolTapes([part, whole]))).toMatch(
      / 1 tape repeats hours of another and is not counted\.$/,
    )
  })

  test('given many times over they claim no more than once', () => {
    const totals = [1_000_000, 1_200_000, 900_000, 1_100_000]
    const four = totals.map((total, at) => trips(tape(total, at), 70))

    const once = poolTapes(four)
    const often = poolTapes([...four, ...four, ...four])

    expect(once).toMatchObject({ says: 'tooFew', blocks: 4, trips: 280 })
    expect(often).toEqual({ ...once, repeats: 8 })
  })

  test('that meet within a minute, as the hours of an archive do, are two', () => {
    const [first, second] = [tape(1, 0, 'a', '7'), tape(2, 1, 'a', '7')]

    expect(poolTapes([first, { ...second, startMs: second.startMs - 900 }])).toMatchObject({
      blocks: 2,
      repeats: 0,
    })
  })

  test('of very different length are blocks all the same', () => {
    const totals = [50_000, 70_000, 40_000, 9_000_000, 60_000, 45_000]

    const verdict = poolTapes(totals.map((total, at) => tape(total, at)))

    // One tape carries it all: that is no gain, whatever its trips say.
    expect(verdict).toMatchObject({ totalMicros: 9_265_000, blocks: 6 })
    expect(verdict.says).not.toBe('gain')
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
