import { assert } from '../domain/assert.ts'

/**
 * Counts what happened, or is promised to happen, in any window of a length. Times are of one clock; they need not come
 * in order, but `nowMs` never goes back.
 */
export interface SlidingWindow {
  /** How many are in the window that ends at that time. */
  count(endMs: number): number
  /** The first instant, not before now, at which one more leaves at most `most` in every window. */
  nextMs(nowMs: number, most: number): number
  take(atMs: number): void
}

/** Those that no window to come contains are removed when they are this many: each removal moves all others. */
const FORGET_FROM = 1_000

export function createSlidingWindow(windowMs: number): SlidingWindow {
  let times: number[] = []
  const until = (atMs: number): number => firstAfter(times, atMs)
  return {
    count: (endMs) => until(endMs) - until(endMs - windowMs),
    nextMs(nowMs, most) {
      assert(most >= 1, () => `a window takes one or more, not ${most}`)
      const past = until(nowMs - windowMs)
      if (past >= FORGET_FROM) times = times.slice(past)
      return Math.max(nowMs, (times.at(-most) ?? Number.NEGATIVE_INFINITY) + windowMs)
    },
    take(atMs) {
      times.splice(until(atMs), 0, atMs)
    },
  }
}

/** The place of the first time later than that one; times stand in order. Some thousand stand there in a busy minute. */
function firstAfter(times: readonly number[], atMs: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? atMs) <= atMs) low = middle + 1
    else high = middle
  }
  return low
}
