import { assert } from '../domain/assert.ts'
import type { StopMark } from '../domain/control.ts'
import { isClaimLate, isRelieved, isStartLate, LONGEST_LEASE_MS } from '../domain/lease.ts'
import { epochMs, type MarketId } from '../domain/units.ts'
import type { MarketState } from '../machine/state.ts'
import type { AcquireAt, Acquired, Committed, Lease, Renewed, Wrote } from '../ports/store.ts'
import { claimIn, NO_CLAIM } from './claim.ts'
import { stateIn } from './marketItems.ts'
import { marketStateSchema, problemsIn } from './marketStateSchema.ts'
import { type Attributes, get, LOOK_UP_MS, type Table, type Update, update } from './requests.ts'
import { marksAsStored, marksIn } from './stopMarks.ts'
import { hasBrokenSchema, newerSchema, safeInteger } from './storedSchema.ts'
import { marketKey, SCHEMA } from './table.ts'

/**
 * A market's item: `schema`, `state`, `rev`, `commitId` are written by the holder of its lease; `leaseId`,
 * `leaseUntil`, `fence`, `startAt` by the run that acquires; `claimId`, `claimAt` by one that waits. `fence` moves only on
 * acquire and `rev` only on commit, so a holder that was overtaken, or thawed long after, can change nothing. A claim
 * is a wish: older code does not read it, and a run that waits for its lease waits until that expires.
 */

export async function acquire(table: Table, market: MarketId, at: AcquireAt): Promise<Acquired> {
  assert(
    Number.isSafeInteger(at.leaseMs) && at.leaseMs > 0 && at.leaseMs <= LONGEST_LEASE_MS,
    `leaseMs ${at.leaseMs}: give 1 to ${LONGEST_LEASE_MS} ms`,
  )
  const { startMs, claimId = null } = at
  const id = table.newId()
  const taken = await update(table, {
    what: 'acquire',
    key: marketKey(market),
    update: `SET #leaseId = :id, #leaseUntil = :until, #rev = if_not_exists(#rev, :zero),
      #schema = if_not_exists(#schema, :schema)${startMs === undefined ? '' : ', #startAt = :start'} ADD #fence :one
      REMOVE #claimId, #claimAt`,
    // `isLeaseOver`, `isStartLate` and `isClaimLate`, in the table's words.
    condition: `(attribute_not_exists(#leaseId) OR #leaseUntil < :now OR #leaseUntil > :ahead)
      AND (attribute_not_exists(#schema) OR #schema <= :schema)${
        startMs === undefined
          ? ''
          : ` AND (attribute_not_exists(#startAt) OR #startAt < :start OR #startAt > :ahead)
      AND (${NO_CLAIM} OR #claimAt < :start OR #claimAt > :ahead OR #claimId = :claim)`
      }`,
    values: {
      ':id': id,
      ':until': at.nowMs + at.leaseMs,
      ':now': at.nowMs,
      ':ahead': at.nowMs + LONGEST_LEASE_MS,
      ...(startMs === undefined ? {} : { ':start': startMs, ':claim': claimId ?? id, ':number': 'N' }),
      ':zero': 0,
      ':one': 1,
      ':schema': SCHEMA,
    },
  })
  if (taken.is === 'done') return await held(table, market, taken.value, at.leaseMs)
  if (taken.is === 'invalid') return { is: 'unknown', why: taken.why }

  // Refused, or without an answer as from a process too busy to hear it: the item shows whether it is ours.
  const read = await get(table, 'acquire', marketKey(market), taken.is === 'unknown' ? LOOK_UP_MS : undefined)
  if (read.is === 'unknown') return read
  const item = read.value ?? {}
  if (item['leaseId'] === id) return await held(table, market, item, at.leaseMs)
  if (taken.is === 'unknown') return { is: 'unknown', why: taken.why }
  return refusalOf(item, market, at)
}

function refusalOf(item: Attributes, market: MarketId, at: AcquireAt): Exclude<Acquired, { is: 'held' }> {
  const { startMs, nowMs, claimId = null } = at
  const newer = newerSchema(item)
  if (newer !== null) return { is: 'newerSchema', schema: newer }
  if (hasBrokenSchema(item))
    return {
      is: 'unknown',
      why: `item of market ${market}: its schema is not a version number: correct the item in the table`,
    }
  const lastStartMs = safeInteger(item['startAt'])
  if (startMs !== undefined && lastStartMs !== null && isStartLate(startMs, lastStartMs, nowMs))
    return { is: 'late', lastStartMs: epochMs(lastStartMs) }
  const claim = claimIn(item)
  if (startMs !== undefined && claim !== null && isClaimLate({ id: claimId, atMs: startMs }, claim, nowMs))
    return { is: 'late', lastStartMs: epochMs(claim.atMs) }
  const until = safeInteger(item['leaseUntil'])
  return {
    is: 'busy',
    untilMs: until === null ? null : epochMs(until),
    ...(claim === null ? {} : { claimId: claim.id }),
  }
}

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
    key: marketKey(lease.market),
    update: 'SET #leaseUntil = :until',
    condition: '#leaseId = :id AND #fence = :fence',
    values: { ':until': untilMs, ':id': lease.id, ':fence': lease.fence },
  })
  if (written.is === 'done') return renewed(table, { lease, untilMs, item: written.value })
  if (written.is === 'refused') return { is: 'lost' }
  return { is: 'unknown', why: written.why }
}

/** Our lease and what it opened. A state that cannot be read is given back at once: nothing is to be done with it. */
async function held(table: Table, market: MarketId, item: Attributes, lastsMs: number): Promise<Acquired> {
  const [fence, rev, until] = [item['fence'], item['rev'], item['leaseUntil']].map(safeInteger)
  const id = item['leaseId']
  if (fence == null || rev == null || until == null || typeof id !== 'string')
    return {
      is: 'unknown',
      why: `item of market ${market}: fence, rev or leaseUntil is not an integer: correct the item in the table`,
    }
  const lease: Lease = { market, id, fence, untilMs: epochMs(until), lastsMs }
  const stored = stateIn(item, market, table.stage)
  if (stored.is === 'state') return { is: 'held', lease, rev, state: stored.state, ...standing(item, market) }
  await release(table, lease)
  return stored.is === 'newerSchema' ? stored : { is: 'unknown', why: stored.why }
}

/** DynamoDB refuses 400 KB. JSON is longer than what it stores, and the machine's own bounds stay below this. */
export const MAX_STATE_BYTES = 350_000

export async function commit(
  table: Table,
  lease: Lease,
  rev: number,
  state: MarketState,
  marks?: readonly StopMark[],
): Promise<Committed> {
  const { market } = lease
  assert(state.market === market, `commit: the state is of market ${state.market}, the lease of ${market}`)
  const checked = marketStateSchema.safeParse(state)
  assert(checked.success, `commit: the state of market ${market} is broken: ${problemsIn(checked)}`)
  const bytes = Buffer.byteLength(JSON.stringify(state))
  assert(
    bytes <= MAX_STATE_BYTES,
    `commit: the state of market ${market} has ${bytes} of ${MAX_STATE_BYTES} bytes`,
  )

  const commitId = table.newId()
  const next = rev + 1
  const untilMs = table.clock.nowMs() + lease.lastsMs
  const request: Update = {
    what: 'commit',
    key: marketKey(market),
    update: `SET #state = :state, #rev = :next, #schema = :schema, #commitId = :commitId, #leaseUntil = :until${
      marks === undefined ? '' : ', #unlatched = :marks'
    }`,
    // Never on halt: an answer of the venue must not be lost because a person stopped the bot meanwhile.
    condition: '#leaseId = :id AND #fence = :fence AND #rev = :rev',
    values: {
      ':state': state,
      ':next': next,
      ':schema': state.schema,
      ':commitId': commitId,
      ':until': untilMs,
      ':id': lease.id,
      ':fence': lease.fence,
      ':rev': rev,
      ...(marks === undefined ? {} : { ':marks': marksAsStored(marks) }),
    },
  }
  const as = (item: Attributes): Committed => ({ ...renewed(table, { lease, untilMs, item }), rev: next })
  let written = await update(table, request)
  for (let tries = 1; ; tries += 1) {
    if (written.is === 'done') return as(written.value)
    if (written.is === 'invalid') return { is: 'unknown', why: written.why }
    const withinMs = written.is === 'unknown' ? LOOK_UP_MS : undefined
    const read = await get(table, 'commit', marketKey(market), withinMs)
    if (read.is === 'unknown') return read
    const item = read.value ?? {}
    if (item['commitId'] === commitId) return as(item)
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

export async function release(table: Table, lease: Lease): Promise<Wrote> {
  const released = await update(table, {
    what: 'release',
    key: marketKey(lease.market),
    update: 'REMOVE #leaseId, #leaseUntil',
    condition: '#leaseId = :id AND #fence = :fence',
    values: { ':id': lease.id, ':fence': lease.fence },
  })
  if (released.is === 'done') return { is: 'written' }
  if (released.is !== 'refused') return { is: 'unknown', why: released.why }
  const read = await get(table, 'release', marketKey(lease.market))
  if (read.is === 'unknown') return read
  const isFree = read.value?.['fence'] === lease.fence && read.value['leaseId'] === undefined
  return isFree ? { is: 'written' } : { is: 'lost' }
}

const standing = (item: Attributes, market: MarketId): { readonly marks?: readonly StopMark[] } => {
  const marks = marksIn(item, market)
  return marks.length === 0 ? {} : { marks }
}
