import { assert } from '../domain/assert.ts'
import type { StopMark } from '../domain/control.ts'
import { isStartLate, LONGEST_LEASE_MS } from '../domain/lease.ts'
import { epochMs, type MarketId } from '../domain/units.ts'
import type { MarketState } from '../machine/state.ts'
import type { AcquireAt, Acquired, Committed, Lease, Wrote } from '../ports/store.ts'
import { stateIn } from './marketItems.ts'
import { marketStateSchema, problemsIn } from './marketStateSchema.ts'
import { type Attributes, get, type Table, update } from './requests.ts'
import { marksAsStored, marksIn } from './stopMarks.ts'
import { hasBrokenSchema, newerSchema } from './storedSchema.ts'
import { marketKey, SCHEMA } from './table.ts'

/**
 * A market's item: `schema`, `state`, `rev`, `commitId` are written by the holder of its lease; `leaseId`,
 * `leaseUntil`, `fence`, `startAt` by whoever acquires. `fence` moves only on acquire and `rev` only on commit, so a holder
 * that was overtaken, or thawed long after, can change nothing.
 */

export async function acquire(table: Table, market: MarketId, at: AcquireAt): Promise<Acquired> {
  assert(
    Number.isSafeInteger(at.leaseMs) && at.leaseMs > 0 && at.leaseMs <= LONGEST_LEASE_MS,
    `leaseMs ${at.leaseMs}: give 1 to ${LONGEST_LEASE_MS} ms`,
  )
  const { startMs } = at
  const id = table.newId()
  const taken = await update(table, {
    what: 'acquire',
    key: marketKey(market),
    update: `SET #leaseId = :id, #leaseUntil = :until, #rev = if_not_exists(#rev, :zero),
      #schema = if_not_exists(#schema, :schema)${startMs === undefined ? '' : ', #startAt = :start'} ADD #fence :one`,
    // `isLeaseOver` and `isStartLate`, in the table's words.
    condition: `(attribute_not_exists(#leaseId) OR #leaseUntil < :now OR #leaseUntil > :ahead)
      AND (attribute_not_exists(#schema) OR #schema <= :schema)${
        startMs === undefined
          ? ''
          : ' AND (attribute_not_exists(#startAt) OR #startAt < :start OR #startAt > :ahead)'
      }`,
    values: {
      ':id': id,
      ':until': at.nowMs + at.leaseMs,
      ':now': at.nowMs,
      ':ahead': at.nowMs + LONGEST_LEASE_MS,
      ...(startMs === undefined ? {} : { ':start': startMs }),
      ':zero': 0,
      ':one': 1,
      ':schema': SCHEMA,
    },
  })
  if (taken.is === 'done') return await held(table, market, taken.value)
  if (taken.is !== 'refused') return { is: 'unknown', why: taken.why }

  const read = await get(table, 'acquire', marketKey(market))
  if (read.is === 'unknown') return read
  if (read.value?.['leaseId'] === id) return await held(table, market, read.value)
  const newer = newerSchema(read.value ?? {})
  if (newer !== null) return { is: 'newerSchema', schema: newer }
  if (hasBrokenSchema(read.value ?? {}))
    return { is: 'unknown', why: `item of market ${market}: its schema is no version: mend it by hand` }
  const lastStartMs = safeInteger(read.value?.['startAt'])
  if (startMs !== undefined && lastStartMs !== null && isStartLate(startMs, lastStartMs, at.nowMs))
    return { is: 'late', lastStartMs: epochMs(lastStartMs) }
  const until = safeInteger(read.value?.['leaseUntil'])
  return { is: 'busy', untilMs: until === null ? null : epochMs(until) }
}

/** Our lease and what it opened. A state that cannot be read is given back at once: nothing is to be done with it. */
async function held(table: Table, market: MarketId, item: Attributes): Promise<Acquired> {
  const [fence, rev, until] = [item['fence'], item['rev'], item['leaseUntil']].map(safeInteger)
  const id = item['leaseId']
  if (fence == null || rev == null || until == null || typeof id !== 'string')
    return {
      is: 'unknown',
      why: `item of market ${market}: fence, rev or leaseUntil is no integer: mend it by hand`,
    }
  const lease: Lease = { market, id, fence, untilMs: epochMs(until) }
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
  const written = await update(table, {
    what: 'commit',
    key: marketKey(market),
    update: `SET #state = :state, #rev = :next, #schema = :schema, #commitId = :commitId${
      marks === undefined ? '' : ', #unlatched = :marks'
    }`,
    // Never on halt: an answer of the venue must not be lost because somebody stopped the bot meanwhile.
    condition: '#leaseId = :id AND #fence = :fence AND #rev = :rev',
    values: {
      ':state': state,
      ':next': next,
      ':schema': state.schema,
      ':commitId': commitId,
      ':id': lease.id,
      ':fence': lease.fence,
      ':rev': rev,
      ...(marks === undefined ? {} : { ':marks': marksAsStored(marks) }),
    },
  })
  if (written.is === 'done') return { is: 'written', rev: next }
  if (written.is !== 'refused') return { is: 'unknown', why: written.why }
  const read = await get(table, 'commit', marketKey(market))
  if (read.is === 'unknown') return read
  return read.value?.['commitId'] === commitId ? { is: 'written', rev: next } : { is: 'lost' }
}

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

const safeInteger = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : null
