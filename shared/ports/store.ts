import type { Adoption } from '../accounting/adoption.ts'
import type { ControlItem, FlattenRequest, StopReason, UnlatchedStop } from '../domain/control.ts'
import type { Leg } from '../domain/leg.ts'
import type { Order } from '../domain/order.ts'
import type { Outcome } from '../domain/outcome.ts'
import type { Read } from '../domain/read.ts'
import type { EpochMs, MarketId, PriceMicros, SizeMicros, TokenId } from '../domain/units.ts'
import type { MarketState } from '../machine/state.ts'
import type { HistoryPlace } from '../ports/historyPlace.ts'

/** The right to write one outcome's item until `untilMs`; `fence` grows with each acquisition. */
export interface Lease extends Outcome {
  readonly id: string
  readonly fence: number
  readonly untilMs: EpochMs
  /** Each renewal, a commit's too, lets it run for this long from then on. */
  readonly lastsMs: number
  /** Its item is still under the key of version 1: it moves to its own as soon as no order in it is unclosed. */
  readonly isUnmoved?: true
}

export type Acquired =
  | {
      readonly is: 'held'
      readonly lease: Lease
      readonly rev: number
      readonly state: MarketState | null
      /** STOPs found under an earlier lease and not latched for certain; absent: none. */
      readonly unlatched?: readonly UnlatchedStop[]
    }
  /** Another run holds it; `claimId` says whose turn is next, absent: none waits. */
  | { readonly is: 'busy'; readonly untilMs: EpochMs | null; readonly claimId?: string }
  /** An event of the schedule that is not older has begun a run of this market before, or waits to. */
  | { readonly is: 'late'; readonly lastStartMs: EpochMs }
  /** Written by newer code: it is not ours to touch. */
  | { readonly is: 'newerSchema'; readonly schema: number }
  | { readonly is: 'unknown'; readonly why: string }

export interface AcquireAt {
  readonly nowMs: EpochMs
  readonly leaseMs: number
  /** When the event of the schedule was due that asks; stored with the lease. Absent: a command asks. */
  readonly startMs?: EpochMs
  /** Of the claim by which it has waited; a run that acquires removes every claim. */
  readonly claimId?: string
  /** Another run most likely holds it: a read comes first, for a write that is refused costs as much as one that is not. */
  readonly looksFirst?: true
}

/** Whose turn it is when the holder gives the lease back: the time of an event, or of a command's asking. */
export interface ClaimAt {
  readonly nowMs: EpochMs
  readonly atMs: EpochMs
}

export type Claimed =
  | { readonly is: 'claimed'; readonly id: string }
  /** The holder's event, or another claim, is not older. */
  | { readonly is: 'late' }
  | { readonly is: 'unknown'; readonly why: string }

/** 'lost': the condition failed and nothing of ours was written. 'unknown': it may or may not have been. */
export type WriteResult =
  | { readonly is: 'written' }
  | { readonly is: 'lost' }
  | { readonly is: 'unknown'; readonly why: string }
/** The lease as it runs now; `isClaimed`: a younger event waits for it, or a command. */
export type Renewed =
  | { readonly is: 'written'; readonly lease: Lease; readonly isClaimed: boolean }
  | Exclude<WriteResult, { is: 'written' }>
/** 'lost': another run has acquired since. `isClaimed`: as of a renewal. */
export type LeaseCheck =
  | { readonly is: 'ours'; readonly isClaimed: boolean }
  | Exclude<WriteResult, { is: 'written' }>
export type Committed =
  | (Extract<Renewed, { is: 'written' }> & { readonly rev: number })
  | Exclude<WriteResult, { is: 'written' }>

/** A latch that another write of the same halt made needless is as good as made. */
export type Latched =
  | { readonly is: 'latched'; readonly haltSeq: number }
  | { readonly is: 'already' }
  | { readonly is: 'unknown'; readonly why: string }

/** The number of the STOP that arming begins with. */
export type Armed =
  | { readonly is: 'armed'; readonly haltSeq: number }
  | Exclude<WriteResult, { is: 'written' }>

export interface RoundTrip {
  readonly market: MarketId
  /** Absent in what code wrote that knew one outcome a market. */
  readonly tokenId?: TokenId
  readonly number: number
  readonly closedAtMs: EpochMs
  readonly realisedMicros: number
}

/** A resolved market's payout of what we held: the one way a position ends without a fill. */
export interface Payout {
  readonly market: MarketId
  /** Absent in what code wrote that knew one outcome a market. */
  readonly tokenId?: TokenId
  readonly atMs: EpochMs
  readonly sizeMicros: SizeMicros
  readonly payoutMicros: PriceMicros
  readonly realisedMicros: number
}

/** A record of the ledger: kept for good, written before the item forgets. Its key follows from what it is. */
export type LedgerRecord =
  | {
      readonly kind: 'fill'
      readonly market: MarketId
      readonly leg: Leg
      /** Its order's own record does not count it, for the order left the item before or with it: found by its order too. */
      readonly orderLeft?: true
    }
  | { readonly kind: 'order'; readonly market: MarketId; readonly order: Order }
  | { readonly kind: 'trip'; readonly market: MarketId; readonly trip: RoundTrip }
  | { readonly kind: 'payout'; readonly market: MarketId; readonly payout: Payout }
  | { readonly kind: 'adoption'; readonly market: MarketId; readonly adoption: Adoption }

/** One outcome's item as STOP reads it: no lease needed. */
export interface MarketItem {
  readonly market: MarketId
  /** null: an item of version 1 that says nothing that can be read. */
  readonly tokenId: TokenId | null
  readonly state: MarketState | null
  readonly newerSchema: boolean
  /** STOPs found and not latched for certain; absent: none. */
  readonly unlatched?: readonly UnlatchedStop[]
  /** Why it cannot be read, where it cannot: it may hold an order that lives. */
  readonly broken?: string
  /** Until when the run that has its lease keeps it, as of this read; absent: no run has it. */
  readonly leasedUntilMs?: EpochMs
}

/**
 * Why a market is not ticked, outside its item: such an item may be of newer code, unreadable, or not there yet. No
 * lease is needed to write it, for nothing is decided by it but where a history continues.
 */
export interface MarketWait {
  /** 'tick': it keeps the market from being ticked. 'adopt': only the command waits. */
  readonly of: 'tick' | 'adopt'
  readonly sinceMs: EpochMs
  /** When something last went forward. */
  readonly progressAtMs: EpochMs
  readonly why: string
  readonly pagedAtMs?: EpochMs
  readonly history?: HistoryPlace
}

export interface StoredWait extends Outcome {
  readonly rev: number
  /** null: it waited once. */
  readonly wait: MarketWait | null
}

/** What is read between an intent and its post. */
export interface HaltCheck {
  readonly control: Read<ControlItem>
  /** null: it has no item. */
  readonly sibling: Read<MarketState | null>
}

/**
 * The store as the engine needs it. Conditional writes only; calls never throw for what the table or the network
 * does. A retried write that had succeeded is recognised as ours.
 */
export interface Store {
  acquire(outcome: Outcome, at: AcquireAt): Promise<Acquired>
  /** Says that a run waits for a lease that another holds; it holds nothing and ends nothing. */
  claim(outcome: Outcome, at: ClaimAt): Promise<Claimed>
  /** Under lease and fence alone; 'lost': another run has acquired since, and this holder's run is over. */
  renew(lease: Lease): Promise<Renewed>
  /**
   * Intent, close, persist: one write of the whole state under lease, fence and revision, which renews the lease. `unlatched`
   * replaces the STOPs stored with the state; absent, they stay.
   */
  commit(
    lease: Lease,
    rev: number,
    state: MarketState,
    unlatched?: readonly UnlatchedStop[],
  ): Promise<Committed>
  /** For each of these leases, in their order, whether it is ours still: a read, which renews nothing. */
  look(leases: readonly Lease[]): Promise<readonly LeaseCheck[]>
  /** Stores the STOPs that are not latched yet with the state, under lease and fence alone; none: they are removed. */
  putUnlatched(lease: Lease, unlatched: readonly UnlatchedStop[]): Promise<WriteResult>
  /**
   * Gives the lease back. With what its holder knows and the item lacks it is stored by the same write, if the item is
   * at that revision still; else the lease is given back without.
   */
  release(lease: Lease, ahead?: { readonly rev: number; readonly state: MarketState }): Promise<WriteResult>
  /** Consistent. */
  control(): Promise<Read<ControlItem>>
  /** The control item and the item of the market's other outcome, in one batch of consistent reads. */
  haltCheck(sibling: Outcome): Promise<HaltCheck>
  /** All market items by one consistent query; one that cannot be read says so and spoils no other. */
  marketItems(): Promise<Read<readonly MarketItem[]>>
  /** What markets wait for, by one consistent query; a record that cannot be read is one that is not there. */
  waits(): Promise<Read<readonly StoredWait[]>>
  /** If nobody wrote it since `rev`; 0: there was none. */
  putWait(outcome: Outcome, rev: number, wait: MarketWait | null): Promise<WriteResult>
  putLedger(records: readonly LedgerRecord[]): Promise<WriteResult>
  /** Consistent read of one record. */
  ledgerFill(market: MarketId, key: string): Promise<Read<Leg | 'absent'>>
  ledgerOrder(market: MarketId, id: string): Promise<Read<Order | 'absent'>>
  /** The fills of an order that its own record does not count; more than the store's bound are unknown. */
  ledgerLateFills(market: MarketId, orderId: string): Promise<Read<readonly Leg[]>>
  /** All adoptions of an outcome, the oldest first; more than the store's bound are unknown. */
  adoptions(outcome: Outcome): Promise<Read<readonly Adoption[]>>
  /** Every record of a market, bounded by `limit`; complete says whether that was all. */
  ledger(
    market: MarketId,
    limit: number,
  ): Promise<Read<{ records: readonly LedgerRecord[]; complete: boolean }>>

  /**
   * Each message counts once: halted, haltSeq + 1, its code. `id` names the message and is stored by the very write
   * that counts it, among the newest 32, which `resume` keeps; one that is stored counts no more. Without an id it
   * always counts. Needs nothing else, fails only with the table. That the table was restored is stored with it.
   */
  latchMessage(reason: StopReason, id?: string): Promise<Latched>
  /** The same for a message that may be ignored while nothing is armed: 'not armed' wrote nothing. */
  latchIfArmed(reason: StopReason, id?: string): Promise<Latched | { readonly is: 'not armed' }>
  /**
   * A condition counts once per halt: the same write, if not halted with that code. LOSS and EXPOSURE join a STOP that
   * is active: its code and message are added, its number stays.
   */
  latchCondition(reason: StopReason, id?: string): Promise<Latched>
  /**
   * A flag set by hand becomes an OPERATOR stop, on condition that nobody has counted it (haltSeq = clearedSeq, as seen).
   * That it was set back meanwhile undoes nothing: by hand the flag can only halt.
   */
  latchFlip(reason: StopReason, seenHaltSeq: number): Promise<Latched>
  /**
   * doneSeq = seq if it is still that STOP, not cleared, no flatten of it is active, and the table was not restored within
   * the longest life of an order and `expirySlackMs` (the least by default); the first of a halt stamps handSinceMs,
   * with `handSinceMs` where it was ended before by code that stamped none.
   */
  stopDone(seq: number, expirySlackMs?: number, handSinceMs?: EpochMs): Promise<WriteResult>
  /** halted false, clearedSeq = seq, codes, messages, flatten, handSinceMs and restoredAtMs gone; if haltSeq = doneSeq = seq and clearedSeq < seq. */
  resume(seq: number): Promise<WriteResult>
  /** `armed` and a STOP of its own (ARMING) in one write; only when NOT_ARMED, with no active STOP. */
  arm(): Promise<Armed>
  disarm(): Promise<WriteResult>
  /** Of the whole stack, or of one market alone. */
  drain(on: boolean, market?: MarketId): Promise<WriteResult>
  /** Disarms, if it still runs and still drains: a drain that was cancelled in between does not disarm. */
  endDrain(): Promise<WriteResult>
  /** If haltSeq = doneSeq = seq. */
  requestFlatten(request: FlattenRequest): Promise<WriteResult>
  dropFlatten(seq: number): Promise<WriteResult>
}
