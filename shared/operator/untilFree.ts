import type { MonotonicMs } from '../domain/units.ts'
import type { Ports } from '../ports/ports.ts'

/** A holder gives a lease back after the tick that shows it the claim; one that crashed leaves it for a minute. */
const RETRY_MS = 1_000
/** What a canary, or an adoption, may take once it holds the leases. */
export const WORK_MS = 20_000
const MAX_TRIES = 90

/**
 * Tries again each second while ticks hold the leases: the first attempt claims them, so a holder gives them back after
 * its next tick. The last answer is the caller's, busy or not, once there would be no time left for the work.
 */
export async function untilFree<T extends object>(
  { clock }: Pick<Ports, 'clock'>,
  until: MonotonicMs,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; tries < MAX_TRIES; tries += 1) {
    const result = await attempt()
    if (!('busy' in result) || clock.monotonicMs() + RETRY_MS + WORK_MS > until) return result
    await clock.sleep(RETRY_MS)
  }
  return attempt()
}
