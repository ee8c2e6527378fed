import type { Side } from '../domain/order.ts'
import { type EpochMs, epochMs } from '../domain/units.ts'
import type { Changed, MachineEvent } from './event.ts'
import type { RejectCode } from './rejectCode.ts'
import type { MarketState, Refusals } from './state.ts'
import { suspect } from './suspicion.ts'

/** What is likely to fit at the next tick: a quote that crossed, and a position that has to be sold. */
const FIRST_SHORT_MS = 1_000
/** A refused entry repeats itself until something changes, and nothing is lost by waiting. */
const FIRST_ENTRY_MS = 60_000
/** A position must not be left unsold for long; an entry can wait, and the venue need not hear of it each minute. */
const LONGEST_MS: Readonly<Record<Side, number>> = { BUY: 600_000, SELL: 60_000 }
/** Refusals are counted up to here: the longest pause is reached long before. */
export const MAX_IN_ROW = 99
/** One crossing quote is normal, and so is a second in a moving market. */
const PAGE_AT = 3
/** The venue's words are kept for `status`. */
export const MAX_REFUSAL_TEXT = 300

export interface VenueRefusal {
  readonly side: Side
  /** null: words that are on no list. */
  readonly code: RejectCode | null
  readonly text: string
  readonly atMs: EpochMs
}

/** A refused post: the side pauses, for twice as long after each further refusal in a row. */
export function brake(
  state: MarketState,
  { side, code, text, atMs }: VenueRefusal,
): { readonly state: MarketState; readonly event: Extract<MachineEvent, { is: 'postRefused' }> } {
  const before = state.suspicion.refusals?.[side]
  const inRow = Math.min((before?.inRow ?? 0) + 1, MAX_IN_ROW)
  const repeats = code === null || (side === 'BUY' && code !== 'crosses')
  const isNews = before?.told !== true && (repeats || inRow >= PAGE_AT)
  const now: Refusals = {
    inRow,
    told: before?.told === true || isNews,
    text: text.slice(0, MAX_REFUSAL_TEXT),
  }
  const ms = pauseMs(side, code, inRow)
  return {
    state: withPause({ ...state.suspicion.refusals, [side]: now }, epochMs(atMs + ms), state, side),
    event: { is: 'postRefused', side, code, text: now.text, inRow, pauseMs: ms, pages: isNews },
  }
}

/** An order that is on the book ends the row of its side's refusals. */
export function endRefusals(state: MarketState, side: Side): Changed {
  const { [side]: row, ...rest } = state.suspicion.refusals ?? {}
  if (row === undefined) return { state, events: [] }
  return {
    state: withPause(rest, epochMs(0), state, side),
    events: row.told ? [{ is: 'refusalsEnded', side, inRow: row.inRow }] : [],
  }
}

/** Until when nothing is posted on this side. */
export const pausedUntilMs = ({ suspicion }: MarketState, side: Side): EpochMs =>
  side === 'BUY' ? suspicion.entryBackoffUntilMs : (suspicion.exitBackoffUntilMs ?? epochMs(0))

function pauseMs(side: Side, code: RejectCode | null, inRow: number): number {
  const firstMs = side === 'SELL' || code === 'crosses' ? FIRST_SHORT_MS : FIRST_ENTRY_MS
  return Math.min(firstMs * 2 ** (inRow - 1), LONGEST_MS[side])
}

const withPause = (
  refusals: Partial<Record<Side, Refusals>>,
  untilMs: EpochMs,
  state: MarketState,
  side: Side,
): MarketState =>
  suspect(state, {
    refusals,
    ...(side === 'BUY' ? { entryBackoffUntilMs: untilMs } : { exitBackoffUntilMs: untilMs }),
  })
