import { expect, test } from 'vitest'
import { setStage } from '../stage.ts'

/** Two hours of ticks half a minute apart: a dozen lives of an exit. */
const TWO_HOURS = [240, 30] as const

test.each(['GET /time'])('a position is still offered after two hours without %s', async (route) => {
  // Prepare
  const stage = await setStage()
  await stage.buy()
  stage.plan.add(`${route}: empty-500`)

  // Act
  await stage.ticks(...TWO_HOURS)

  // Assess
  expect(stage.resting('SELL')).toHaveLength(1)
  expect(stage.control().codes).toEqual([])
})
