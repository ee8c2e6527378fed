import { legKey, type SeenLeg, type Trades } from '../domain/leg.ts'
import type { Read } from '../domain/read.ts'
import { type EpochMs, epochMs } from '../domain/units.ts'
import type { LedgerAnswer } from '../machine/observation.ts'
import type { MarketState } from '../machine/state.ts'
import { readCursorMs } from './readCursor.ts'
import { isReversed } from './reconcileLegs.ts'

/** How far back, and how often: whatever the cursor has passed is seen six times more. */
const BACK_MS = 3_600_000
const EVERY_MS = 600_000
/** Most of its legs that are looked up in the ledger in one tick, the newest first. */
const MAX_LEGS = 40

/**
 * The cursor leaves a leg behind once every question about it is answered, by what the venue had told until then. So
 * every ten minutes the last hour is read once more, beside the tick's own read, and compared with the ledger: a fill
 * that nobody ever counted is counted now, and one taken back after it was folded is the STOP that it would have been.
 *
 * It can only add: where it fails the tick goes on as if it had not been tried. And it counts nothing twice, for a leg
 * in neither item nor ledger has never been folded.
 */
export const secondLookSinceMs = ({ tradesReadAtMs }: MarketState, nowMs: EpochMs): EpochMs | null =>
  Math.floor(tradesReadAtMs / EVERY_MS) === Math.floor(nowMs / EVERY_MS)
    ? null
    : epochMs(Math.max(0, nowMs - BACK_MS))

/** Legs of this market, since its books began, that the cursor has passed and the item does not hold. */
export function passedLegs(state: MarketState, older: Read<Trades> | undefined): readonly SeenLeg[] {
  if (older?.ok !== true) return []
  const cursorMs = readCursorMs(state)
  const held = new Set(state.legs.map(legKey))
  return older.value.legs
    .filter(
      (leg) =>
        leg.market === state.market &&
        leg.matchedAtMs >= state.adoptedAtMs &&
        leg.matchedAtMs < cursorMs &&
        !held.has(legKey(leg)),
    )
    .toSorted((a, b) => b.matchedAtMs - a.matchedAtMs)
    .slice(0, MAX_LEGS)
}

/** What the ledger does not know of such a leg. An order that was never ours was judged when its fill was new. */
export const isMissed = (leg: SeenLeg, answer: Read<LedgerAnswer>): boolean =>
  answer.ok &&
  (answer.value.fold === 'absent' ? answer.value.order === 'ours' : isReversed(leg, answer.value.fold))
