import { legKey, type SeenLeg, type Trades } from '../domain/leg.ts'
import type { Read } from '../domain/read.ts'
import { type EpochMs, epochMs } from '../domain/units.ts'
import type { LedgerAnswer } from '../machine/observation.ts'
import type { MarketState } from '../machine/state.ts'
import { readCursorMs, stuckSinceMs } from './readCursor.ts'
import { isReversed } from './reconcileLegs.ts'

/** How far back, and how often: whatever the cursor has passed is seen six times more. */
export const BACK_MS = 3_600_000
const EVERY_MS = 600_000
/** A stuck order's missing fills are looked for since it was posted, but no further than a day. */
const LONGEST_BACK_MS = 86_400_000
/** Most of its legs that one tick asks the ledger about: a second or two of consistent reads. The next continues. */
const MAX_ASKS = 400
/** Most fills that one tick counts late: the item has room for them besides what is new. The next continues. */
const MAX_MISSED = 40

/**
 * The cursor leaves a leg behind once every question about it is answered, by what the venue had reported until then. So
 * every ten minutes the last hour is read once more, in parallel with the tick's own read, and compared with the ledger: a fill
 * that nobody ever counted is counted now, and one taken back after it was folded is the STOP that it would have been.
 *
 * It can only add: where it fails the tick continues as if it had not been tried. And it counts nothing twice, for a leg
 * in neither item nor ledger has never been folded. What one tick cannot ask about, the oldest first, the next ones do:
 * the item keeps the place.
 */
export function secondLookSinceMs(state: MarketState, nowMs: EpochMs): EpochMs | null {
  const { tradesReadAtMs, lookFromMs } = state
  const backMs = Math.max(nowMs - LONGEST_BACK_MS, Math.min(nowMs - BACK_MS, stuckSinceMs(state) ?? nowMs))
  const isDue = Math.floor(tradesReadAtMs / EVERY_MS) !== Math.floor(nowMs / EVERY_MS)
  if (!isDue && lookFromMs === undefined) return null
  return epochMs(Math.max(0, backMs, lookFromMs ?? 0))
}

/** A stuck order sets it further back than that of the other markets: what it reads is no matter of theirs. */
export function isFarLook(state: MarketState, nowMs: EpochMs): boolean {
  const sinceMs = secondLookSinceMs(state, nowMs)
  return sinceMs !== null && sinceMs < nowMs - BACK_MS
}

/** What one tick asks the ledger about, and from where the next continues; null: that was all. */
export interface LookBatch {
  readonly legs: readonly SeenLeg[]
  readonly nextMs: EpochMs | null
}

/** Legs of this market, since its records began, that the cursor has passed and the item does not hold: whole seconds. */
export function passedLegs(state: MarketState, older: Trades): LookBatch {
  const cursorMs = readCursorMs(state)
  const held = new Set(state.legs.map(legKey))
  const passed = older.legs
    .filter(
      (leg) =>
        leg.market === state.market &&
        leg.matchedAtMs >= Math.max(state.adoptedAtMs, state.lookFromMs ?? 0) &&
        leg.matchedAtMs < cursorMs &&
        !held.has(legKey(leg)),
    )
    .toSorted(oldestFirst)
  const lastMs = passed[MAX_ASKS - 1]?.matchedAtMs ?? Number.POSITIVE_INFINITY
  const nextMs = passed.find((leg) => leg.matchedAtMs > lastMs)?.matchedAtMs ?? null
  return { legs: passed.filter((leg) => leg.matchedAtMs <= lastMs), nextMs }
}

/** What a batch came to: the fills nobody has counted, and the place of the first that is still open. */
export function afterSecondLook(
  { legs, nextMs }: LookBatch,
  answers: ReadonlyMap<string, Read<LedgerAnswer>>,
): { readonly missed: readonly SeenLeg[]; readonly nextMs: EpochMs | null } {
  const answerOf = (leg: SeenLeg) => answers.get(legKey(leg))
  const missed = legs.filter((leg) => isMissed(leg, answerOf(leg)))
  const open = [
    legs.find((leg) => answerOf(leg)?.ok !== true)?.matchedAtMs,
    missed[MAX_MISSED]?.matchedAtMs,
    nextMs ?? undefined,
  ].filter((atMs) => atMs !== undefined)
  return {
    missed: missed.slice(0, MAX_MISSED),
    nextMs: open.length === 0 ? null : epochMs(Math.min(...open)),
  }
}

/** What the ledger does not know of such a leg. An order that was never ours was judged when its fill was new. */
export const isMissed = (leg: SeenLeg, answer: Read<LedgerAnswer> | undefined): boolean =>
  answer?.ok === true &&
  (answer.value.fold === 'absent' ? answer.value.order === 'ours' : isReversed(leg, answer.value.fold))

const oldestFirst = (a: SeenLeg, b: SeenLeg): number =>
  a.matchedAtMs - b.matchedAtMs || (legKey(a) < legKey(b) ? -1 : 1)
