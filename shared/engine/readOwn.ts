import { known, type Read, unknown } from '../domain/read.ts'
import type { MarketSettings } from '../domain/settings.ts'
import type { SizeMicros } from '../domain/units.ts'
import type { Observation } from '../machine/observation.ts'
import type { MarketState } from '../machine/state.ts'
import type { Ports } from '../ports/ports.ts'
import type { Positions } from '../ports/venue.ts'
import type { AskBook } from './booksOnce.ts'
import { isBalanceDue, isPositionDue, isWitnessDue } from './dueReads.ts'
import type { AskPositions } from './positionsOnce.ts'
import { readBalance } from './readBalance.ts'
import { type Piece, readPiece } from './readPiece.ts'
import { type Polled, readPolled } from './readPolled.ts'

/** What a market asks for itself, by what its item says alone. */
export type OwnReads = Pick<
  Observation,
  'book' | 'balance' | 'balanceRefresh' | 'restPosition' | 'witness'
> & {
  /** Of its own history, while it is behind. */
  readonly piece?: Piece
  /** Legs too old for the cursor. */
  readonly polled?: Read<Polled>
}

/** What one answer of a round has for many markets, and whether this one reads its own history. */
export interface OwnAsks {
  /** This market's fills are known only up to long ago: it reads its own history instead. */
  readonly isBehind: boolean
  readonly book: AskBook
  /** Asked where this tick checks what the venue says is held. */
  readonly positions: AskPositions
}

/** All at once: what fails or takes long is that one answer's trouble. */
export async function readOwn(
  ports: Ports,
  state: MarketState,
  settings: MarketSettings,
  { isBehind, book: askBook, positions }: OwnAsks,
): Promise<OwnReads> {
  const { venue } = ports
  const nowMs = ports.clock.nowMs()
  const { market, tokenId: token } = state
  const [book, piece, polled, balance, restPosition, witness] = await Promise.all([
    askBook(state),
    isBehind ? readPiece(ports, state) : undefined,
    readPolled(ports, state),
    isBalanceDue(state, settings, nowMs) ? readBalance(ports, state, settings.safety.positionLagMs) : {},
    isPositionDue(state, settings, nowMs) ? readPosition(positions(venue), state) : undefined,
    !isBehind && isWitnessDue(state, settings, nowMs) ? venue.witness({ market, token }) : undefined,
  ])
  return {
    book,
    ...balance,
    ...(piece === undefined ? {} : { piece }),
    ...(polled === undefined ? {} : { polled }),
    ...(restPosition === undefined ? {} : { restPosition }),
    ...(witness === undefined ? {} : { witness }),
  }
}

async function readPosition(
  asked: Promise<Read<Positions>>,
  { tokenId }: MarketState,
): Promise<Read<SizeMicros | 'absent'>> {
  const positions = await asked
  if (!positions.ok) return positions
  const record = positions.value.get(tokenId)
  return record === null
    ? unknown('the record of its position cannot be read')
    : known(record ?? 'absent', positions.asOf)
}
