import type { Lease } from '../ports/store.ts'
import { type ItemKey, marketKey, oldMarketKey } from './table.ts'

/** The key of a lease's item. */
export const leasedKey = (lease: Pick<Lease, 'market' | 'tokenId' | 'isUnmoved'>): ItemKey =>
  lease.isUnmoved === true ? oldMarketKey(lease.market) : marketKey(lease)
