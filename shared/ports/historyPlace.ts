import type { Position } from '../accounting/position.ts'
import type { EpochMs } from '../domain/units.ts'

/** How far a market's history has been read: all that is kept of it between two runs. */
export interface HistoryPlace {
  /** What was matched before is folded into `position`. */
  readonly readUntilMs: EpochMs
  /** Length of the next piece: it shrinks where the fills are dense, and grows where there are few. */
  readonly windowMs: number
  readonly legs: number
  /** null: no order of these fills makes sense as a position. */
  readonly position: Position | null
  /** What flooring can have lost of these fills. */
  readonly flooredMicros: number
  /** Keys of records that could not be read and were set aside. */
  readonly unreadable: readonly string[]
  /** A fill of ours had no usable id. */
  readonly withoutId: boolean
}
