import type { Read } from '../domain/read.ts'
import type { EpochMs, MarketId, UsdcMicros } from '../domain/units.ts'
import type { WriteResult } from './store.ts'

/** A UTC day as the venue writes it: "2026-03-01". */
export type UtcDay = string

/** What the venue gives a maker besides the fills: liquidity rewards, and a part of the takers' fees. */
export type IncomeKind = 'reward' | 'rebate'

/** What one market earned on a day, as the venue's account says. */
export interface Earned {
  readonly is: 'earned'
  readonly kind: IncomeKind
  readonly day: UtcDay
  readonly market: MarketId
  readonly micros: UsdcMicros
}

/** What arrived in the wallet: the booking. */
export interface Paid {
  readonly is: 'paid'
  readonly kind: IncomeKind
  /** The day it is for: a day is paid after its end. */
  readonly day: UtcDay
  /** null: the venue pays for all markets at once. */
  readonly market: MarketId | null
  readonly micros: UsdcMicros
  readonly atMs: EpochMs
  readonly transactionHash: string
  /** Counts what is alike within one transaction. */
  readonly nth: number
}

export type IncomeRecord = Earned | Paid

/** The venue's account of it. Calls never throw. */
export interface IncomeReader {
  /** Liquidity rewards of one day, by market: an account's own knowledge. */
  rewards(day: UtcDay): Promise<Read<readonly Earned[]>>
  /** The part of the takers' fees of one day, by market. */
  rebates(day: UtcDay): Promise<Read<readonly Earned[]>>
  /** All payments that arrived at or after the instant. */
  paid(sinceMs: EpochMs): Promise<Read<readonly Paid[]>>
}

/** All that is booked, and of which days it is complete. */
export interface BookedIncome {
  readonly records: readonly IncomeRecord[]
  readonly days: readonly UtcDay[]
}

/** Where it is booked, in the bot's table. A record that is there is never written again. */
export interface IncomeStore {
  booked(): Promise<Read<BookedIncome>>
  /** The records first, then that the day is complete. */
  book(day: UtcDay, records: readonly IncomeRecord[]): Promise<WriteResult>
}

/** What one look at what is due came to. */
export type IncomeBooked =
  | { readonly is: 'booked'; readonly day: UtcDay; readonly records: number }
  | { readonly is: 'nothing due' }
  | { readonly is: 'failed'; readonly why: string }
