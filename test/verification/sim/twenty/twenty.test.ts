import { expect, test } from 'vitest'
import { runTwenty } from './runTwenty.ts'

/** Two hours and a half; and a little more than one. */
const DAYS = 0.1
const SHORT_DAYS = 0.05
const LEFT = 'exit only: the market was removed from the configuration; no entries until this ends'

/** Those that the deliberate faults are found with. */
test.each([1, 3, 8])(
  'twenty outcomes that come and go break nothing without a fault (seed %i)',
  async (seed) => {
    // Act
    const life = await runTwenty(seed, DAYS, true)

    // Assess
    expect(life.violations).toEqual([])
    expect(life.traded).toBeGreaterThan(10)
    expect(life.fills).toBeGreaterThan(50)
    expect(life.faults).toMatchObject({
      'configuration: added': expect.any(Number),
      'configuration: removed, holding': expect.any(Number),
      'configuration: comes back': expect.any(Number),
      'configuration: lower limits': expect.any(Number),
      'configuration: entries off': expect.any(Number),
      'market drain: on': expect.any(Number),
    })
    expect(life.pages[LEFT]).toBeGreaterThan(2)
  },
)

test('nor does it with crashes, lost answers and STOPs, twice the same', async () => {
  // Act
  const first = await runTwenty(2, SHORT_DAYS)
  const second = await runTwenty(2, SHORT_DAYS)

  // Assess
  expect(first.violations).toEqual([])
  expect(first.traceHash).toBe(second.traceHash)
  expect(first.checkpoints).toBeGreaterThan(0)
  expect(first.faults['write: reply lost']).toBeGreaterThan(5)
  expect(first.fills).toBeGreaterThan(20)
})
