import { expect, test } from 'vitest'
import { reportOn } from './report.ts'
import { SCENARIOS } from './scenarios.ts'

/** The small ones; `npm run model` tries them all. */
const QUICK = [
  'disarm',
  'requote',
  'reported-late',
  'torn-entry',
  'blind-cancel',
  'stale-pass',
  'message-twice',
  'flip-back',
  'unlatched',
  'pair-loss',
]

test.each(SCENARIOS.filter(({ name }) => QUICK.includes(name)))(
  'no schedule of "$name" breaks an invariant',
  async (each) => {
    const report = await reportOn(each, false)

    expect(report.violations).toEqual([])
    expect(report.complete).toBe(true)
    expect(report.schedules).toBeGreaterThan(1_000)
  },
)

test('nothing depends on chance: a second exploration counts the same', async () => {
  const [scenario] = SCENARIOS.filter(({ name }) => name === 'disarm')
  if (scenario === undefined) throw new Error('no scenario disarm')

  const [first, second] = [await reportOn(scenario, false), await reportOn(scenario, false)]

  expect({ ...second, seconds: 0 }).toEqual({ ...first, seconds: 0 })
})
