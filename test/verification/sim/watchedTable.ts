import type { MemoryStore } from '../../support/memoryStore.ts'
import type { SharedTable } from './actorStore.ts'
import type { Watch } from './watch.ts'

/** The table all processes share; the watch hears which leases and items a write has changed. */
export function createWatchedTable(store: MemoryStore, watch: Watch): SharedTable {
  const leaseKeys = new Map<string, string>()
  const revs = new Map<string, number>()
  const noteLeases = (by: string): void => {
    for (const [market, item] of store.items) {
      const key = `${market} ${item.fence}`
      if (leaseKeys.get(market) === key) continue
      leaseKeys.set(market, key)
      watch.acquired(market, by)
    }
  }
  const noteCommits = (by: string): void => {
    for (const [market, item] of store.items) {
      if (revs.get(market) === item.rev) continue
      revs.set(market, item.rev)
      watch.committed(market, by)
    }
  }
  return {
    store,
    edits: 0,
    wrote: (what, by) => {
      store.calls.length = 0
      if (what === 'acquire') noteLeases(by.name)
      if (what === 'commit') noteCommits(by.name)
      watch.wrote(by.name)
    },
  }
}
