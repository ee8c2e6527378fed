import type { MemoryStore } from '../../support/memoryStore.ts'
import type { SharedTable } from './actorStore.ts'
import type { Watch } from './watch.ts'

/** The table all processes share; the watch hears who took which lease, and who wrote which item. */
export function createWatchedTable(store: MemoryStore, watch: Watch): SharedTable {
  return {
    store,
    edits: 0,
    wrote: (what, by, of) => {
      store.calls.length = 0
      // By the answer of the very call: calls of several processes may be on their way in the same instant.
      if (what === 'acquire' && of?.is === 'held') watch.acquired(of.tokenId, by.name)
      if (what === 'commit' && of?.is === 'written') watch.committed(of.tokenId, by.name)
      watch.wrote(by.name)
    },
  }
}
