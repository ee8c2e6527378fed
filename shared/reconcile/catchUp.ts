import type { EpochMs } from '../domain/units.ts'
import { without } from '../domain/without.ts'
import type { Facts } from '../machine/facts.ts'
import type { CatchUpRead, Observation } from '../machine/observation.ts'
import type { CatchUp, MarketState } from '../machine/state.ts'
import { longerMs, shorterMs } from './pieceLength.ts'
import { readCursorMs } from './readCursor.ts'
import { unreadableLegs } from './reconcileUnreadable.ts'

/** The questions of a market that is ticked hold its cursor for an hour and the life of an order, no longer. */
const BEHIND_MS = 5_400_000
/** A record that cannot be read holds it until a person answers: that long it is nobody else's cost. */
const HELD_MS = 600_000
/** So near to now the account's own read continues. */
const CAUGHT_UP_MS = 300_000
/**
 * A market may know its fills only up to long ago: it comes back to the configuration, the stack was not deployed for a
 * day, or a record that cannot be read holds its cursor. Were the account's trades read from there, thousands of records of
 * other markets would make all of them blind. So it reads its own history, piece by piece over as many ticks as that
 * takes, and posts nothing; the others continue from their own cursors.
 */
export function isBehind(state: MarketState, nowMs: EpochMs): boolean {
  const { catchUp, unreadable, tradesReadAtMs } = state
  if (nowMs - readCursorMs(state) > BEHIND_MS) return true
  if (unreadable?.tradesReadAtMs !== undefined && nowMs - tradesReadAtMs > HELD_MS) return true
  return catchUp !== undefined && nowMs - catchUp.fromMs > CAUGHT_UP_MS
}

/** The place after this tick: a piece that was not judged whole is read again, shorter where it was too much. */
export function withCatchUp(facts: Facts, stored: MarketState, seen: Observation): MarketState {
  const before = facts.state.catchUp
  const { catchUp: read } = seen
  if (read === undefined) return without(facts.state, 'catchUp')
  const readAtMs = read.isAnswered ? seen.nowMs : (before?.readAtMs ?? lastReadMs(stored, seen.nowMs))
  return { ...facts.state, catchUp: { ...nextPiece(facts, seen, read), readAtMs } }
}

function nextPiece(facts: Facts, seen: Observation, read: CatchUpRead): Omit<CatchUp, 'readAtMs'> {
  const { fromMs, endMs, windowMs } = read
  if (!seen.trades.ok) return { fromMs, windowMs }
  const nextMs = longerMs(windowMs, seen.trades.value.legs.length)
  if (facts.tradesUsable) return { fromMs: endMs, windowMs: nextMs }
  // What is behind the record is read with it: what fills meanwhile is counted anyway.
  if (unreadableLegs(facts.state, seen).length > 0) return { fromMs, windowMs: nextMs }
  return { fromMs, windowMs: shorterMs(endMs - fromMs, endMs, null) }
}

/** Nobody was blind while nobody looked. */
const lastReadMs = ({ tickedAtMs, tradesReadAtMs }: MarketState, nowMs: EpochMs): EpochMs =>
  nowMs - (tickedAtMs ?? tradesReadAtMs) > CAUGHT_UP_MS ? nowMs : tradesReadAtMs
