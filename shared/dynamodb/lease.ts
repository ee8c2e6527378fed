import { assert } from '../domain/assert.ts'
import type { UnlatchedStop } from '../domain/control.ts'
import { isRelieved } from '../domain/lease.ts'
import { isSameOutcome } from '../domain/outcome.ts'
import { epochMs } from '../domain/units.ts'
import type { MarketState } from '../machine/state.ts'
import type { Committed, Lease, Renewed, WriteResult } from '../ports/store.ts'
import { claimIn } from './claim.ts'
import { leasedKey } from './leasedKey.ts'
import { marketStateSchema, problemsIn } from './marketStateSchema.ts'
import { isMovable, moveItem } from './moveItem.ts'
import { packState } from './packedState.ts'
import { type Attributes, get, LOOK_UP_MS, type Table, type Update, update } from './requests.ts'
import { safeInteger } from './storedSchema.ts'
import { ITEM_SCHEMA, SCHEMA } from './table.ts'
import { unlatchedAsStored } from './unlatchedStops.ts'
import { write } from './write.ts'

/**
 * A market's item: `schema`, `state`, `rev`, `commitId` are written by the holder of its lease; `leaseId`,
 * `leaseUntil`, `fence`, `startAt` by the run that acquires; `claimId`, `claimAt` by one that waits. `fence` moves only on
 * acquire and `rev` only on commit, so a holder that was overtaken, or thawed long after, can change nothing. A claim
 * is a wish: older code does not read it, and a run that waits for its lease waits until that expires.
 */

/** A renewal of ours, as the item shows it; `untilMs` is what this request wrote, for another may have followed. */
const renewed = (
  table: Table,
  { lease, untilMs, item }: { readonly lease: Lease; readonly untilMs: number; readonly item: Attributes },
): Extract<Renewed, { is: 'written' }> => ({
  is: 'written',
  lease: { ...lease, untilMs: epochMs(untilMs) },
  isClaimed: isRelieved(claimIn(item)?.atMs ?? null, safeInteger(item['startAt']), table.clock.nowMs()),
})

export async function renew(table: Table, lease: Lease): Promise<Renewed> {
  const untilMs = table.clock.nowMs() + lease.lastsMs
  const written = await update(table, {
    what: 'renew',
    key: leasedKey(lease),
    update: 'SET #leaseUntil = :until',
    condition: '#leaseId = :id AND #fence = :fence',
    values: { ':until': untilMs, ':id': lease.id, ':fence': lease.fence },
  })
  if (written.is === 'done') return renewed(table, { lease, untilMs, item: written.value })
  if (written.is === 'refused') return { is: 'lost' }
  return { is: 'unknown', why: written.why }
}

/** DynamoDB refuses 400 KB. JSON is longer than what it stores, and the machine's own bounds stay below this. */
export const MAX_STATE_BYTES = 350_000

function assertWhole(lease: Lease, state: MarketState): void {
  const { market } = lease
  assert(
    isSameOutcome(state, lease),
    `commit: the state is of market ${state.market} and token ${state.tokenId}, the lease of ${market} and ${lease.tokenId}`,
  )
  const checked = marketStateSchema.safeParse(state)
  assert(checked.success, `commit: the state of market ${market} is broken: ${problemsIn(checked)}`)
  const bytes = Buffer.byteLength(JSON.stringify(state))
  assert(
    bytes <= MAX_STATE_BYTES,
    `commit: the state of market ${market} has ${bytes} of ${MAX_STATE_BYTES} bytes`,
  )
}

export async function commit(
  table: Table,
  lease: Lease,
  rev: number,
  state: MarketState,
  unlatched?: readonly UnlatchedStop[],
): Promise<Committed> {
  assertWhole(lease, state)
  const commitId = table.newId()
  const next = rev + 1
  const untilMs = table.clock.nowMs() + lease.lastsMs
  const request: Update = {
    what: 'commit',
    key: leasedKey(lease),
    update: `SET #state = :state, #rev = :next, #schema = :schema, #commitId = :commitId, #leaseUntil = :until${
      unlatched === undefined ? '' : ', #unlatched = :marks'
    }`,
    // Never on halt: an answer of the venue must not be lost because a person stopped the bot meanwhile.
    condition: '#leaseId = :id AND #fence = :fence AND #rev = :rev AND #schema <= :schema',
    values: {
      // What is under the key of version 1 is read by code of that version.
      ':state': lease.isUnmoved === true ? state : packState(state),
      ':next': next,
      ':schema': lease.isUnmoved === true ? SCHEMA : ITEM_SCHEMA,
      ':commitId': commitId,
      ':until': untilMs,
      ':id': lease.id,
      ':fence': lease.fence,
      ':rev': rev,
      ...(unlatched === undefined ? {} : { ':marks': unlatchedAsStored(unlatched) }),
    },
  }
  const as = (item: Attributes): Promise<Committed> =>
    movedOn(table, { ...renewed(table, { lease, untilMs, item }), rev: next }, state)
  let written = await update(table, request)
  for (let tries = 1; ; tries += 1) {
    if (written.is === 'done') return await as(written.value)
    if (written.is === 'invalid') return { is: 'unknown', why: written.why }
    const withinMs = written.is === 'unknown' ? LOOK_UP_MS : undefined
    const read = await get(table, 'commit', leasedKey(lease), withinMs)
    if (read.is === 'unknown') return read
    const item = read.value ?? {}
    if (item['commitId'] === commitId) return await as(item)
    if (written.is === 'refused') return { is: 'lost' }
    const isStillAsBefore =
      item['leaseId'] === lease.id && item['fence'] === lease.fence && item['rev'] === rev
    if (!isStillAsBefore || tries === COMMIT_TRIES) return { is: 'unknown', why: written.why }
    written = await update(table, request)
  }
}

/**
 * A commit without an answer, as from a process too busy to hear it, is looked up; one that did not arrive is sent once
 * more, the very same: whichever of the two comes first moves the revision, and the other is refused.
 */
const COMMIT_TRIES = 2

/** An item of version 1 moves to its own key as soon as no order in it is unclosed. */
async function movedOn(
  table: Table,
  committed: Extract<Committed, { is: 'written' }>,
  state: MarketState,
): Promise<Committed> {
  const { lease, rev } = committed
  if (lease.isUnmoved !== true || !isMovable(state)) return committed
  const moved = await moveItem(table, lease, rev)
  return moved.is === 'moved' ? { ...committed, lease: moved.lease } : moved
}

export async function release(
  table: Table,
  lease: Lease,
  ahead?: { readonly rev: number; readonly state: MarketState },
): Promise<WriteResult> {
  if (ahead !== undefined && (await releaseStored(table, lease, ahead))) return { is: 'written' }
  const request = {
    what: 'release',
    key: leasedKey(lease),
    update: 'REMOVE #leaseId, #leaseUntil',
    condition: '#leaseId = :id AND #fence = :fence',
    values: { ':id': lease.id, ':fence': lease.fence },
  }
  return await write(
    table,
    request,
    (item) => item?.['fence'] === lease.fence && item['leaseId'] === undefined,
  )
}

/** State and end of the lease in one write. False: it is not certain to have been made. */
async function releaseStored(
  table: Table,
  lease: Lease,
  { rev, state }: { readonly rev: number; readonly state: MarketState },
): Promise<boolean> {
  assertWhole(lease, state)
  const released = await update(table, {
    what: 'release',
    key: leasedKey(lease),
    update:
      'SET #state = :state, #rev = :next, #schema = :schema, #commitId = :commitId REMOVE #leaseId, #leaseUntil',
    condition: '#leaseId = :id AND #fence = :fence AND #rev = :rev AND #schema <= :schema',
    values: {
      ':state': packState(state),
      ':next': rev + 1,
      ':schema': ITEM_SCHEMA,
      ':commitId': table.newId(),
      ':id': lease.id,
      ':fence': lease.fence,
      ':rev': rev,
    },
  })
  return released.is === 'done'
}
