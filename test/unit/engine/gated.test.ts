import { readFile } from 'node:fs/promises'
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

test('an event loop that is blocked for a moment makes none of them late', async () => {
  let underWay = 0
  let most = 0
  const work = async (item: number): Promise<void> => {
    underWay += 1
    most = Math.max(most, underWay)
    if (item === 6) standStill(400)
    // By way of the system, as an answer comes: after the timers that are over.
    await readFile(import.meta.filename)
    underWay -= 1
  }

  await gated(ports, 7, numbers, work)

  expect(most).toBe(7)
})

function standStill(ms: number): void {
  const untilMs = performance.now() + ms
  while (performance.now() < untilMs);
}

test('one that fails is the failure of all, after the others were begun', async () => {
  const begun: number[] = []
  const work = async (item: number): Promise<void> => {
    begun.push(item)
    if (item === 5) throw new Error('the fifth')
  }

  await expect(gated(ports, 4, numbers, work)).rejects.toThrow('the fifth')
  expect(begun).toEqual(numbers)
})
