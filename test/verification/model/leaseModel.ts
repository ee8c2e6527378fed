import { isClaimLate, isLeaseOver, isStartLate } from '../../../shared/domain/lease.ts'
import { epochMs } from '../../../shared/domain/units.ts'
import type { Lease } from '../../../shared/ports/store.ts'
import { MARKET, TOKEN } from './modelSettings.ts'
import type { Applied, Op, StoredItem, World } from './world.ts'

/** Who may write the market's item: the lease, the claims on it, and what its holder writes. */

export function acquire(world: World, op: Extract<Op, { do: 'acquire' }>): Applied {
  const { item, nowMs } = world
  const isOurs = item.leaseId === op.id
  const { startMs: atMs, claimId = null } = op
  const late = { world, result: { is: 'late', lastStartMs: item.startMs } }
  const isLate =
    atMs !== undefined &&
    (isStartLate(atMs, item.startMs === 0 ? null : item.startMs, epochMs(nowMs)) ||
      isClaimLate({ id: claimId, atMs }, item.claim, epochMs(nowMs)))
  if (!isOurs && isLate) return late
  const isFree = item.leaseId === null || isLeaseOver(item.leaseUntilMs, epochMs(nowMs))
  const waits = item.claim === null ? {} : { claimId: item.claim.id }
  if (!isOurs && !isFree) return { world, result: { is: 'busy', untilMs: item.leaseUntilMs, ...waits } }
  const taken: StoredItem = isOurs
    ? item
    : {
        ...item,
        leaseId: op.id,
        leaseUntilMs: nowMs + op.leaseMs,
        fence: item.fence + 1,
        startMs: atMs ?? item.startMs,
        claim: null,
      }
  const lease: Lease = {
    market: MARKET,
    tokenId: world.venue.tokenId ?? TOKEN,
    id: op.id,
    fence: taken.fence,
    untilMs: epochMs(taken.leaseUntilMs),
    lastsMs: op.leaseMs,
  }
  return {
    world: { ...world, item: taken },
    result: { is: 'held', lease, rev: taken.rev, state: taken.state, ...unlatchedOf(taken) },
  }
}

export function claim(world: World, { atMs, id }: Extract<Op, { do: 'claim' }>): Applied {
  const { item } = world
  const nowMs = epochMs(world.nowMs)
  const claimed = { is: 'claimed', id }
  if (item.claim?.id === id) return { world, result: claimed }
  const isLate =
    isStartLate(atMs, item.startMs === 0 ? null : item.startMs, nowMs) ||
    isStartLate(atMs, item.claim?.atMs ?? null, nowMs)
  if (isLate || item.fence === 0) return { world, result: { is: 'late' } }
  return { world: { ...world, item: { ...item, claim: { id, atMs } } }, result: claimed }
}

export function renew(world: World, { lease }: Extract<Op, { do: 'renew' }>): Applied {
  const { item } = world
  if (item.leaseId !== lease.id || item.fence !== lease.fence) return { world, result: { is: 'lost' } }
  const next = { ...item, leaseUntilMs: world.nowMs + lease.lastsMs }
  return { world: { ...world, item: next }, result: { is: 'written', ...renewedAs(next, lease) } }
}

/** The lease as it runs now, and whether somebody waits for it. */
const renewedAs = (item: StoredItem, lease: Lease) => ({
  lease: { ...lease, untilMs: item.leaseUntilMs },
  isClaimed: item.claim !== null && item.claim.atMs > item.startMs,
})

export function commit(world: World, op: Extract<Op, { do: 'commit' }>): Applied {
  const { item } = world
  if (item.commitId === op.id)
    return { world, result: { is: 'written', rev: op.rev + 1, ...renewedAs(item, op.lease) } }
  const holds = item.leaseId === op.lease.id && item.fence === op.lease.fence && item.rev === op.rev
  if (!holds) return { world, result: { is: 'lost' } }
  const unlatched = op.unlatched ?? item.unlatched
  const leaseUntilMs = world.nowMs + op.lease.lastsMs
  const next = { ...item, state: op.state, rev: op.rev + 1, commitId: op.id, unlatched, leaseUntilMs }
  const written = { is: 'written', rev: op.rev + 1, ...renewedAs(next, op.lease) }
  return { world: { ...world, item: next }, result: written }
}

export const unlatchedOf = ({ unlatched }: StoredItem): Partial<StoredItem> =>
  unlatched.length === 0 ? {} : { unlatched }

export function putUnlatched(
  world: World,
  { lease, unlatched }: Extract<Op, { do: 'putUnlatched' }>,
): Applied {
  const { item } = world
  if (item.leaseId !== lease.id || item.fence !== lease.fence) return { world, result: { is: 'lost' } }
  return { world: { ...world, item: { ...item, unlatched } }, result: { is: 'written' } }
}

/** A read: whose lease it is, and whether somebody waits for it. */
export function look({ item }: World, { lease }: Extract<Op, { do: 'look' }>): unknown {
  if (item.leaseId !== lease.id || item.fence !== lease.fence) return { is: 'lost' }
  return { is: 'ours', isClaimed: renewedAs(item, lease).isClaimed }
}

export function release(world: World, op: Extract<Op, { do: 'release' }>): Applied {
  const { item } = world
  if (item.leaseId === op.lease.id && item.fence === op.lease.fence) {
    const { ahead } = op
    const stored =
      ahead?.rev === item.rev ? { state: ahead.state, rev: item.rev + 1, commitId: ahead.id } : {}
    return {
      world: { ...world, item: { ...item, ...stored, leaseId: null, leaseUntilMs: 0 } },
      result: { is: 'written' },
    }
  }
  const isFree = item.fence === op.lease.fence && item.leaseId === null
  return { world, result: { is: isFree ? 'written' : 'lost' } }
}
