import type { EpochMs, MonotonicMs } from '../domain/units.ts'

/** Time as a port: the Lambda's is the real one, the desk's runs a market day in seconds. */
export interface Clock {
  nowMs(): EpochMs
  monotonicMs(): MonotonicMs
  sleep(ms: number): Promise<void>
}
