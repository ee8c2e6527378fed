import { expect, test } from 'vitest'
import { exploreLives } from './exploreLives.ts'
import { LIVES } from './lives.ts'

test.each(LIVES)('no life of "$name" breaks an invariant', async (story) => {
  const { violations, complete, looks } = await exploreLives(story, false)

  expect(violations).toEqual([])
  expect(complete).toBe(true)
  expect(looks).toBeGreaterThan(10)
})
