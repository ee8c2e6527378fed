import type { Valuation } from '../../shared/accounting/valuation.ts'
import type { InOutcome } from '../../shared/domain/oneBook.ts'
import type { SizeMicros } from '../../shared/domain/units.ts'
import type { FillModel } from '../../shared/simulator/fillModel.ts'
import { ROW } from '../tape/format.ts'
import { BelievedMid } from './believedMid.ts'
import { LaterPrices } from './laterPrices.ts'
import { OwnOrders } from './ownOrders.ts'
import { SeenBook } from './seenBook.ts'
import type { TapeBook } from './tapeBook.ts'
import type { TapeListener } from './tapeOrder.ts'
import type { TapePlayer } from './tapePlayer.ts'
import type { TapeStatus } from './tapeStatus.ts'
import type { DisplayChange, PriceRange, TapeSide, TapeWatcher } from './tapeWatcher.ts'

export interface TapeMarketOptions {
  readonly player: TapePlayer
  readonly model: FillModel
  /** A mid is believed up to this spread. */
  readonly saneSpreadMicros: number
  readonly listener: TapeListener
}

/**
 * A market of the past with the orders of one who trades on it. The tape does not know of them: they fill by a model,
 * and change nothing for the crowd, nor for others on the same tape, but what they take from the display that the trader sees.
 */
export class TapeMarket implements TapeWatcher {
  readonly mid: BelievedMid
  readonly ours: OwnOrders
  /** Who wants to know what a share is worth at an instant ahead. */
  readonly later = new LaterPrices()
  /** Nothing comes after. */
  isOver = false
  private readonly player: TapePlayer
  private readonly seen: SeenBook
  private readonly listener: TapeListener

  constructor({ player, model, saneSpreadMicros, listener }: TapeMarketOptions) {
    this.player = player
    this.listener = listener
    this.seen = new SeenBook(player.book, () => player.ownBooksChanged())
    const { seen } = this
    this.mid = new BelievedMid({ seen, status: player.status, saneSpreadMicros })
    this.ours = new OwnOrders({ seen, mid: this.mid, model, listener })
    this.mid.note(player.nowMs)
  }

  /** As we see it: the tape's, less what we took. */
  get book(): TapeBook {
    return this.seen.book
  }

  get status(): TapeStatus {
    return this.player.status
  }

  get tickMicros(): number {
    return this.player.tickMicros
  }

  /** What shares of an outcome are worth at this point of the tape. */
  worth(sizeMicros: SizeMicros, of: InOutcome): Valuation {
    return this.mid.worth(sizeMicros, this.player.lastEventMs, of)
  }

  get bids(): PriceRange {
    return this.ours.bids
  }

  get asks(): PriceRange {
    return this.ours.asks
  }

  get hasOwnBook(): boolean {
    return this.seen.isOwn
  }

  levelChanged(side: TapeSide, price: number, change: DisplayChange): void {
    this.ours.levelChanged(side, price, change)
  }

  ownRow(kind: number, priceMicros: number, sizeMicros: number, isSnapshot: boolean): void {
    const before = this.seen.row(kind, { priceMicros, sizeMicros, isSnapshot })
    if (before === null || isSnapshot) return
    const side = kind === ROW.bid ? 'BUY' : 'SELL'
    this.ours.levelChanged(side, priceMicros, { from: before, to: sizeMicros })
  }

  ownEventEnd(atMs: number, isSnapshot: boolean): void {
    if (this.seen.endEvent(atMs, isSnapshot) || isSnapshot) this.touched(atMs, isSnapshot)
    this.seen.rejoin()
  }

  traded(side: TapeSide, trade: { readonly price: number; readonly size: number }, atMs: number): void {
    this.ours.meetTrade(side, trade, atMs)
  }

  touched(atMs: number, isSnapshot: boolean): void {
    if (isSnapshot) this.ours.snapshotShown()
    const reached = this.ours.reached(atMs)
    this.mid.note(atMs)
    if (this.mid.isBelieved && this.later.hasWaiting) this.later.meet(atMs, this.mid.at(atMs))
    if (this.book.isEmpty) this.ours.endAll('wiped', atMs)
    else this.ours.meetDisplay(reached, atMs)
  }

  statusChanged(atMs: number): void {
    if (this.status.closed) this.ours.endAll('closed', atMs)
    if (this.status.payoutMicros !== null) this.later.meet(atMs, this.mid.at(atMs))
  }

  nextDueMs(): number {
    return Math.min(this.later.nextMs(this.mid.at(this.player.nowMs)), this.ours.nextEndMs())
  }

  meetDue(): void {
    const { nowMs } = this.player
    this.later.meet(nowMs, this.mid.at(nowMs))
    this.ours.endDue(nowMs)
  }

  /** What nobody saw is nobody's fill: our orders end where the silence begins. */
  gap(gap: Parameters<TapeListener['gap']>[0]): void {
    this.endAll('gap')
    this.listener.gap(gap)
  }

  finish(): void {
    this.isOver = true
    this.endAll('tapeEnd')
  }

  /** Nobody sees what comes now. */
  private endAll(how: 'gap' | 'tapeEnd'): void {
    const { lastEventMs } = this.player
    this.ours.endAll(how, lastEventMs)
    this.later.end(lastEventMs, this.mid.at(lastEventMs))
  }
}
