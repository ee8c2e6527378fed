import type { Position } from '../../shared/accounting/position.ts'
import type { Belief, Valuation } from '../../shared/accounting/valuation.ts'
import type { StopCode } from '../../shared/domain/control.ts'
import type { OrderPurpose, Side } from '../../shared/domain/order.ts'
import type { PostOutcome } from '../../shared/machine/decision.ts'
import type { Phase } from '../../shared/machine/state.ts'
import type { PaperTrades } from '../report/paperTrades.ts'

/** One order as it was sent, without its hash: hashes hold the client's salt and differ from run to run. */
export interface Posting {
  readonly atMs: number
  readonly purpose: OrderPurpose
  readonly side: Side
  readonly priceMicros: number
  readonly sizeMicros: number
  readonly outcome: PostOutcome['is']
}

/** A fill by the venue's records. */
export interface VenueFill {
  readonly atMs: number
  readonly side: Side
  readonly role: 'maker' | 'taker'
  readonly priceMicros: number
  readonly sizeMicros: number
}

export interface StopSummary {
  readonly atMs: number
  readonly codes: readonly StopCode[]
  /** The reasons in the bot's own words. */
  readonly texts: readonly string[]
  readonly haltSeq: number
  /** No order is live or can come to live, by the STOP's own verdict. */
  readonly done: boolean
  /** By the venue's records, at the end. */
  readonly openOrders: number
  readonly postedAfter: number
}

/** What a session came to: a function of its options, with no wall time and no hash in it. */
export interface SessionResult {
  readonly market: string
  readonly token: string
  readonly question: string
  readonly seed: number
  readonly startMs: number
  readonly endMs: number
  readonly gameStartMs: number | null
  readonly cadenceSeconds: number | 'once'
  readonly ticks: { readonly done: number; readonly busy: number; readonly failed: number }
  readonly phase: Phase | null
  readonly roundTrips: number
  readonly postings: readonly Posting[]
  readonly entriesFilled: number
  readonly exitsFilled: number
  readonly fills: readonly VenueFill[]
  readonly boughtMicros: number
  readonly soldMicros: number
  readonly realisedMicros: number
  readonly unrealisedMicros: number
  readonly feesMicros: number
  readonly position: HeldAtEnd
  readonly exposureHighMicros: number
  readonly capMicros: number
  /** How often each filter kept the bot out, most frequent first. */
  readonly refusals: readonly (readonly [string, number])[]
  /** Of a run on paper alone: where its trades came from; null: none was ever waited for. */
  readonly paperTrades?: PaperTrades | null
  readonly venueCalls: number
  readonly dynamoCalls: number
  readonly pages: readonly string[]
  /** What invocations reported as failed; expected to be empty. */
  readonly failures: readonly string[]
  readonly stop: StopSummary | null
  /** Where the bot's ledger and the venue's records disagree: none, or it is an error. */
  readonly differences: readonly string[]
}

/** What is held at the end, and the price it is valued by. */
export interface HeldAtEnd {
  readonly sizeMicros: number
  readonly costMicros: number
  readonly priceMicros: number | null
  readonly belief: Belief
}

export const heldAtEnd = ({ sizeMicros, costMicros }: Position, mark: Valuation | null): HeldAtEnd => ({
  sizeMicros,
  costMicros,
  priceMicros: mark?.priceMicros ?? null,
  belief: mark?.belief ?? 'none',
})
