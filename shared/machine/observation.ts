import type { ControlItem } from '../domain/control.ts'
import type { LegStatus, Trades } from '../domain/leg.ts'
import type { Book, MarketInfo, VenueOrder } from '../domain/market.ts'
import type { OpenOrders } from '../domain/openOrders.ts'
import type { Order } from '../domain/order.ts'
import type { Read } from '../domain/read.ts'
import type { EpochMs, OrderId, SizeMicros } from '../domain/units.ts'
import type { Witness } from '../domain/witness.ts'
import type { Sibling } from './sibling.ts'
import type { BalanceRefresh } from './state.ts'

/** What the ledger knows of a leg or an order that the item no longer holds. */
export interface LedgerAnswer {
  /** The leg was in the item once and has been folded, with this status. */
  readonly fold: LegStatus | 'absent'
  /** The order was ours. */
  readonly order: 'ours' | 'absent'
  /** The order as the ledger keeps it, with all its legs that are folded; absent: the leg is, or was in no item. */
  readonly left?: Order
}

/** A piece of a market's own history, read in place of the account's trades: `trades` holds it, as of its end. */
export interface CatchUpRead {
  readonly fromMs: EpochMs
  readonly endMs: EpochMs
  /** The length that was requested last. */
  readonly windowMs: number
  /** The venue answered, if only that it is more than fits. */
  readonly isAnswered: boolean
}

/**
 * Everything one tick saw, as plain data: the audit record holds it, and the decision can be run again from it.
 * Reads are taken in parallel; `nowMs` is when they were done.
 */
export interface Observation {
  /** When its tick began; absent in what older code has written. */
  readonly beganAtMs?: EpochMs
  readonly nowMs: EpochMs
  readonly control: Read<ControlItem>
  /** The caps of the configuration and of the markets that have left it exceed `accountUsdc`; absent: not known. */
  readonly overAllotted?: boolean
  /** What this outcome may add to the exposure of the whole stack; below zero: it is above its cap. Absent: it has none. */
  readonly stackRoomMicros?: number
  readonly trades: Read<Trades>
  /** Absent: the market is not behind. */
  readonly catchUp?: CatchUpRead
  readonly openOrders: Read<OpenOrders>
  /** Orders of ours read by hash, where lists disagree or an outcome is open. */
  readonly byId: Readonly<Record<OrderId, Read<VenueOrder | 'absent'>>>
  /** Keyed by legKey, for legs the item does not hold. */
  readonly ledger: Readonly<Record<string, Read<LedgerAnswer>>>
  /** Where the second look at older trades continues; null: it is done. Absent: none was made, or it failed. */
  readonly lookFromMs?: EpochMs | null
  readonly book: Read<Book>
  readonly info: Read<MarketInfo>
  /** 'absent', or 'no row' in journal lines of older code: a missing record is not a value. Only in the ticks that ask. */
  readonly restPosition?: Read<SizeMicros | 'absent' | 'no row'>
  /** After the refresh, where one was answered. */
  readonly balance?: Read<SizeMicros>
  /** A request to look again that this tick made, of this tick alone. */
  readonly balanceRefresh?: BalanceRefresh
  /** A second public source; only present in the ticks that ask. */
  readonly witness?: Witness
  /** The other outcome of the market. Absent: it is none of ours. */
  readonly sibling?: Sibling
  /** Venue time minus ours. */
  readonly skewMs: Read<number>
}
