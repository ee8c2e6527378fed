import { expect, test } from 'vitest'
import { runSeed } from './runSeed.ts'
import { SIM_KINDS, USUAL_SIZE } from './simMarkets.ts'

/** A seed of each kind of market: half a day of trouble each, and twice the same. */
const SEEDS = SIM_KINDS.map((kind, i) => [kind, i + 3 * SIM_KINDS.length] as const)
const DAYS = 0.5
/** A bell makes up to ten times as many ticks. */
const RUNG_DAYS = 0.25
let settledByHand = 0

test.each(SEEDS)(
  'half a day of faults in a %s market (seed %i) breaks nothing, and runs listed twice',
  async (kind, seed) => {
    // Act
    const first = await runSeed(seed, DAYS)
    const second = await runSeed(seed, DAYS)

    // Assess
    expect(first.violations).toEqual([])
    expect(first.kind).toBe(kind)
    expect(first.traceHash).toBe(second.traceHash)
    expect(first.checkpoints).toBeGreaterThan(0)
    expect(first.fills).toBeGreaterThan(0)
    expect(Object.keys(first.faults).length).toBeGreaterThan(15)
    settledByHand += first.faults['operator: adopt unsettled adopted'] ?? 0
  },
)

test('some of the purchases in them never settled, and the operator settled them as the runbook says', () => {
  expect(settledByHand).toBeGreaterThan(2)
})

test('with a bell that rings at any moment, lies, floods, breaks and goes silent nothing breaks, twice the same', async () => {
  // Act
  const rung = { ...USUAL_SIZE, rings: true }
  const first = await runSeed(2, RUNG_DAYS, rung)
  const second = await runSeed(2, RUNG_DAYS, rung)
  const off = await runSeed(2, RUNG_DAYS)

  // Assess
  expect(first.violations).toEqual([])
  expect(first.traceHash).toBe(second.traceHash)
  expect(first.checkpoints).toBeGreaterThan(0)
  expect(first.fills).toBeGreaterThan(0)
  expect(Object.keys(first.faults).filter((name) => name.startsWith('bell: '))).toHaveLength(5)
  expect(first.ticks).toBeGreaterThan(off.ticks)
})

/** Orders of a few shares and of a thousand, whose parts fill and settle in every order. */
const SIZES = [
  { entryUsdc: 20, seed: 21 },
  { entryUsdc: 500, seed: 22 },
]

test.each(SIZES)(
  'without a fault, entries of $entryUsdc USDC have no STOP but one that is true by the venue (seed $seed)',
  async ({ entryUsdc, seed }) => {
    // Act
    const life = await runSeed(seed, DAYS, { entryUsdc, isFaultless: true })

    // Assess
    expect(life.violations).toEqual([])
    expect(life.faults).not.toHaveProperty('read: never sent')
    expect(life.fills).toBeGreaterThan(20)
  },
)
