import type { Trades } from '../domain/leg.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import { epochMs } from '../domain/units.ts'
import type { CatchUpRead } from '../machine/observation.ts'
import type { MarketState } from '../machine/state.ts'
import type { Ports } from '../ports/ports.ts'
import { shorterMs } from '../reconcile/pieceLength.ts'
import { readCursorMs } from '../reconcile/readCursor.ts'
import { SHOWN_AFTER_MS, wholeSecond } from '../reconcile/wholeSecond.ts'
import { idsOf } from './cancelOrders.ts'

/** Most fills of one piece: the item has room for them besides its own, and the ledger is asked about each. */
const MAX_PIECE_LEGS = 200
/** Most pieces that one tick asks for; each is shorter than the one before, and the next tick continues from there. */
const MAX_TRIES = 4

export interface Piece {
  readonly trades: Read<Trades>
  readonly catchUp: CatchUpRead
}

/** The next piece, old enough for every fill in it to show: read as of its end. */
export async function readPiece(
  { venue, clock }: Pick<Ports, 'venue' | 'clock'>,
  state: MarketState,
): Promise<Piece> {
  const untilMs = epochMs(wholeSecond(clock.nowMs()) - SHOWN_AFTER_MS)
  const fromMs = wholeSecond(state.catchUp?.fromMs ?? readCursorMs(state))
  const signed = new Set(state.orders.flatMap(idsOf))
  let windowMs = state.catchUp?.windowMs ?? Math.max(1_000, untilMs - fromMs)
  let isAnswered = false
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const endMs = epochMs(Math.max(fromMs, Math.min(fromMs + windowMs, untilMs)))
    const catchUp = { fromMs, endMs, windowMs, isAnswered }
    const read = await venue.history({ market: state.market, fromMs, untilMs: endMs }, signed)
    if (!read.ok) return { trades: read, catchUp }
    isAnswered = true
    const piece = read.value
    const lengthMs = endMs - fromMs
    if (piece.is === 'whole' && (piece.trades.legs.length <= MAX_PIECE_LEGS || lengthMs <= 1_000))
      return { trades: known(piece.trades, endMs), catchUp: { ...catchUp, isAnswered } }
    windowMs = shorterMs(lengthMs, endMs, piece.is === 'whole' ? null : piece.oldestMs)
  }
  const catchUp = { fromMs, endMs: fromMs, windowMs, isAnswered }
  return { trades: unknown('its trade history is dense: shorter periods are read next'), catchUp }
}
