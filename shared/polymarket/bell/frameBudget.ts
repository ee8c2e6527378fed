import type { MonotonicMs } from '../../domain/units.ts'

/** Parsing that much takes a few hundredths of a core; the busiest markets send some hundred frames a second. */
const MAX_FRAMES = 1_500
/** The first books of two hundred tokens have under 1 MB. */
const MAX_CHARS = 2_000_000
const WINDOW_MS = 1_000

/** What of a channel may be read: this much in a second, whatever comes. */
export class FrameBudget {
  #sinceMs = Number.NEGATIVE_INFINITY
  #frames = 0
  #chars = 0

  #isFlooded = false

  /** Whether this frame is read or dropped; `flood`: it is the first of its second that is. */
  spend(chars: number, nowMs: MonotonicMs): 'read' | 'flood' | 'dropped' {
    if (nowMs - this.#sinceMs >= WINDOW_MS) {
      this.#sinceMs = nowMs
      this.#frames = 0
      this.#chars = 0
      this.#isFlooded = false
    }
    this.#frames += 1
    this.#chars += chars
    if (this.#frames <= MAX_FRAMES && this.#chars <= MAX_CHARS) return 'read'
    const isFirst = !this.#isFlooded
    this.#isFlooded = true
    return isFirst ? 'flood' : 'dropped'
  }
}
