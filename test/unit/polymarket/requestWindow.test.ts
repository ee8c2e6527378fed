import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRequestWindow } from '../../../shared/polymarket/requestWindow.ts'

const WINDOW_MS = 100
/** One request: how long after the one before it is wanted, how long until the other end counts it, and until its end. */
const request = fc.record({
  gap: fc.integer({ min: 0, max: 30 }),
  onTheWay: fc.integer({ min: 0, max: 250 }),
  back: fc.integer({ min: 0, max: 250 }),
})

test('whatever the way takes, no window of the other end holds more than were allowed, and each has its turn', () => {
  fc.assert(
    fc.property(fc.array(request, { maxLength: 60 }), fc.integer({ min: 1, max: 5 }), (requests, most) => {
      const window = createRequestWindow(WINDOW_MS)
      const counted: number[] = []
      const ends: number[] = []
      let wantedMs = 0
      let nowMs = 0
      const endAllUntil = (toMs: number) => {
        ends.sort((a, b) => a - b)
        while ((ends[0] ?? Number.POSITIVE_INFINITY) <= toMs) window.end(ends.shift() ?? 0)
      }
      for (const { gap, onTheWay, back } of requests) {
        wantedMs += gap
        nowMs = Math.max(nowMs, wantedMs)
        endAllUntil(nowMs)
        for (let waits = 0; window.nextMs(nowMs, most, 0) > nowMs; waits += 1) {
          expect(waits).toBeLessThan(2_000)
          const turnMs = window.nextMs(nowMs, most, 0)
          // An end on the way there may move the turn, never to an earlier time.
          nowMs = Math.min(turnMs, ends[0] ?? turnMs)
          endAllUntil(nowMs)
          expect(window.nextMs(nowMs, most, 0)).toBeGreaterThanOrEqual(turnMs)
        }
        window.leave()
        counted.push(nowMs + onTheWay)
        ends.push(nowMs + onTheWay + back)
      }
      for (const endMs of counted)
        expect(
          counted.filter((each) => each > endMs - WINDOW_MS && each <= endMs).length,
        ).toBeLessThanOrEqual(most)
    }),
  )
})

test('a turn comes no later than it must: where answers come at once, a window after the one that it follows', () => {
  const window = createRequestWindow(WINDOW_MS)
  for (const atMs of [0, 10, 20]) {
    window.leave()
    window.end(atMs)
  }
  expect(window.nextMs(30, 4, 0)).toBe(30)
  expect(window.nextMs(30, 3, 0)).toBe(100)
  expect(window.nextMs(30, 3, 1)).toBe(110)
  expect(window.nextMs(30, 4, 2)).toBe(110)
  expect(window.nextMs(30, 1, 0)).toBe(120)
  // The fourth behind it waits for one that has not left.
  expect(window.nextMs(30, 3, 3)).toBe(130)
})

test('what no window can contain any more is forgotten, and counts no longer', () => {
  const window = createRequestWindow(10)
  for (let atMs = 0; atMs < 5_000; atMs += 1) {
    expect(window.nextMs(atMs, 11, 0)).toBe(atMs)
    window.leave()
    expect(window.count(atMs)).toBe(Math.min(10, atMs + 1))
    window.end(atMs)
  }
})
