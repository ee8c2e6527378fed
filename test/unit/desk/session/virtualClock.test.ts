import { expect, test } from 'vitest'
import { createVirtualClock } from '../../../../desk/session/virtualClock.ts'
import { epochMs } from '../../../../shared/domain/units.ts'

const START_MS = epochMs(1_750_000_000_000)

test('sleeping advances both times by what was slept, and the world before the sleeper wakes', async () => {
  const seen: number[] = []
  const clock = createVirtualClock(START_MS, (nowMs) => seen.push(nowMs - START_MS))

  await clock.sleep(1_500)
  await clock.sleep(0)
  await clock.sleep(0.2)

  expect(seen).toEqual([1_500, 1_501])
  expect(clock.nowMs() - START_MS).toBe(1_501)
  expect(clock.monotonicMs()).toBe(1_501)
})

test('sleepers that begin together measure from the same instant', async () => {
  const clock = createVirtualClock(START_MS, () => {})

  await Promise.all([clock.sleep(100), clock.sleep(250), clock.sleep(50)])

  expect(clock.nowMs() - START_MS).toBe(250)
})

test('time never goes back', () => {
  const seen: number[] = []
  const clock = createVirtualClock(START_MS, (nowMs) => seen.push(nowMs))
  clock.advanceTo(epochMs(START_MS + 10))

  clock.advanceTo(epochMs(START_MS + 5))

  expect(clock.nowMs()).toBe(START_MS + 10)
  expect(seen).toHaveLength(1)
})

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])(
  'a sleep of %s ms is a broken invariant',
  async (ms) => {
    const clock = createVirtualClock(START_MS, () => {})

    await expect(clock.sleep(ms)).rejects.toThrow('not a time to wait')
  },
)
