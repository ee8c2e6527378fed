import type { Acquired, Lease } from '../../../shared/ports/store.ts'

/** The lease of an acquisition that was granted. @throws where it was not */
export function leaseIn(acquired: Acquired): Lease {
  if (acquired.is !== 'held') throw new Error(`not held: ${JSON.stringify(acquired)}`)
  return acquired.lease
}
