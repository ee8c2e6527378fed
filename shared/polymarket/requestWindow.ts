import { assert } from '../domain/assert.ts'

/**
 * Counts requests in any window of a length, as the other end may count them: at an instant between leaving and answer
 * that we do not see. So a request is in the window until a whole window has passed since its end. However late some of
 * them arrive, no window of the other end then holds more than were allowed. Times are of one clock and never go back.
 */
export interface RequestWindow {
  /** How many the other end may count in the window that ends now. */
  count(nowMs: number): number
  /**
   * The first instant, not before `fromMs`, at which one more may leave behind `ahead` others, with at most `most` in
   * every window. Where that depends on requests that have not ended: the earliest instant that they leave possible.
   */
  nextMs(fromMs: number, most: number, ahead: number): number
  leave(): void
  /** One of those that left was answered, or given up. */
  end(atMs: number): void
}

/** Those that no window to come contains are removed when they are this many: each removal moves all others. */
const FORGET_FROM = 1_000

export function createRequestWindow(windowMs: number): RequestWindow {
  let underWay = 0
  let ends: number[] = []
  /** The place of the first end that is in the window which ends then. */
  const firstIn = (endMs: number): number => firstAfter(ends, endMs - windowMs)
  return {
    count: (nowMs) => underWay + ends.length - firstIn(nowMs),
    nextMs(fromMs, most, ahead) {
      assert(most >= 1, () => `a window takes one or more, not ${most}`)
      const first = firstIn(fromMs)
      const tooMany = underWay + ends.length - first + ahead + 1 - most
      if (tooMany <= 0) return fromMs
      return (ends[first + tooMany - 1] ?? fromMs) + windowMs
    },
    leave() {
      underWay += 1
    },
    end(atMs) {
      assert(underWay > 0, () => 'what ends has left before')
      underWay -= 1
      const past = firstIn(atMs)
      if (past >= FORGET_FROM) ends = ends.slice(past)
      ends.push(atMs)
    },
  }
}

/** The place of the first time later than that one; times are in order. There are some thousand in a busy minute. */
function firstAfter(times: readonly number[], atMs: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? atMs) <= atMs) low = middle + 1
    else high = middle
  }
  return low
}
