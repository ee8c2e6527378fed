import type { Armed, Store } from '../ports/store.ts'

/**
 * Armed and running at once, without the STOP procedure: only for a table on which nothing was ever posted and that
 * nobody else writes, as a desk or a test has it.
 */
export async function startArmed(store: Pick<Store, 'arm' | 'stopDone' | 'resume'>): Promise<Armed> {
  const armed = await store.arm()
  if (armed.is !== 'armed') return armed
  const done = await store.stopDone(armed.haltSeq)
  if (done.is !== 'written') return done
  const resumed = await store.resume(armed.haltSeq)
  return resumed.is === 'written' ? armed : resumed
}
