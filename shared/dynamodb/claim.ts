import { type LeaseClaim, LONGEST_LEASE_MS } from '../domain/lease.ts'
import type { MarketId } from '../domain/units.ts'
import type { ClaimAt, Claimed } from '../ports/store.ts'
import { type Attributes, get, type Table, update } from './requests.ts'
import { safeInteger } from './storedSchema.ts'
import { marketKey } from './table.ts'

/** In the table's words; `:number` is 'N'. */
export const NO_CLAIM = 'attribute_not_exists(#claimAt) OR NOT attribute_type(#claimAt, :number)'

/** What cannot be understood is nobody's claim: the next one overwrites it. */
export function claimIn(item: Attributes): LeaseClaim | null {
  const { claimId: id } = item
  const atMs = safeInteger(item['claimAt'])
  return typeof id === 'string' && atMs !== null ? { id, atMs } : null
}

export async function claim(table: Table, market: MarketId, { nowMs, atMs }: ClaimAt): Promise<Claimed> {
  const id = table.newId()
  const claimed = await update(table, {
    what: 'claim',
    key: marketKey(market),
    update: 'SET #claimId = :id, #claimAt = :at',
    // An item that nobody ever acquired is nobody's to wait for.
    condition: `attribute_exists(#fence)
      AND (attribute_not_exists(#startAt) OR #startAt < :at OR #startAt > :ahead)
      AND (${NO_CLAIM} OR #claimAt < :at OR #claimAt > :ahead)`,
    values: { ':id': id, ':at': atMs, ':ahead': nowMs + LONGEST_LEASE_MS, ':number': 'N' },
  })
  if (claimed.is === 'done') return { is: 'claimed', id }
  if (claimed.is !== 'refused') return { is: 'unknown', why: claimed.why }
  const read = await get(table, 'claim', marketKey(market))
  if (read.is === 'unknown') return read
  return read.value?.['claimId'] === id ? { is: 'claimed', id } : { is: 'late' }
}
