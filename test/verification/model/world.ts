import type {
  Control,
  ControlItem,
  FlattenRequest,
  StopCode,
  StopReason,
  UnlatchedStop,
} from '../../../shared/domain/control.ts'
import type { LeaseClaim } from '../../../shared/domain/lease.ts'
import type { Leg } from '../../../shared/domain/leg.ts'
import type { Order, OrderPurpose, Side } from '../../../shared/domain/order.ts'
import type { MarketId, TokenId } from '../../../shared/domain/units.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import type { Lease, LedgerRecord } from '../../../shared/ports/store.ts'
import type { SignedOrder } from '../../../shared/ports/venue.ts'

/**
 * Everything outside the actors, as one immutable value: the table, the venue, requests still in flight, the clock,
 * what is left of the schedule's budgets, and what only the invariants look at. Times are epoch milliseconds.
 */
export interface World {
  readonly nowMs: number
  readonly control: StoredControl | 'absent'
  readonly item: StoredItem
  readonly ledger: Ledger
  readonly venue: VenueState
  readonly inFlight: readonly InFlight[]
  readonly left: Budgets
  readonly ghost: Ghost
  /** STOP alarms in ALARM. */
  readonly alarms: readonly string[]
  /** The market's other outcome, where both are traded; `item`, `venue` and the ghost are then of the first alone. */
  readonly sibling?: Half
}

/** What each outcome has for itself. */
export interface Half {
  readonly item: StoredItem
  readonly venue: VenueState
  readonly ghost: Pick<Ghost, 'intents' | 'boughtMicros' | 'soldMicros'>
}

/** The control item and the mark of the edit that wrote it last. */
export interface StoredControl {
  readonly value: Control
  readonly editId: string
  /** Of the messages that were counted. */
  readonly ids: readonly string[]
  /** The number of the STOP that the last arming began with. */
  readonly armedSeq: number
}

/** The market's item: `state` null before its first commit. */
export interface StoredItem {
  readonly leaseId: string | null
  readonly leaseUntilMs: number
  /** Of the event that began the last run; 0: none. */
  readonly startMs: number
  /** Who waits for the lease. */
  readonly claim: LeaseClaim | null
  readonly fence: number
  readonly rev: number
  readonly commitId: string
  readonly state: MarketState | null
  /** STOPs found and not latched. */
  readonly unlatched: readonly UnlatchedStop[]
}

export interface Ledger {
  readonly fills: Readonly<Record<string, Leg>>
  readonly orders: Readonly<Record<string, Order>>
  /** Keys of fills that their order's record does not count. */
  readonly late: readonly string[]
}

export interface ModelOrder {
  readonly id: string
  readonly purpose: OrderPurpose
  readonly side: Side
  readonly priceMicros: number
  readonly sizeMicros: number
  readonly matchedMicros: number
  readonly createdAtMs: number
  readonly expiresAtMs: number
  readonly live: boolean
  /** A person's own. */
  readonly byHand?: true
}

export interface ModelLeg {
  readonly tradeId: string
  readonly orderId: string
  readonly side: Side
  readonly role: 'maker' | 'taker'
  readonly sizeMicros: number
  readonly priceMicros: number
  readonly matchedAtMs: number
  readonly status: 'PROVISIONAL' | 'CONFIRMED' | 'FAILED'
}

export interface VenueState {
  /** Absent: the first outcome's. */
  readonly tokenId?: TokenId
  readonly orders: readonly ModelOrder[]
  readonly legs: readonly ModelLeg[]
  /** What a lagging read still shows: the orders and legs before the last change. */
  readonly before: { readonly orders: readonly ModelOrder[]; readonly legs: readonly ModelLeg[] }
}

/** A request whose sender has stopped waiting; it may still arrive, or never. */
export interface InFlight {
  readonly from: string
  readonly op: Op
  /** A control edit requires the mark it had read. */
  readonly seenEditId: string | null
}

/** How often each thing may still happen in this schedule. */
export interface Budgets {
  readonly faults: number
  readonly fills: number
  readonly failures: number
  readonly jumps: number
  /** Rounds of parallel reads whose answers are of two instants. Absent: none. */
  readonly torn?: number
}

export interface Waited {
  /** The runs that were told that another holds the lease, since it was last had or given back. */
  readonly told: readonly string[]
  /** Ticks that ended since one of them has claimed it, or has asked in vain again; null: nobody has. */
  readonly turns: number | null
}

/** Kept for the invariants alone; no actor can read it. */
export interface Ghost {
  /** Orders whose intent was stored, and whether it was ever allowed to be sent since. */
  readonly intents: Readonly<Record<string, 'not yet' | 'allowed'>>
  /** Since when nothing may be quoted; null while running. */
  readonly haltedAtMs: number | null
  /** Ever confirmed by the venue. */
  readonly boughtMicros: number
  readonly soldMicros: number
  /** STOPs that this scenario brings about by itself; any other is the bot's own mistake. */
  readonly expectedCodes: readonly StopCode[]
  /** Messages that were counted. */
  readonly counted: readonly string[]
  /** The number of STOPs at which a person set the flag, as the stream's record shows it; null: nobody did. */
  readonly flippedAtSeq: number | null
  /** The venue told a reason to STOP: until one is latched nothing is sent. */
  readonly found: boolean
  /** Where nothing is lost nobody may wait for the lease for long. */
  readonly waited: Waited | 'not counted'
  /** Orders that may be live as a message of an alarm comes: once it is answered they do not. */
  readonly doomed: readonly string[]
}

/** One request of an actor, as plain data. `id` marks writes: a retry keeps it, a rival cannot have it. */
export type Op =
  | { readonly do: 'begin'; readonly what: string }
  /** `mayRing`: a bell may end it at any instant before. */
  | { readonly do: 'sleep'; readonly untilMs: number; readonly mayRing?: true }
  // Table
  | {
      readonly do: 'acquire'
      readonly leaseMs: number
      readonly id: string
      readonly startMs?: number
      readonly claimId?: string
      readonly sibling?: true
    }
  | { readonly do: 'claim'; readonly atMs: number; readonly id: string; readonly sibling?: true }
  | { readonly do: 'renew'; readonly lease: Lease }
  | {
      readonly do: 'commit'
      readonly lease: Lease
      readonly rev: number
      readonly state: MarketState
      readonly unlatched?: readonly UnlatchedStop[]
      readonly id: string
    }
  | { readonly do: 'putUnlatched'; readonly lease: Lease; readonly unlatched: readonly UnlatchedStop[] }
  | { readonly do: 'look'; readonly lease: Lease }
  | {
      readonly do: 'release'
      readonly lease: Lease
      /** What is stored by the same write. */
      readonly ahead?: { readonly rev: number; readonly state: MarketState; readonly id: string }
    }
  | { readonly do: 'control' }
  /** Of the first outcome, or of the other: whose item is read with the control item. */
  | { readonly do: 'haltCheck'; readonly sibling: boolean }
  | { readonly do: 'marketItems' }
  | { readonly do: 'putLedger'; readonly records: readonly LedgerRecord[] }
  | { readonly do: 'ledgerFill'; readonly key: string }
  | { readonly do: 'ledgerOrder'; readonly order: string }
  | { readonly do: 'ledgerLateFills'; readonly order: string }
  | {
      readonly do: 'latchMessage' | 'latchIfArmed' | 'latchCondition'
      readonly reason: StopReason
      /** Counts once. */
      readonly message?: string
    }
  | { readonly do: 'latchFlip'; readonly seenHaltSeq: number }
  | { readonly do: 'stopDone'; readonly seq: number; readonly expirySlackMs?: number }
  | { readonly do: 'resume'; readonly seq: number; readonly id: string }
  | { readonly do: 'arm'; readonly id: string }
  | { readonly do: 'disarm'; readonly id: string }
  | { readonly do: 'drain'; readonly on: boolean; readonly market?: MarketId; readonly id: string }
  | { readonly do: 'endDrain'; readonly id: string }
  | { readonly do: 'requestFlatten'; readonly request: FlattenRequest; readonly id: string }
  | { readonly do: 'dropFlatten'; readonly seq: number; readonly id: string }
  /** A person edits the one attribute in the console. */
  | { readonly do: 'flip'; readonly halted: boolean }
  // Alarms
  | { readonly do: 'raise' }
  | { readonly do: 'alarms' }
  // Venue
  | { readonly do: 'post'; readonly order: SignedOrder; readonly sendByMs: number }
  | { readonly do: 'cancel'; readonly ids: readonly string[] }
  | { readonly do: 'cancelMarket' }
  | { readonly do: 'trades'; readonly sinceMs: number }
  | { readonly do: 'history'; readonly fromMs: number; readonly untilMs: number }
  | { readonly do: 'tradesById'; readonly ids: readonly string[] }
  | { readonly do: 'openOrders' }
  | { readonly do: 'order'; readonly id: string }
  | { readonly do: 'balance'; readonly sibling?: true }
  /** Where our own orders show on it. */
  | { readonly do: 'books'; readonly sibling: boolean }
  | { readonly do: 'positions' }

/** What a request did and what its sender is told. */
export interface Applied {
  readonly world: World
  readonly result: unknown
}

export const controlOf = (world: World): ControlItem =>
  world.control === 'absent' ? 'absent' : world.control.value
