import type { Lease } from '../ports/store.ts'
import { type ItemKey, marketKey, oldMarketKey } from './table.ts'

/** Where the item of a lease stands. */
export const leasedKey = (lease: Pick<Lease, 'market' | 'tokenId' | 'isUnmoved'>): ItemKey =>
  lease.isUnmoved === true ? oldMarketKey(lease.market) : marketKey(lease)
