import { LEASE_SPARE_MS } from '../../../shared/domain/lease.ts'
import type { Op, Waited, World } from './world.ts'

export const NOBODY: Waited = { told: [], turns: null }

/** A tick may be under way when the wait begins, and the next one shows the claim. */
const MAX_WAITED = 2

/** What one step broke of the invariant about whose turn it is; null: nothing. */
export function relayBreach(before: World, op: Op | null, after: World): string | null {
  const { waited } = after.ghost
  if (waited !== 'not counted' && (waited.turns ?? 0) > MAX_WAITED)
    return `${waited.turns} ticks ended while somebody waited for the lease`
  if (op?.do === 'acquire' && after.item.fence > before.item.fence) return turnTaken(before, op)
  return op?.do === 'commit' && after.item.rev > before.item.rev ? leaseTooShort(op, after) : null
}

/** Whose event is older than the last one that ticked, or than one that waits, has had its turn. */
function turnTaken({ item }: World, { startMs, claimId }: Extract<Op, { do: 'acquire' }>): string | null {
  if (startMs === undefined) return null
  if (startMs <= item.startMs) return `the run of event ${startMs} begins after that of ${item.startMs}`
  const { claim } = item
  const isOthers = claim !== null && claim.id !== claimId && startMs <= claim.atMs
  return isOthers ? `the run of event ${startMs} begins while that of ${claim.atMs} waits` : null
}

/** The shortest cadence is two seconds. */
const leaseTooShort = ({ lease }: Extract<Op, { do: 'commit' }>, { item, nowMs }: World): string | null =>
  lease.lastsMs >= 2_000 + LEASE_SPARE_MS && item.leaseUntilMs < nowMs + lease.lastsMs
    ? `a tick is stored, and its lease ends in ${(item.leaseUntilMs - nowMs) / 1000} s`
    : null

/** How long somebody has waited, by ticks that ended; not counted where a scenario lets things be lost. */
export function noteTurns(before: World, op: Op, after: World, result: unknown): World {
  const { waited } = before.ghost
  if (waited === 'not counted') return after
  const next = waitedAfter(waited, op, before, after, result)
  return next === waited ? after : { ...after, ghost: { ...after.ghost, waited: next } }
}

function waitedAfter(waited: Waited, op: Op, before: World, after: World, result: unknown): Waited {
  const { is } = (result ?? {}) as { is?: string }
  if (op.do === 'acquire' && is === 'busy') {
    // Its name, without the number of the request.
    const [run = ''] = op.id.split('.')
    return waited.told.includes(run)
      ? { ...waited, turns: waited.turns ?? 0 }
      : { ...waited, told: [...waited.told, run] }
  }
  if (op.do === 'acquire' || op.do === 'release') return NOBODY
  if (op.do === 'claim') return after.item === before.item ? waited : { ...waited, turns: waited.turns ?? 0 }
  return waited.turns !== null && endsTick(op, before, after, is)
    ? { ...waited, turns: waited.turns + 1 }
    : waited
}

/** A tick ends with a commit, or with a look at the lease where nothing but clocks has moved. */
function endsTick(op: Op, before: World, after: World, is: string | undefined): boolean {
  if (op.do === 'look') return is === 'ours'
  if (op.do !== 'commit' || after.item.rev === before.item.rev) return false
  // An intent is stored in the middle of a tick.
  return op.state.orders.every(({ life }) => life.at !== 'INTENDED')
}
