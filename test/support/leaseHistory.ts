import fc from 'fast-check'
import { expect } from 'vitest'
import { epochMs, type MarketId, type TokenId } from '../../shared/domain/units.ts'
import type { MarketState } from '../../shared/machine/state.ts'
import type { Lease, Store } from '../../shared/ports/store.ts'

/** The shortest that lets waits decide whose turn it is. */
const LEASE_MS = 1_000
const HOLDERS = 3

/** One holder, or one who waits; `event` numbers what makes him come, null: he is a command. */
interface Deed {
  readonly op: 'acquire' | 'claim' | 'renew' | 'commit' | 'look' | 'release'
  readonly holder: number
  readonly event: number | null
  /** How many replies are lost, where that can be. */
  readonly lost: number
}
export type LeaseOp = Deed | { readonly op: 'wait'; readonly ms: number }

export const leaseOps: fc.Arbitrary<LeaseOp[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        op: fc.constantFrom('acquire', 'claim', 'renew', 'commit', 'look', 'release'),
        holder: fc.nat({ max: HOLDERS - 1 }),
        event: fc.option(fc.nat({ max: 4 }), { freq: 3 }),
        // Mostly none: a lost reply costs a back-off.
        lost: fc.constantFrom(0, 0, 0, 0, 1, 2),
      }),
    },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('wait'), ms: fc.constantFrom(400, 1_001) }) },
  ),
  { minLength: 4, maxLength: 25 },
)

/** The item as the rules tell it; `holder` is who has the lease. */
interface Model {
  holder: number | null
  untilMs: number
  fence: number
  rev: number
  value: number | null
  startMs: number | null
  claim: { readonly id: string; readonly atMs: number } | null
}

/** What a holder believes, forever: he may act on it long after. */
interface Belief {
  lease?: Lease
  rev: number
  claimId?: string
}

export interface LeaseStage {
  readonly store: Store
  readonly market: MarketId
  readonly tokenId: TokenId
  readonly clock: { nowMs: number }
  readonly state: (value: number) => MarketState
  readonly valueIn: (state: MarketState) => number
  readonly lose?: (replies: { readonly count: number }) => void
}

/** Does one after the other, and holds every answer to the rules. */
export async function followLeases(stage: LeaseStage, ops: readonly LeaseOp[]): Promise<void> {
  const { clock } = stage
  const startMs = clock.nowMs
  const model: Model = { holder: null, untilMs: 0, fence: 0, rev: 0, value: null, startMs: null, claim: null }
  const beliefs: Belief[] = Array.from({ length: HOLDERS }, () => ({ rev: 0 }))
  for (const [step, op] of ops.entries()) {
    if (op.op === 'wait') {
      clock.nowMs += op.ms
      continue
    }
    const eventMs = op.event === null ? null : startMs + op.event
    stage.lose?.({ count: op.lost })
    await followOne(stage, model, beliefs[op.holder] ?? { rev: 0 }, { ...op, eventMs, step })
    stage.lose?.({ count: 0 })
  }
}

type Asked = Deed & { readonly eventMs: number | null; readonly step: number }

async function followOne(stage: LeaseStage, model: Model, belief: Belief, op: Asked): Promise<void> {
  const { store } = stage
  const { lease } = belief
  const isOurs = lease !== undefined && model.holder === op.holder && lease.fence === model.fence
  if (op.op === 'acquire') return await followAcquire(stage, model, belief, op)
  if (op.op === 'claim') return await followClaim(stage, model, belief, op)
  if (lease === undefined) return
  if (op.op === 'renew') {
    const renewed = await store.renew(lease)
    expect(renewed.is).toBe(isOurs ? 'written' : 'lost')
    if (renewed.is === 'written') renew(stage, model, renewed)
  } else if (op.op === 'commit') {
    const committed = await store.commit(lease, belief.rev, stage.state(op.step))
    expect(committed.is).toBe(isOurs && belief.rev === model.rev ? 'written' : 'lost')
    if (committed.is !== 'written') return
    Object.assign(model, { rev: model.rev + 1, value: op.step })
    expect(committed.rev).toBe(model.rev)
    renew(stage, model, committed)
    // Half of them forget what they committed, as one does that was frozen in between.
    if (op.step % 2 === 0) belief.rev = committed.rev
  } else if (op.op === 'look') {
    const looked = isOurs ? { is: 'ours', isClaimed: isClaimed(model) } : { is: 'lost' }
    expect(await store.look([lease])).toEqual([looked])
  } else await followRelease(stage, model, { lease, rev: belief.rev }, { step: op.step, isOurs })
}

/** Every other holder stores what it knows with it; where the item has moved on the lease is given back all the same. */
async function followRelease(
  { store, state }: LeaseStage,
  model: Model,
  { lease, rev }: { readonly lease: Lease; readonly rev: number },
  { step, isOurs }: { readonly step: number; readonly isOurs: boolean },
): Promise<void> {
  const isStoring = step % 2 === 0
  const released = await store.release(lease, ...(isStoring ? [{ rev, state: state(step) }] : []))
  // Released already and not taken since: it is free, which is what was asked.
  const isFreeSince = model.holder === null && lease.fence === model.fence
  expect(released).toEqual({ is: isOurs || isFreeSince ? 'written' : 'lost' })
  if (!isOurs) return
  model.holder = null
  if (isStoring && rev === model.rev) Object.assign(model, { rev: rev + 1, value: step })
}

const isClaimed = ({ claim, startMs }: Model): boolean =>
  claim !== null && (startMs === null || claim.atMs > startMs)

function renew(
  { clock }: LeaseStage,
  model: Model,
  answer: { readonly lease: Lease; readonly isClaimed: boolean },
): void {
  model.untilMs = clock.nowMs + LEASE_MS
  expect(answer.lease.untilMs).toBe(model.untilMs)
  expect(answer.isClaimed).toBe(isClaimed(model))
}

async function followAcquire(
  { store, market, tokenId, clock, valueIn }: LeaseStage,
  model: Model,
  belief: Belief,
  { holder, eventMs }: Asked,
): Promise<void> {
  const acquired = await store.acquire(
    { market, tokenId },
    {
      nowMs: epochMs(clock.nowMs),
      leaseMs: LEASE_MS,
      ...(eventMs === null ? {} : { startMs: epochMs(eventMs) }),
      ...(belief.claimId === undefined ? {} : { claimId: belief.claimId }),
    },
  )
  const { claim } = model
  const isLate =
    eventMs !== null &&
    ((model.startMs !== null && eventMs <= model.startMs) ||
      (claim !== null && claim.id !== belief.claimId && eventMs <= claim.atMs))
  const isFree = model.holder === null || model.untilMs < clock.nowMs
  expect(acquired.is).toBe(isLate ? 'late' : isFree ? 'held' : 'busy')
  if (acquired.is === 'busy') expect(acquired.claimId).toBe(claim?.id)
  if (acquired.is !== 'held') return
  const startMs = eventMs ?? model.startMs
  const taken = { holder, untilMs: clock.nowMs + LEASE_MS, fence: model.fence + 1, startMs, claim: null }
  Object.assign(model, taken)
  expect(acquired.lease).toMatchObject({ fence: model.fence, untilMs: model.untilMs, lastsMs: LEASE_MS })
  expect(acquired.rev).toBe(model.rev)
  expect(acquired.state === null ? null : valueIn(acquired.state)).toBe(model.value)
  Object.assign(belief, { lease: acquired.lease, rev: acquired.rev })
}

async function followClaim(
  { store, market, tokenId, clock }: LeaseStage,
  model: Model,
  belief: Belief,
  { eventMs }: Asked,
): Promise<void> {
  const atMs = eventMs ?? clock.nowMs
  const claimed = await store.claim({ market, tokenId }, { nowMs: epochMs(clock.nowMs), atMs: epochMs(atMs) })
  const isLate =
    model.fence === 0 ||
    (model.startMs !== null && atMs <= model.startMs) ||
    (model.claim !== null && atMs <= model.claim.atMs)
  expect(claimed.is).toBe(isLate ? 'late' : 'claimed')
  if (claimed.is !== 'claimed') return
  model.claim = { id: claimed.id, atMs }
  belief.claimId = claimed.id
}
