import type { VenueOrder } from './market.ts'
import type { MarketId, OrderId } from './units.ts'
import { mayBeAt, type Place, type UnreadableRecord } from './unreadable.ts'

/** The open orders of the account as one read found them, those of other markets among them. */
export interface OpenOrders {
  readonly orders: readonly ListedOrder[]
  /** Records that may be orders of ours and cannot be read. */
  readonly unreadable: readonly UnreadableOrder[]
  /**
   * An order that is not in it was not on the book when the read began. False at the bound of pages, where no two
   * readings of several pages were alike, and for a copy that a cache kept. What unreadable records hide is a matter of
   * each market: ask `provesAbsenceAt`.
   */
  readonly provesAbsence: boolean
  /** The id of the credentials it was read with; absent where there are none. */
  readonly by?: string
}

/** A record of the list; one that names no market is unreadable. */
export interface ListedOrder extends VenueOrder {
  readonly market: MarketId
}

export interface UnreadableOrder extends UnreadableRecord {
  /** null: it may be any order. */
  readonly orderId: OrderId | null
}

/** A list with nothing unreadable in it. */
export const wholeList = (orders: readonly ListedOrder[]): OpenOrders => ({
  orders,
  unreadable: [],
  provesAbsence: true,
})

/** Whether an order of this market that the list does not name is on no book. */
export const provesAbsenceAt = (list: OpenOrders, place: Place): boolean =>
  list.provesAbsence && list.unreadable.every((record) => record.orderId !== null || !mayBeAt(record, place))
