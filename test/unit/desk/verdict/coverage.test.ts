import { describe, expect, test } from 'vitest'
import { type Coverage, coverageOf, type Trial } from './coverage.ts'
import { PAYOFFS, type Payoff, USUAL } from './payoffs.ts'

/** To look closer: VERDICT_SAMPLES=3000 npx vitest run --project unit test/unit/desk/verdict --testTimeout 600000 */
const SAMPLES = Number(process.env['VERDICT_SAMPLES'] ?? 150)
const SEED = 7

const trial = (payoff: Payoff, of: Partial<Trial> & Pick<Trial, 'count'>): Coverage =>
  coverageOf({ payoff, mean: payoff.mean, samples: SAMPLES, seed: SEED, ...of })
/** The standard error of a sample's mean, in cents. */
const error = ({ spread }: Payoff, count: number): number => spread / Math.sqrt(count)
const limitsOf = ({ limits = USUAL }: Payoff) => limits

const expectCovered = (payoff: Payoff, of: Parameters<typeof trial>[1]): void => {
  const { covered, answered } = trial(payoff, of)
  expect(answered).toBeGreaterThan(0)
  expect(covered).toBeGreaterThanOrEqual(limitsOf(payoff).covered)
}
const expectFewGains = (payoff: Payoff, of: Parameters<typeof trial>[1]): void => {
  expect(trial(payoff, of).saidGain).toBeLessThanOrEqual(limitsOf(payoff).saidGain)
}

describe.each(PAYOFFS.map((payoff) => [payoff.name, payoff] as const))('round trips, %s', (_, payoff) => {
  test.each([300, 1_000])('%i of them: the interval holds the truth', (count) => {
    expectCovered(payoff, { count })
    expectCovered(payoff, { count, mean: 2 * error(payoff, count) })
  })

  test.each([300, 1_000])('%i of them: a gain is seldom said where there is none', (count) => {
    expectFewGains(payoff, { count, mean: 0 })
    expectFewGains(payoff, { count, mean: -error(payoff, count) / 2 })
  })

  test('an edge of four standard errors is found in a thousand', () => {
    const found = trial(payoff, { count: 1_000, mean: 4 * error(payoff, 1_000) })

    expect(found.saidGain * found.answered).toBeGreaterThanOrEqual(limitsOf(payoff).found)
  })
})

describe.each(PAYOFFS.map((payoff) => [payoff.name, payoff] as const))('tapes of trips, %s', (_, payoff) => {
  test.each([5, 8, 15, 30])('%i tapes: the interval holds the truth, a gain is seldom said', (tapes) => {
    const count = tapes * Math.ceil(400 / tapes)

    expectCovered(payoff, { count, tapes })
    expectFewGains(payoff, { count, tapes, mean: 0 })
  })
})

test('thirty trips say nothing, however well they went', () => {
  const [, skewed] = PAYOFFS
  if (skewed === undefined) throw new Error('a skewed payoff is wanted')

  expect(trial(skewed, { count: 30 }).answered).toBe(0)
  expect(trial(skewed, { count: 299 }).answered).toBe(0)
})
