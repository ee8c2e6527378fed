import type { Position } from '../accounting/position.ts'
import type { DoubtedBids } from '../accounting/valuation.ts'
import type { Leg } from '../domain/leg.ts'
import type { GoodMid, MarketRules } from '../domain/market.ts'
import type { Order, Side } from '../domain/order.ts'
import type { SettingGroups } from '../domain/settings.ts'
import type {
  EpochMs,
  MarketId,
  OrderId,
  PriceMicros,
  SizeMicros,
  TokenId,
  TradeId,
  UsdcMicros,
} from '../domain/units.ts'
import type { MidMemory } from '../strategy/midMemory.ts'
import type { Contradiction } from '../strategy/witness.ts'
import type { Waits } from './wait.ts'

/** The four states of the requirement. */
export type Phase = 'IDLE' | 'ENTRY_PENDING' | 'POSITION_OPEN' | 'EXIT_PENDING'

/** Each with its own end. */
export type ExitOnlyCause =
  /** Ends flat. */
  | 'exposure'
  /** Ends closed or adopted. */
  | 'stuckOrder'
  /** Ends disarmed, or with `drain --off`. */
  | 'drain'
  /** Ends with `drain --market X --off`. */
  | 'marketDrain'
  /** Ends with another configuration. */
  | 'entriesOff'
  /** Ends with an empty item. */
  | 'unconfigured'
  /** Ends when the caps fit into `accountUsdc` again. */
  | 'accountAllotted'

/** What we held at an instant, to explain a lagging REST position. */
export interface InventoryPoint {
  readonly atMs: EpochMs
  readonly confirmedMicros: SizeMicros
  readonly withProvisionalMicros: SizeMicros
  /** Of the tally, what was not settling any more. Absent in points of older code. */
  readonly boughtMicros?: SizeMicros
  readonly soldMicros?: SizeMicros
}

/** A leg that a person settled by the balance (`adopt --unsettled`), asked for by id until the venue agrees. */
export interface ManuallySettled {
  readonly tradeId: TradeId
  readonly orderId: OrderId
  readonly status: 'CONFIRMED' | 'FAILED'
}

/** Sums over every leg ever counted, whatever became of it; they never fall. */
export interface Tally {
  readonly boughtMicros: SizeMicros
  readonly soldMicros: SizeMicros
  /** What flooring can have lost of those legs. */
  readonly flooredMicros: SizeMicros
  /** `flooredMicros` when the venue's balance and our fills were last equal. */
  readonly evenAtMicros: SizeMicros
}

/** Refused posts of one side, since its last order that was on the book. */
export interface Refusals {
  readonly inRow: number
  /** A person was notified. */
  readonly told: boolean
  /** What the venue said last. */
  readonly text: string
}

/** When the venue was asked to refresh its cached balance, and whether it has answered to that since it is short. */
export interface BalanceRefresh {
  readonly atMs: EpochMs
  readonly answered: boolean
}

/** What looked wrong once and is a STOP when it lasts or repeats. */
export interface Suspicion {
  /** Unexplained changes of the REST position. */
  readonly flaps: readonly EpochMs[]
  readonly restPositionMicros: SizeMicros | null
  readonly openOrdersSinceMs: EpochMs | null
  readonly balanceShortSinceMs: EpochMs | null
  /** The last request to look at the chain again, of a shortage that lasts. */
  readonly balanceRefresh?: BalanceRefresh
  /** A SELL refused for a balance our own unsettled amounts explain is refreshed and tried once more. */
  readonly balanceRetryUsed: boolean
  readonly failedLegs: readonly EpochMs[]
  /** After a refused BUY: no entry before this. */
  readonly entryBackoffUntilMs: EpochMs
  /** After a refused SELL: no exit and no flatten before this. */
  readonly exitBackoffUntilMs?: EpochMs
  readonly refusals?: Readonly<Partial<Record<Side, Refusals>>>
  /** Orders live by hash but not in the list: until they show or die, absence from the list proves nothing. */
  readonly unlisted: readonly OrderId[]
}

/** What a flatten leaves unsold. */
export interface FlattenLeft {
  /** Of the halt it was requested in. */
  readonly seq: number
  readonly sizeMicros: SizeMicros
  /** No bid below was taken; null: without a believed book there is no bound, and no bid is. */
  readonly boundMicros: PriceMicros | null
  /** The bound is one that the operator gave. */
  readonly isGiven: boolean
}

/** What is remembered of records that cannot be read. */
export interface KnownUnreadable {
  /** Keys of those that a person was called for. */
  readonly told: readonly string[]
  /** When the trades were last read but for such records; absent where they are records of open orders alone. */
  readonly tradesReadAtMs?: EpochMs
}

/** A market whose own history is read, because its fills are known only up to long ago. */
export interface CatchUp {
  /** Where the next piece begins. */
  readonly fromMs: EpochMs
  /** Length of the next piece: it shrinks where the fills are dense, and grows where there are few. */
  readonly windowMs: number
  /** When the venue last answered. */
  readonly readAtMs: EpochMs
}

/** Shares in the wallet that none of our fills explains. */
export interface Surplus {
  readonly sinceMs: EpochMs
  readonly sizeMicros: SizeMicros
  /** The last request to look at the chain again; answered: it is no lag of the venue's cache. */
  readonly refresh?: BalanceRefresh
}

/** One market's whole memory: the `state` attribute of its item. JSON-clean; absent keys, never undefined. */
export interface MarketState {
  readonly schema: 1
  readonly market: MarketId
  readonly tokenId: TokenId
  readonly wallet: string
  readonly phase: Phase
  readonly exitOnly: readonly ExitOnlyCause[]
  readonly settling: boolean
  /** The settings of its last tick inside the configuration: should it leave, they keep judging it. Absent: of older code. */
  readonly tradedUnder?: SettingGroups
  /** Why our records and the venue disagree since a rebuild; only `adopt` settles it. */
  readonly lost?: string
  /** Rows of ours that cannot be read. Absent: there are none. */
  readonly unreadable?: KnownUnreadable
  /** Keys of such records that the operator has settled with "adopt": they are no longer open. */
  readonly setAside?: readonly string[]
  /** What is held is less than the market's minimum has become: a person was called. */
  readonly unsellable?: true
  /** The market as last read; absent: never, by code that kept it. */
  readonly rules?: MarketRules
  /**
   * Shares that the venue's balance has shown to be ours, less what was sold since: at most these are offered while
   * it cannot be read. Absent: none.
   */
  readonly vouchedMicros?: SizeMicros
  /** The market's minimum order size when it was last safe to change. */
  readonly minSizeMicros: SizeMicros
  readonly feeRatePpm: number
  readonly feeExponent: number
  readonly folded: Position
  /** Legs not folded yet, in fold order. */
  readonly legs: readonly Leg[]
  /** Orders not closed, and closed ones that may still meet a late fill in the read window. */
  readonly orders: readonly Order[]
  /** No leg matched before this is ours to judge. */
  readonly adoptedAtMs: EpochMs
  /** Legs matched before this may already be in `folded`: the ledger knows. Never moves back. */
  readonly foldedUntilMs: EpochMs
  /** When the last complete read of the trades began. */
  readonly tradesReadAtMs: EpochMs
  /** Absent: the fills are known up to the last read. Until then nothing is posted. */
  readonly catchUp?: CatchUp
  /** The last tick that was stored. Items of before there was such a key have none. */
  readonly tickedAtMs?: EpochMs
  /** A second look that one tick could not finish: what was matched from here on is still to be asked about. */
  readonly lookFromMs?: EpochMs
  /** The mid of the last book of others that was believed. */
  readonly lastGoodMid: GoodMid | null
  /** The others' bids of the last book read since then and not believed, as far down as they cover what is held. */
  readonly doubtedBids?: DoubtedBids
  /** What one of our shares pays, once the market is resolved. */
  readonly payoutMicros?: PriceMicros
  /** A second public source contradicts the book. */
  readonly contradiction?: Contradiction
  /** What the active flatten could not sell; its first look at it was reported. */
  readonly flattenLeft?: FlattenLeft
  /** Mids of the books that were believed, for volatility; null: none yet. */
  readonly mids: MidMemory | null
  /** Since when what is confirmed can be sold: a position's age. null: flat, but for dust. */
  readonly heldSinceMs: EpochMs | null
  readonly inventoryHistory: readonly InventoryPoint[]
  /** Absent: nothing was counted yet. */
  readonly tally?: Tally
  /** What the venue's balance lacks of our fills, within the tolerance: dust that is there for nobody to sell. */
  readonly shortMicros?: SizeMicros
  /** What the venue's balance has beyond our fills and the tolerance: reported, and never counted. */
  readonly surplus?: Surplus
  /** The person's own orders that rest in this market while it is halted. */
  readonly handOrders?: readonly OrderId[]
  /** The person has traded by hand in this halt: our records lack it until `adopt`. */
  readonly handFilled?: true
  /** Absent: none. */
  readonly handSettled?: readonly ManuallySettled[]
  readonly suspicion: Suspicion
  readonly sanityReadAtMs: EpochMs
  /** What is waited for, by its watchdog. */
  readonly waits?: Waits
  /** The UTC day and the equity (realised + unrealised) it began with. */
  readonly day: {
    readonly utc: string
    readonly startEquityMicros: UsdcMicros
    /** Ticks in which the market's own state refused an entry, by refusal. Absent: none. */
    readonly refused?: Readonly<Record<string, number>>
  }
}

/** The bounds that keep the item small; crossing one is a broken invariant. */
export const MAX_ORDERS = 32
export const MAX_LEGS = 400
export const MAX_INVENTORY_HISTORY = 64
/** More records than a person looks at one by one: what is beyond is not reported. */
export const MAX_UNREADABLE_PAGED = 20
/** The newest are kept: an older record is behind every read. */
export const MAX_SET_ASIDE = 40
