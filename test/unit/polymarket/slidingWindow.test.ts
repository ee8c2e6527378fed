import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSlidingWindow } from '../../../shared/polymarket/slidingWindow.ts'

test('no window holds more than was allowed, and no turn comes later than it must', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 5 }),
      (gaps, most) => {
        const window = createSlidingWindow(100)
        const taken: number[] = []
        let nowMs = 0
        for (const gap of gaps) {
          nowMs += gap
          const atMs = window.nextMs(nowMs, most)
          // A millisecond earlier it would have been one too many, in some window that contains it.
          const sooner = taken.filter((each) => each > atMs - 1 - 100)
          if (atMs > nowMs) expect(sooner.length).toBeGreaterThanOrEqual(most)
          window.take(atMs)
          taken.push(atMs)
          expect(window.count(atMs)).toBeLessThanOrEqual(most)
        }
        for (const endMs of taken)
          expect(taken.filter((each) => each > endMs - 100 && each <= endMs).length).toBe(window.count(endMs))
      },
    ),
  )
})

test('what no window can contain any more is forgotten, and counts no longer', () => {
  const window = createSlidingWindow(10)
  for (let atMs = 0; atMs < 5_000; atMs += 1) {
    expect(window.nextMs(atMs, 11)).toBe(atMs)
    window.take(atMs)
    expect(window.count(atMs)).toBe(Math.min(10, atMs + 1))
  }
  expect(window.count(3_000)).toBe(0)
})
