import type { EpochMs, MonotonicMs } from '../domain/units.ts'

/** Time as a port: the Lambda's is the real one, the desk's runs a market day in seconds. */
export interface Clock {
  nowMs(): EpochMs
  monotonicMs(): MonotonicMs
  /** @param wake Ends it early, where the clock can do that: one that cannot sleeps to the end. */
  sleep(ms: number, wake?: AbortSignal): Promise<void>
}
