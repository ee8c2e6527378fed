import { assert } from '../domain/assert.ts'
import { LONGEST_LEASE_MS } from '../domain/lease.ts'
import type { Outcome } from '../domain/outcome.ts'
import type { MarketState } from '../machine/state.ts'
import type { AcquireAt, Acquired } from '../ports/store.ts'
import { release } from './lease.ts'
import { copyMoved, isMovable, moveItem, reserveOldKey } from './moveItem.ts'
import { type Attributes, get, type Table } from './requests.ts'
import { oldMarketKey } from './table.ts'
import { takeLease } from './takeLease.ts'

/** The lease of an outcome's item; where there is none yet, the item of version 1 is asked first. */
export async function acquire(table: Table, outcome: Outcome, at: AcquireAt): Promise<Acquired> {
  assert(
    Number.isSafeInteger(at.leaseMs) && at.leaseMs > 0 && at.leaseMs <= LONGEST_LEASE_MS,
    `leaseMs ${at.leaseMs}: give 1 to ${LONGEST_LEASE_MS} ms`,
  )
  const taken = await takeLease(table, outcome, at, 'existing')
  return taken.is === 'absent' ? await acquireUnmoved(table, outcome, at) : taken
}

/**
 * An outcome that has no item of its own yet. Code of version 1 may run still, and knows the item under the market's
 * old key alone: so nothing begins under a key of its own before it is marked moved. An item of this outcome moves first, or
 * is served where it is while an order in it is open; one of the market's other token has to move before this begins.
 */
async function acquireUnmoved(table: Table, outcome: Outcome, at: AcquireAt): Promise<Acquired> {
  const read = await get(table, 'acquire', oldMarketKey(outcome.market))
  if (read.is === 'unknown') return read
  if (read.value === null) {
    const reserved = await reserveOldKey(table, outcome.market)
    return reserved.is === 'written' ? await begin(table, outcome, at) : again(reserved)
  }
  if (read.value['moved'] === true) return await afterMove(table, outcome, at, read.value)

  const taken = await takeLease(table, outcome, at, 'unmoved')
  if (taken.is === 'absent') return again({ is: 'lost' })
  if (taken.is !== 'held') return taken
  if (!isMovable(taken.state)) return ofThisOutcome(taken, outcome) ? taken : await giveBack(table, taken)
  const moved = await moveItem(table, taken.lease, taken.rev)
  if (moved.is !== 'moved') return again(moved)
  if (hasCopy(taken) && ofThisOutcome(taken, outcome)) return { ...taken, lease: moved.lease }
  // The copy is the other outcome's, and so is its lease.
  if (moved.lease.tokenId !== outcome.tokenId) await release(table, moved.lease)
  return await begin(table, outcome, at)
}

/** Whoever finds the mark completes the copy. */
async function afterMove(table: Table, outcome: Outcome, at: AcquireAt, old: Attributes): Promise<Acquired> {
  const copied = await copyMoved(table, outcome, old)
  return copied.is === 'written' ? await begin(table, outcome, at) : again(copied)
}

async function begin(table: Table, outcome: Outcome, at: AcquireAt): Promise<Acquired> {
  const taken = await takeLease(table, outcome, at, 'new')
  return taken.is === 'absent' ? again({ is: 'lost' }) : taken
}

const ofThisOutcome = ({ state }: { readonly state: MarketState | null }, { tokenId }: Outcome): boolean =>
  state === null || state.tokenId === tokenId

const hasCopy = ({ state, unlatched }: Extract<Acquired, { is: 'held' }>): boolean =>
  state !== null || unlatched !== undefined

async function giveBack(table: Table, taken: Extract<Acquired, { is: 'held' }>): Promise<Acquired> {
  await release(table, taken.lease)
  return {
    is: 'unknown',
    why: 'the market’s item belongs to the other outcome and moves to a key of its own first: the move waits for its orders',
  }
}

const again = (
  wrote: { readonly is: 'lost' } | { readonly is: 'unknown'; readonly why: string },
): Acquired => ({
  is: 'unknown',
  why:
    wrote.is === 'unknown' ? wrote.why : 'the item of its market has just changed: the next run asks again',
})
