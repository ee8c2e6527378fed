import { beforeEach } from 'vitest'
import type { Outcome } from '../../../shared/domain/outcome.ts'
import { epochMs, marketId } from '../../../shared/domain/units.ts'
import type { Acquired, Lease } from '../../../shared/ports/store.ts'
import { outcomeOf } from './samples.ts'
import { NOW } from './tableFixture.ts'

export const LEASE_MS = 55_000
export const now = { nowMs: NOW, leaseMs: LEASE_MS }
export const msLater = (ms: number) => ({ nowMs: epochMs(NOW + ms), leaseMs: LEASE_MS })

/** An outcome that no test of the file has used before. */
export function outcomeOfEachTest(): () => Outcome {
  let tests = 0
  beforeEach(() => {
    tests += 1
  })
  return () => outcomeOf(marketId(`0x${String(tests).padStart(64, '0')}`))
}

/** The lease of an acquisition that was granted. @throws where it was not */
export function leaseIn(acquired: Acquired): Lease {
  if (acquired.is !== 'held') throw new Error(`not held: ${JSON.stringify(acquired)}`)
  return acquired.lease
}
