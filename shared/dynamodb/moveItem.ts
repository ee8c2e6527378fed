import { isClosed } from '../domain/order.ts'
import type { Outcome } from '../domain/outcome.ts'
import type { MarketId } from '../domain/units.ts'
import type { MarketState } from '../machine/state.ts'
import type { Lease, WriteResult } from '../ports/store.ts'
import { movedStateIn } from './marketItems.ts'
import { type Attributes, get, type Table, update } from './requests.ts'
import { ITEM_SCHEMA, marketKey, oldMarketKey, SCHEMA } from './table.ts'
import { assigned, write, writeOnce } from './write.ts'

/**
 * How an item of version 1 gets the key of its outcome. Only its holder moves it, and only while no order in it is
 * unclosed. First the old item is marked, with a newer version, so that older code leaves it alone; then it is copied
 * where the new key is free; it is never deleted. Whatever is cut off in between, whoever finds the mark completes the
 * copy, which is the same by whomever it is made: nothing writes the old item after its mark.
 */
export async function moveItem(
  table: Table,
  lease: Lease,
  rev: number,
): Promise<{ readonly is: 'moved'; readonly lease: Lease } | Exclude<WriteResult, { is: 'written' }>> {
  const marked = await markMoved(table, lease, rev)
  if (marked.is !== 'marked') return marked
  const { isUnmoved: _, ...moved } = lease
  const tokenId = movedStateIn(marked.item)?.tokenId ?? lease.tokenId
  const copied = await copyMoved(table, { market: lease.market, tokenId }, marked.item)
  return copied.is === 'written' ? { is: 'moved', lease: { ...moved, tokenId } } : copied
}

export const isMovable = (state: MarketState | null): boolean =>
  state === null || state.orders.every(isClosed)

async function markMoved(
  table: Table,
  { market, id, fence }: Lease,
  rev: number,
): Promise<{ readonly is: 'marked'; readonly item: Attributes } | Exclude<WriteResult, { is: 'written' }>> {
  const key = oldMarketKey(market)
  const marked = await update(table, {
    what: 'move',
    key,
    update: 'SET #schema = :schema, #moved = :true',
    condition: '#leaseId = :id AND #fence = :fence AND #rev = :rev AND #schema <= :before',
    values: {
      ':schema': ITEM_SCHEMA,
      ':true': true,
      ':id': id,
      ':fence': fence,
      ':rev': rev,
      ':before': SCHEMA,
    },
  })
  if (marked.is === 'done') return { is: 'marked', item: marked.value }
  if (marked.is !== 'refused') return { is: 'unknown', why: marked.why }
  // A retry of ours whose first reply was lost finds its own mark: nobody else writes one under our lease.
  const read = await get(table, 'move', key)
  if (read.is === 'unknown') return read
  const isOurs =
    read.value?.['moved'] === true && read.value['leaseId'] === id && read.value['fence'] === fence
  return isOurs ? { is: 'marked', item: read.value ?? {} } : { is: 'lost' }
}

/** What the new item takes over: all of it but its version. */
const COPIED = [
  'state',
  'rev',
  'fence',
  'commitId',
  'unlatched',
  'leaseId',
  'leaseUntil',
  'startAt',
  'claimId',
  'claimAt',
] as const

/**
 * One that is there already is the copy that another has made. What held no state is copied for its unlatched STOPs alone,
 * for whichever outcome asks: each counts once by its id.
 */
export async function copyMoved(table: Table, outcome: Outcome, old: Attributes): Promise<WriteResult> {
  const tokenId = movedStateIn(old)?.tokenId ?? outcome.tokenId
  const isEmpty = old['state'] === undefined && old['unlatched'] === undefined
  if (isEmpty || tokenId !== outcome.tokenId) return { is: 'written' }
  const copied = COPIED.filter((name) => old[name] !== undefined).map((name) => [name, old[name]])
  const { text, values } = assigned({ schema: ITEM_SCHEMA, ...Object.fromEntries(copied) })
  return await writeOnce(table, {
    what: 'move',
    key: marketKey(outcome),
    update: `SET ${text}`,
    values,
  })
}

/** A market that never had an item of version 1 gets the mark alone: no older code can begin a second one. */
export async function reserveOldKey(table: Table, market: MarketId): Promise<WriteResult> {
  const request = {
    what: 'move',
    key: oldMarketKey(market),
    update: 'SET #schema = :schema, #moved = :true',
    condition: 'attribute_not_exists(#pk)',
    values: { ':schema': ITEM_SCHEMA, ':true': true },
  }
  return await write(table, request, (item) => item?.['moved'] === true && item['state'] === undefined)
}
