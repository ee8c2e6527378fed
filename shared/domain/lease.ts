import type { EpochMs } from './units.ts'

/** Of any lease: as long as the longest that may be configured. */
export const LONGEST_LEASE_MS = 300_000

/** A lease must outlast the cadence by a tick until its commit renews it, with a few seconds for clocks that differ. */
export const LEASE_SPARE_MS = 25_000

/**
 * Whether a lease no longer bars anybody: it ran out, or it reaches further ahead than any lease can. The latter was
 * written by a host whose clock was ahead, and would bar the market for as long as that clock was wrong. Taking it
 * is safe even where its holder still runs: each of its writes carries the fence that has moved.
 */
export const isLeaseOver = (untilMs: number, nowMs: EpochMs): boolean =>
  untilMs < nowMs || untilMs > nowMs + LONGEST_LEASE_MS

/**
 * Whether an event of the schedule is older than, or the same as, the last one that began a run of the market. A
 * start that lies in the future is no measure: as with leases, a clock was ahead.
 */
export const isStartLate = (startMs: number, lastStartMs: number | null, nowMs: EpochMs): boolean =>
  lastStartMs !== null && startMs <= lastStartMs && lastStartMs <= nowMs + LONGEST_LEASE_MS

/** A run or command that waits for a lease: by the time of its event, a command by that of its request. */
export interface LeaseClaim {
  readonly id: string
  readonly atMs: number
}

/**
 * Whether a waiter must leave: another waits whose event is not older. Its own claim bars it from nothing, and
 * like a start a claim that lies in the future is no measure.
 */
export const isClaimLate = (
  own: { readonly id: string | null; readonly atMs: number },
  other: LeaseClaim | null,
  nowMs: EpochMs,
): boolean => other !== null && other.id !== own.id && isStartLate(own.atMs, other.atMs, nowMs)

/** Whether a holder is to give the lease back: somebody waits whose event is younger than the last start. */
export const isRelieved = (claimAtMs: number | null, lastStartMs: number | null, nowMs: EpochMs): boolean =>
  claimAtMs !== null && claimAtMs <= nowMs + LONGEST_LEASE_MS && !isStartLate(claimAtMs, lastStartMs, nowMs)
