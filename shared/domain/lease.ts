import type { EpochMs } from './units.ts'

/** Of any lease: as long as the longest that may be configured, longer than any run of the function. */
export const LONGEST_LEASE_MS = 300_000

/**
 * Whether a lease bars nobody any more: it ran out, or it reaches further ahead than any lease can. The latter was
 * written by a host whose clock was ahead, and would bar the market for as long as that clock was wrong. Taking it
 * is safe even where its holder still runs: every write of his carries the fence that has moved.
 */
export const isLeaseOver = (untilMs: number, nowMs: EpochMs): boolean =>
  untilMs < nowMs || untilMs > nowMs + LONGEST_LEASE_MS

/**
 * Whether an event of the schedule is older than, or the same as, the last one that began a run of the market. A
 * start that lies in the future is no measure: as with leases, a clock was ahead.
 */
export const isStartLate = (startMs: number, lastStartMs: number | null, nowMs: EpochMs): boolean =>
  lastStartMs !== null && startMs <= lastStartMs && lastStartMs <= nowMs + LONGEST_LEASE_MS
