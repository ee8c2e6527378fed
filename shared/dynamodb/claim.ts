import { type LeaseClaim, LONGEST_LEASE_MS } from '../domain/lease.ts'
import type { Outcome } from '../domain/outcome.ts'
import type { ClaimAt, Claimed } from '../ports/store.ts'
import { type Attributes, get, type Table, update } from './requests.ts'
import { safeInteger } from './storedSchema.ts'
import { type ItemKey, marketKey, oldMarketKey } from './table.ts'

/** In the table's words; `:number` is 'N'. */
export const NO_CLAIM = 'attribute_not_exists(#claimAt) OR NOT attribute_type(#claimAt, :number)'

/** What cannot be understood is nobody's claim: the next one overwrites it. */
export function claimIn(item: Attributes): LeaseClaim | null {
  const { claimId: id } = item
  const atMs = safeInteger(item['claimAt'])
  return typeof id === 'string' && atMs !== null ? { id, atMs } : null
}

/** Of an outcome's item; where there is none yet, of the one of version 1 in its market. */
export async function claim(table: Table, outcome: Outcome, at: ClaimAt): Promise<Claimed> {
  const claimed = await claimAt(table, marketKey(outcome), at)
  return claimed.is === 'absent' ? await lateIfAbsent(table, outcome, at) : claimed
}

async function lateIfAbsent(table: Table, { market }: Outcome, at: ClaimAt): Promise<Claimed> {
  const claimed = await claimAt(table, oldMarketKey(market), at)
  return claimed.is === 'absent' ? { is: 'late' } : claimed
}

async function claimAt(
  table: Table,
  key: ItemKey,
  { nowMs, atMs }: ClaimAt,
): Promise<Claimed | { readonly is: 'absent' }> {
  const id = table.newId()
  const claimed = await update(table, {
    what: 'claim',
    key,
    update: 'SET #claimId = :id, #claimAt = :at',
    // An item that nobody ever acquired is nobody's to wait for.
    condition: `attribute_exists(#fence)
      AND (attribute_not_exists(#startAt) OR #startAt < :at OR #startAt > :ahead)
      AND (${NO_CLAIM} OR #claimAt < :at OR #claimAt > :ahead)`,
    values: { ':id': id, ':at': atMs, ':ahead': nowMs + LONGEST_LEASE_MS, ':number': 'N' },
  })
  if (claimed.is === 'done') return { is: 'claimed', id }
  if (claimed.is !== 'refused') return { is: 'unknown', why: claimed.why }
  const read = await get(table, 'claim', key)
  if (read.is === 'unknown') return read
  if (read.value === null) return { is: 'absent' }
  return read.value['claimId'] === id ? { is: 'claimed', id } : { is: 'late' }
}
