import type { Trades } from '../domain/leg.ts'
import type { Book, MarketInfo, MarketRules, VenueOrder } from '../domain/market.ts'
import type { OpenOrders } from '../domain/openOrders.ts'
import type { OrderDraft } from '../domain/order.ts'
import type { Read } from '../domain/read.ts'
import type {
  EpochMs,
  MarketId,
  MonotonicMs,
  OrderId,
  SizeMicros,
  TokenId,
  TradeId,
} from '../domain/units.ts'
import type { Witness, WitnessTarget } from '../domain/witness.ts'
import type { CancelOutcome, PostOutcome } from '../machine/decision.ts'
import type { RiskApproved } from '../machine/riskApproved.ts'

/** A signed order: its id is known before anything is sent. A draft that no risk check has passed may be signed too. */
export interface SignedOrder<Draft extends OrderDraft = RiskApproved<OrderDraft>> {
  readonly id: OrderId
  readonly salt: string
  readonly timestamp: string
  readonly draft: Draft
  /** The id of the credentials that post it; absent where there are none. */
  readonly by?: string
  /** The adapter's own; opaque to the engine. */
  readonly wire: unknown
}

export type Signing<Draft extends OrderDraft> =
  | { readonly is: 'signed'; readonly order: SignedOrder<Draft> }
  | { readonly is: 'refused'; readonly why: string }

/** Whether the venue took the request to look again; what came of it is seen at the next read of the balance. */
export type Refreshed = { readonly is: 'answered' } | { readonly is: 'unanswered'; readonly why: string }

/** What cancelling by hash and by market did: every order it named, and whether the calls themselves answered. */
export interface CancelReport {
  readonly byId: ReadonlyMap<OrderId, CancelOutcome>
  /** Orders the venue says it cancelled, asked for by id or not. */
  readonly canceled: readonly OrderId[]
  readonly complete: boolean
  readonly why?: string
}

/** Matched from `fromMs` on and before `untilMs`: both are whole seconds. */
export interface HistoryAsk {
  readonly market: MarketId
  readonly fromMs: EpochMs
  readonly untilMs: EpochMs
}

export type HistoryPiece =
  | { readonly is: 'whole'; readonly trades: Trades }
  /** `oldestMs`: what would have fitted reaches back so far, counted from the end of the piece; null: not known. */
  | { readonly is: 'too much'; readonly oldestMs: EpochMs | null }

/** Shares by token; null: its record cannot be read. A token without a record is not in it, which says nothing. */
export type Positions = ReadonlyMap<TokenId, SizeMicros | null>

/**
 * The venue as the engine needs it. Calls never throw for what the venue or the network does: they answer with
 * a typed outcome within a bounded time. Nothing is retried inside but reads.
 */
export interface Venue {
  /**
   * The same venue, each of whose calls has answered by then: one that is begun too late says so and sends nothing.
   * Absent where calls take no time, as at a venue in this process.
   */
  endingBy?(atMs: MonotonicMs): Venue
  /**
   * Pure but for the key: sends nothing. The order is a GTD limit order. A SELL is signed by what the item remembers
   * where the market has not been read; a BUY never.
   */
  sign<Draft extends OrderDraft>(draft: Draft, remembered?: MarketRules): Promise<Signing<Draft>>
  /** Sends once, and only what the risk check let pass. After `sendBy` on the monotonic clock it must not leave: 'unsent'. */
  post(order: SignedOrder, sendBy: MonotonicMs): Promise<PostOutcome>
  /** Cancels by id; every id asked for is in the answer. */
  cancel(ids: readonly OrderId[]): Promise<CancelReport>
  /** Cancels all orders of the account in one market, on both tokens. */
  cancelMarket(market: MarketId, tokens: readonly TokenId[]): Promise<CancelReport>
  cancelAll(): Promise<CancelReport>
  /**
   * Our legs of every market matched at or after the instant, complete, two readings agreeing. A record of ours that
   * cannot be read is named in it and leaves the others as they are. `signed`: ids of orders that are ours whatever
   * else a record says; without them the wallet decides, then the API key.
   */
  trades(sinceMs: EpochMs, signed?: ReadonlySet<OrderId>): Promise<Read<Trades>>
  /** Our legs of one market in a piece of time: the whole piece, or the word that it is too much for one call. */
  history(of: HistoryAsk, signed?: ReadonlySet<OrderId>): Promise<Read<HistoryPiece>>
  tradesById(ids: readonly TradeId[], signed?: ReadonlySet<OrderId>): Promise<Read<Trades>>
  /** The open orders of the account; what it proves of those it lacks, it says itself. */
  openOrders(signed?: ReadonlySet<OrderId>): Promise<Read<OpenOrders>>
  order(id: OrderId): Promise<Read<VenueOrder | 'absent'>>
  /** The top of each book, and bids down to where they take `coverMicros` of shares. */
  books(tokens: readonly TokenId[], coverMicros?: SizeMicros): Promise<ReadonlyMap<TokenId, Read<Book>>>
  market(market: MarketId): Promise<Read<MarketInfo>>
  /** Outcome shares by the venue's own account of what can be sold; `remembered`: as for `sign`. */
  balance(token: TokenId, remembered?: MarketRules): Promise<Read<SizeMicros>>
  /** Asks the venue to look at the chain again; its balances are a cache. */
  refreshBalance(token: TokenId, remembered?: MarketRules): Promise<Refreshed>
  /** Data API positions: sanity only. A token without a record is not in the map. */
  positions(): Promise<Read<Positions>>
  /** A second public source of the price, past every cache: one request each for midpoint and newest trade. */
  witness(of: WitnessTarget): Promise<Witness>
  /** The venue's clock as it was halfway through this call, up to a second behind. */
  timeMs(): Promise<Read<EpochMs>>
}
