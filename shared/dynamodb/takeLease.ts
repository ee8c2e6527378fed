import { isClaimLate, isLeaseOver, isStartLate, LONGEST_LEASE_MS } from '../domain/lease.ts'
import type { Outcome } from '../domain/outcome.ts'
import { epochMs } from '../domain/units.ts'
import type { AcquireAt, Acquired, Lease } from '../ports/store.ts'
import { claimIn, NO_CLAIM } from './claim.ts'
import { release } from './lease.ts'
import { type Stored, stateIn, unmovedStateIn } from './marketItems.ts'
import { type Attributes, get, LOOK_UP_MS, type Table, update } from './requests.ts'
import { hasBrokenSchema, newerThan, safeInteger } from './storedSchema.ts'
import { ITEM_SCHEMA, type ItemKey, marketKey, oldMarketKey, SCHEMA } from './table.ts'
import { unlatchedIn } from './unlatchedStops.ts'

/** 'existing': the outcome's own item, if it is there. 'new': whether it is or not. 'unmoved': of version 1. */
export type ItemForm = 'existing' | 'new' | 'unmoved'

/** One conditional write; 'absent': there is no item of that form. */
export async function takeLease(
  table: Table,
  outcome: Outcome,
  at: AcquireAt,
  form: ItemForm,
): Promise<Acquired | { readonly is: 'absent' }> {
  const { startMs, claimId = null } = at
  const key = form === 'unmoved' ? oldMarketKey(outcome.market) : marketKey(outcome)
  const refused = at.looksFirst === true ? await refusedAtALook(table, key, at, versionOf(form)) : null
  if (refused !== null) return refused
  const id = table.newId()
  const taken = await update(table, {
    what: 'acquire',
    key,
    update: `SET #leaseId = :id, #leaseUntil = :until, #rev = if_not_exists(#rev, :zero),
      #schema = if_not_exists(#schema, :schema)${startMs === undefined ? '' : ', #startAt = :start'} ADD #fence :one
      REMOVE #claimId, #claimAt`,
    // `isLeaseOver`, `isStartLate` and `isClaimLate`, in the table's words.
    condition: `${form === 'new' ? '' : 'attribute_exists(#pk) AND '}(attribute_not_exists(#leaseId) OR #leaseUntil < :now OR #leaseUntil > :ahead)
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
      ':schema': versionOf(form),
    },
  })
  if (taken.is === 'done') return await held(table, outcome, taken.value, at.leaseMs, form)
  if (taken.is === 'invalid') return { is: 'unknown', why: taken.why }

  // Refused, or without an answer as from a process too busy to hear it: the item shows whether it is ours.
  const read = await get(table, 'acquire', key, taken.is === 'unknown' ? LOOK_UP_MS : undefined)
  if (read.is === 'unknown') return read
  if (read.value?.['leaseId'] === id) return await held(table, outcome, read.value, at.leaseMs, form)
  // What asks for an item that exists can begin none, however late it arrives.
  if (read.value === null && form !== 'new') return { is: 'absent' }
  if (taken.is === 'unknown') return { is: 'unknown', why: taken.why }
  return refusalOf(read.value ?? {}, key, at, versionOf(form))
}

/** What the write would be refused for; null: nothing, or there is no answer, and the write shows it. */
async function refusedAtALook(
  table: Table,
  key: ItemKey,
  at: AcquireAt,
  version: number,
): Promise<Exclude<Acquired, { is: 'held' }> | null> {
  const seen = await get(table, 'acquire', key, LOOK_UP_MS)
  if (seen.is === 'unknown' || seen.value === null) return null
  const refusal = refusalOf(seen.value, key, at, version)
  const isFree =
    seen.value['leaseId'] === undefined || isLeaseOver(safeInteger(seen.value['leaseUntil']) ?? 0, at.nowMs)
  return refusal.is === 'busy' && isFree ? null : refusal
}

const versionOf = (form: ItemForm): number => (form === 'unmoved' ? SCHEMA : ITEM_SCHEMA)

function refusalOf(
  item: Attributes,
  { sk }: ItemKey,
  at: AcquireAt,
  version: number,
): Exclude<Acquired, { is: 'held' }> {
  const { startMs, nowMs, claimId = null } = at
  const newer = newerThan(version, item)
  if (newer !== null) return { is: 'newerSchema', schema: newer }
  if (hasBrokenSchema(item))
    return {
      is: 'unknown',
      why: `item ${sk}: its schema is not a version number: correct the item in the table`,
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

/** Our lease and what it opened. A state that cannot be read is given back at once: nothing is to be done with it. */
async function held(
  table: Table,
  outcome: Outcome,
  item: Attributes,
  lastsMs: number,
  form: ItemForm,
): Promise<Acquired> {
  const { market, tokenId } = outcome
  const [fence, rev, until] = [item['fence'], item['rev'], item['leaseUntil']].map(safeInteger)
  const id = item['leaseId']
  if (fence == null || rev == null || until == null || typeof id !== 'string')
    return {
      is: 'unknown',
      why: `item of market ${market}: fence, rev or leaseUntil is not an integer: correct the item in the table`,
    }
  const lease: Lease = {
    market,
    tokenId,
    id,
    fence,
    untilMs: epochMs(until),
    lastsMs,
    ...(form === 'unmoved' ? { isUnmoved: true } : {}),
  }
  const stored: Stored =
    form === 'unmoved' ? unmovedStateIn(item, market, table.stage) : stateIn(item, outcome, table.stage)
  if (stored.is === 'state') {
    const unlatched = unlatchedIn(item, market)
    return { is: 'held', lease, rev, state: stored.state, ...(unlatched.length === 0 ? {} : { unlatched }) }
  }
  await release(table, lease)
  return stored.is === 'newerSchema' ? stored : { is: 'unknown', why: stored.why }
}
