import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { systemClock } from '../../../functions/systemClock.ts'
import { gated } from '../../../shared/engine/gated.ts'

const ports = { clock: systemClock }
const numbers = Array.from({ length: 60 }, (_, index) => index)

/** What was under way at once, at most. */
function counted(ms: (item: number) => number) {
  let underWay = 0
  let most = 0
  const endedMs: number[] = []
  const begunMs = performance.now()
  const work = async (item: number): Promise<number> => {
    underWay += 1
    most = Math.max(most, underWay)
    await sleep(ms(item))
    underWay -= 1
    endedMs[item] = performance.now() - begunMs
    return item * 2
  }
  return { work, endedMs, most: () => most }
}

test('no more at once than the gate lets pass; every answer in the order of its question', async () => {
  const { work, most } = counted((item) => 1 + (item % 5))

  expect(await gated(ports, 7, numbers, work)).toEqual(numbers.map((item) => item * 2))
  expect(most()).toBe(7)
})

test('as few as the gate lets pass are begun at once, without a look at the clock', async () => {
  const { work, most } = counted(() => 1)
  const still = { clock: { ...systemClock, sleep: () => Promise.reject(new Error('nobody waits')) } }

  expect(await gated(still, 60, numbers, work)).toHaveLength(60)
  expect(most()).toBe(60)
})

test('those that take long hold up none of the others', async () => {
  const slow = 3
  const { work, endedMs } = counted((item) => (item < slow ? 3_000 : 1))

  await gated(ports, slow, numbers, work)

  expect(Math.max(...endedMs.slice(slow))).toBeLessThan(2_000)
})

test('one that fails is the failure of all, after the others were begun', async () => {
  const begun: number[] = []
  const work = async (item: number): Promise<void> => {
    begun.push(item)
    if (item === 5) throw new Error('the fifth')
  }

  await expect(gated(ports, 4, numbers, work)).rejects.toThrow('the fifth')
  expect(begun).toEqual(numbers)
})
