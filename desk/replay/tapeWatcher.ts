import type { TapeListener, TapeOrder } from './tapeOrder.ts'

export type TapeSide = TapeOrder['side']

/** Displayed sizes of a level, before and after. */
export interface DisplayChange {
  readonly from: number
  readonly to: number
}

/** From the lowest to the highest price; of none the lowest is above the highest. */
export interface PriceRange {
  readonly low: number
  readonly high: number
}

export const NO_PRICES: PriceRange = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY }

/** Somebody who trades on a tape, and what it reports, in the order of the rows. */
export interface TapeWatcher {
  /** Where its orders are, on each side of the book. */
  readonly bids: PriceRange
  readonly asks: PriceRange
  /** The watcher sees a book of its own, and receives every row of it. */
  readonly hasOwnBook: boolean
  /** A delta has changed a level of the book that all share, within the range of its orders. */
  levelChanged(side: TapeSide, price: number, change: DisplayChange): void
  ownRow(kind: number, priceMicros: number, sizeMicros: number, isSnapshot: boolean): void
  ownEventEnd(atMs: number, isSnapshot: boolean): void
  /** Somebody has traded with orders of this side. */
  traded(side: TapeSide, trade: { readonly price: number; readonly size: number }, atMs: number): void
  /** The touch of the book that all share has moved, or the book was written again. */
  touched(atMs: number, isSnapshot: boolean): void
  statusChanged(atMs: number): void
  /** The next instant at which something happens to the order that no row reports. */
  nextDueMs(): number
  meetDue(): void
  gap(gap: Parameters<TapeListener['gap']>[0]): void
  /** Nobody sees what comes now. */
  finish(): void
}
