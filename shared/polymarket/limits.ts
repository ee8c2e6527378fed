import type { MonotonicMs } from '../domain/units.ts'
import type { Clock } from '../ports/clock.ts'

/** The bounds of the adapter. The defaults fit a tick of some seconds and an account of a few markets. */
export interface VenueLimits {
  /** One request, from opening the connection to the last byte of the answer. */
  readonly requestTimeoutMs: number
  /** One call of the port that makes several requests. */
  readonly readDeadlineMs: number
  readonly maxResponseBytes: number
  readonly maxPages: number
  readonly maxRecords: number
  /** Readings of a list of several pages until two agree. */
  readonly maxReadings: number
}

/** The same limits within the time that is left: requests that begin later get less of it, at last none. */
export const limitsEndingBy = (limits: VenueLimits, clock: Clock, atMs: MonotonicMs): VenueLimits => {
  const left = (mostMs: number): number =>
    Math.max(0, Math.min(mostMs, Math.floor(atMs - clock.monotonicMs())))
  return {
    ...limits,
    get requestTimeoutMs() {
      return left(limits.requestTimeoutMs)
    },
    get readDeadlineMs() {
      return left(limits.readDeadlineMs)
    },
  }
}

export const DEFAULT_LIMITS: VenueLimits = {
  requestTimeoutMs: 4_000,
  readDeadlineMs: 12_000,
  maxResponseBytes: 8 * 1024 * 1024,
  maxPages: 50,
  maxRecords: 20_000,
  maxReadings: 4,
}
