import type { Level } from '../../shared/domain/market.ts'
import type { Consumed } from '../../shared/simulator/consumed.ts'
import { ROW } from '../tape/format.ts'
import type { TapeBook } from './tapeBook.ts'

/**
 * The tape's book as one trader sees it: the one that all share, or, while what the trader took of a level is
 * displayed still, one of its own, which follows the tape row by row until both are the same again.
 */
export class SeenBook {
  private readonly shared: TapeBook
  private readonly onParted: () => void
  private own: TapeBook | null = null
  private bestBid = -1
  private bestAsk = -1

  /** @param onParted Called when the own book begins or ends. */
  constructor(shared: TapeBook, onParted: () => void) {
    this.shared = shared
    this.onParted = onParted
  }

  get book(): TapeBook {
    return this.own ?? this.shared
  }

  get isOwn(): boolean {
    return this.own !== null
  }

  /** Takes this off the display, for its owner alone. */
  take(levels: readonly Level[], side: Consumed['side']): void {
    if (levels.length === 0) return
    const isNew = this.own === null
    this.own ??= this.shared.copy()
    this.own.take(levels, side)
    this.noteTouch(this.own)
    if (isNew) this.onParted()
  }

  /** A row of the tape for the own book. @returns what was displayed there before; null where the row is of no level. */
  row(
    kind: number,
    of: { readonly priceMicros: number; readonly sizeMicros: number; readonly isSnapshot: boolean },
  ): number | null {
    const { priceMicros, sizeMicros, isSnapshot } = of
    const { own } = this
    if (own === null) return null
    if (kind === ROW.snapshot) own.clear()
    if (kind !== ROW.bid && kind !== ROW.ask) return null
    const before =
      kind === ROW.bid ? own.setBid(priceMicros, sizeMicros) : own.setAsk(priceMicros, sizeMicros)
    own.shown(kind, { priceMicros, sizeMicros, isSnapshot })
    return before
  }

  /** The event's rows are all there. @returns whether the touch of the own book has moved. */
  endEvent(atMs: number, isSnapshot: boolean): boolean {
    const { own } = this
    if (own === null) return false
    if (isSnapshot) own.endSnapshot()
    own.changedAtMs = atMs
    const hasMoved = own.bestBid !== this.bestBid || own.bestAsk !== this.bestAsk
    this.noteTouch(own)
    return hasMoved
  }

  /** Nothing that was taken is displayed any more: both books are the same. */
  rejoin(): void {
    if (this.own === null || this.own.isConsumed) return
    this.own = null
    this.onParted()
  }

  private noteTouch({ bestBid, bestAsk }: TapeBook): void {
    this.bestBid = bestBid
    this.bestAsk = bestAsk
  }
}
