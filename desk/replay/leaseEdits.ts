import {
  isClaimLate,
  isLeaseOver,
  isRelieved,
  isStartLate,
  type LeaseClaim,
} from '../../shared/domain/lease.ts'
import type { Outcome } from '../../shared/domain/outcome.ts'
import { type EpochMs, epochMs } from '../../shared/domain/units.ts'
import type { AcquireAt, Acquired, ClaimAt, Lease, LeaseCheck } from '../../shared/ports/store.ts'

/** What a market's item keeps of who may write it. */
export interface LeaseItem {
  readonly leaseId: string | null
  readonly leaseUntilMs: number
  readonly fence: number
  readonly lastStartMs?: number
  readonly claim?: LeaseClaim | null
}

/** Why a lease cannot be had now, under the very conditions of the table; null: it can. */
export function refusalOf(item: LeaseItem, at: AcquireAt): Extract<Acquired, { is: 'busy' | 'late' }> | null {
  const { startMs, nowMs, claimId = null } = at
  const { lastStartMs = null, claim = null } = item
  if (startMs !== undefined && lastStartMs !== null && isStartLate(startMs, lastStartMs, nowMs))
    return { is: 'late', lastStartMs: epochMs(lastStartMs) }
  if (startMs !== undefined && claim !== null && isClaimLate({ id: claimId, atMs: startMs }, claim, nowMs))
    return { is: 'late', lastStartMs: epochMs(claim.atMs) }
  if (item.leaseId === null || isLeaseOver(item.leaseUntilMs, nowMs)) return null
  return {
    is: 'busy',
    untilMs: epochMs(item.leaseUntilMs),
    ...(claim === null ? {} : { claimId: claim.id }),
  }
}

/** The lease that follows, and what the item keeps of it: no claim outlives an acquisition. */
export function acquiredAs<T extends LeaseItem>(
  item: T,
  { market, tokenId }: Outcome,
  id: string,
  { nowMs, leaseMs, startMs }: AcquireAt,
): { readonly item: T; readonly lease: Lease } {
  const lease: Lease = {
    market,
    tokenId,
    id,
    fence: item.fence + 1,
    untilMs: epochMs(nowMs + leaseMs),
    lastsMs: leaseMs,
  }
  return { item: { ...item, ...leasedTo(lease), claim: null, ...startedAt(startMs) }, lease }
}

const leasedTo = ({ id, fence, untilMs }: Lease) => ({ leaseId: id, fence, leaseUntilMs: untilMs })

const startedAt = (lastStartMs: number | undefined) => (lastStartMs === undefined ? {} : { lastStartMs })

/** Null: the holder's event or another claim is not older. */
export function claimedAs<T extends LeaseItem>(item: T, id: string, { nowMs, atMs }: ClaimAt): T | null {
  const { lastStartMs = null, claim = null, fence } = item
  const isLate = isStartLate(atMs, lastStartMs, nowMs) || isStartLate(atMs, claim?.atMs ?? null, nowMs)
  return fence === 0 || isLate ? null : { ...item, claim: { id, atMs } }
}

/** The lease with its whole time before it, and whether somebody waits for it. */
export function renewedAs<T extends LeaseItem>(
  item: T,
  lease: Lease,
  nowMs: number,
): { readonly item: T; readonly lease: Lease; readonly isClaimed: boolean } {
  const untilMs = epochMs(nowMs + lease.lastsMs)
  const { claim = null, lastStartMs = null } = item
  return {
    item: { ...item, leaseUntilMs: untilMs },
    lease: { ...lease, untilMs },
    isClaimed: isRelieved(claim?.atMs ?? null, lastStartMs, epochMs(nowMs)),
  }
}

export const holds = (item: LeaseItem, lease: Pick<Lease, 'id' | 'fence'>): boolean =>
  item.leaseId === lease.id && item.fence === lease.fence

export const lookedAs = (item: LeaseItem, lease: Lease, nowMs: EpochMs): LeaseCheck => {
  const { claim = null, lastStartMs = null } = item
  return holds(item, lease)
    ? { is: 'ours', isClaimed: isRelieved(claim?.atMs ?? null, lastStartMs, nowMs) }
    : { is: 'lost' }
}

/** What a holder stores as it gives the lease back; nothing, where the item has moved on. */
export const storedAs = <S>(
  { rev }: { readonly rev: number },
  ahead?: { readonly rev: number; readonly state: S },
): { readonly rev?: number; readonly state?: S } =>
  ahead?.rev === rev ? { rev: rev + 1, state: ahead.state } : {}
