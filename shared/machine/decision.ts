import type { StopReason } from '../domain/control.ts'
import type { Order, OrderDraft, Side } from '../domain/order.ts'
import type { EpochMs, OrderId, SizeMicros } from '../domain/units.ts'
import type { MachineEvent } from './event.ts'
import type { ReasonCode } from './reason.ts'
import type { RejectCode } from './rejectCode.ts'
import type { RiskApproved } from './riskApproved.ts'
import type { MarketState, Phase } from './state.ts'

/** What a tick wants done. At most one post or reprice-cancel; cancels that reduce risk are unlimited. */
export type Action<Draft extends OrderDraft = RiskApproved<OrderDraft>> =
  | { readonly do: 'stop'; readonly reason: StopReason }
  | { readonly do: 'cancel'; readonly id: OrderId; readonly why: string }
  | { readonly do: 'post'; readonly draft: Draft }

/** Why the row was taken: with the inputs, enough to run the decision again. */
export interface Audit {
  readonly row: string
  /** Stable, for machines; `reason` says it in words, with the details. */
  readonly code: ReasonCode
  readonly reason: string
  readonly from: Phase
  readonly to: Phase
  /** Filters of the regime that refused, by name. */
  readonly refusals: readonly string[]
}

export interface Decision {
  readonly state: MarketState
  readonly actions: readonly Action[]
  /** What reconciling and deciding saw happen, in order. */
  readonly events: readonly MachineEvent[]
  readonly audit: Audit
}

/** What the act learned about one order. */
export type PostOutcome =
  /** Accepted; `id` is the venue's. */
  | { readonly is: 'accepted'; readonly id: OrderId }
  /** Refused with proof that it is not and will not be on the book. */
  | { readonly is: 'rejected'; readonly code: RejectCode; readonly text: string }
  /** It may be live: nothing proves the contrary. `refused`: the venue said no, in words that prove nothing. */
  | { readonly is: 'unknown'; readonly why: string; readonly refused?: true }
  /** Provably never left this machine. */
  | { readonly is: 'unsent'; readonly why: string }

export type CancelOutcome =
  | { readonly is: 'canceled' }
  /** The venue named the id and refused: it may be filled, gone, or live. Read it. */
  | { readonly is: 'notCanceled'; readonly text: string }
  | { readonly is: 'unknown'; readonly why: string }

export type ActResult =
  | { readonly of: 'post'; readonly order: Order; readonly outcome: PostOutcome; readonly atMs: EpochMs }
  /** The signer made no order of it: nothing was stored and nothing sent. */
  | { readonly of: 'sign'; readonly side: Side; readonly why: string; readonly atMs: EpochMs }
  | {
      readonly of: 'cancel'
      readonly id: OrderId
      readonly why: string
      readonly outcome: CancelOutcome
      /** The order by hash after the cancel: 'unknown' where it was not read or not found. */
      readonly after: { readonly terminal: boolean; readonly matchedMicros: SizeMicros | null } | 'unknown'
      readonly atMs: EpochMs
    }
