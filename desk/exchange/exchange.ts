import type { Level, LevelChange, MarketInfo } from '../../shared/domain/market.ts'
import type { Side } from '../../shared/domain/order.ts'
import type {
  EpochMs,
  MarketId,
  OrderId,
  PriceMicros,
  SizeMicros,
  TokenId,
  UsdcMicros,
} from '../../shared/domain/units.ts'
import type { PostedOrder, PostRules } from '../../shared/simulator/postedOrder.ts'
import type { TradeStatus } from '../../shared/simulator/tradeLife.ts'
import type { PublicTradeRecord } from './publicTape.ts'

/** Funder address, lower case: whose money it is. */
export type Account = string

/** The venue's rules for one market; everything may change while it lives. */
export interface ListedMarket extends PostRules, Omit<MarketInfo, 'rewards'> {
  readonly outcomes: readonly [string, string]
  readonly question: string
  /** Remove every resting order at game start, as the venue does for sports. */
  readonly clearBookOnStart: boolean
  /** What resting orders earn; absent: nothing. */
  readonly rewards?: RewardRule
  /** Sports: orders that would take wait this long before they reach the book; until then nobody can cancel them. */
  readonly secondsDelay?: number
  /** Short-lived crypto and finance markets: a quarter of a second of the same. */
  readonly takerDelay?: boolean
  /** Part of the taker fees that goes back to makers; default a quarter. */
  readonly rebatePpm?: number
  /** Its name in addresses; default: the words of the question, joined by dashes. */
  readonly slug?: string
  /** What it is one of several markets of; absent: it has none. */
  readonly event?: ListedEvent
  /** Distinguishes the markets of one event: "Candidate 3". */
  readonly groupTitle?: string
  /** The tag of its event, such as "Politics". */
  readonly category?: string
}

/** What the catalogue groups markets by. */
export interface ListedEvent {
  /** Digits, as the venue numbers them. */
  readonly id: string
  readonly slug: string
  readonly title: string
}

/** A market's liquidity rewards. */
export interface RewardRule {
  readonly minSizeMicros: SizeMicros
  /** Distance from the mid beyond which an order earns nothing. */
  readonly maxSpreadMicros: number
  /** An order earns only once it has rested this long. */
  readonly minAgeSeconds: number
  readonly dailyUsdcMicros: UsdcMicros
}

/** What happens in the market around us, of the first token; the second token's book is its mirror. */
export type FeedEvent =
  /** Full snapshot of what others display. */
  | {
      readonly type: 'book'
      readonly atMs: EpochMs
      readonly bids: readonly Level[]
      readonly asks: readonly Level[]
    }
  /** Absolute new sizes; 0 = gone. */
  | { readonly type: 'delta'; readonly atMs: EpochMs; readonly changes: readonly LevelChange[] }
  | {
      readonly type: 'trade'
      readonly atMs: EpochMs
      readonly taker: Side
      readonly priceMicros: PriceMicros
      readonly sizeMicros: SizeMicros
    }
  /** A trade whose price or size cannot be known: counted, fills nobody. */
  | { readonly type: 'unknownTrade'; readonly atMs: EpochMs }
  /** The market itself changes: resolved, paused, another tick. */
  | { readonly type: 'market'; readonly atMs: EpochMs; readonly change: Partial<ListedMarket> }

/** An order that has passed the door: signature, owner and signer are checked outside. */
export interface PlaceRequest extends PostedOrder {
  readonly account: Account
  /** API key that posted it. */
  readonly owner: string
  readonly token: TokenId
}

export type PlaceResult =
  | {
      readonly ok: true
      readonly status: 'live' | 'matched' | 'delayed'
      /** What the taker side got and gave at once; 0 when it rests. */
      readonly takingMicros: number
      readonly makingMicros: number
      readonly tradeIds: readonly string[]
    }
  /** The venue's own words. */
  | { readonly ok: false; readonly status: number; readonly error: string }

/** How an order's end is named where the venue ended it by itself. */
export type EndDetail =
  | 'CANCELED_NOT_ENOUGH_BALANCE'
  | 'CANCELED_MARKET_NOT_FOUND'
  | 'CANCELED_EXPIRED_ORDER'
  | 'CANCELED_ORDER_TIMED_OUT'

export type RestingStatus = 'LIVE' | 'MATCHED' | 'CANCELED' | 'INVALID' | 'CANCELED_MARKET_RESOLVED'

export interface ExchangeOrder extends PlaceRequest {
  readonly market: MarketId
  readonly priceMicros: PriceMicros
  readonly sizeMicros: SizeMicros
  readonly matchedMicros: SizeMicros
  /** DELAYED: accepted, not yet in the book, and not to be cancelled. */
  readonly status: RestingStatus | 'DELAYED'
  /** In place of the status, for readers of the order; absent: it says all there is. */
  readonly endDetail?: EndDetail
  readonly createdAtMs: EpochMs
  /** When it ceased to live; null while it does. */
  readonly closedAtMs: EpochMs | null
  readonly tradeIds: readonly string[]
}

/** One side's part in a trade. Orders of the anonymous crowd have an account of their own. */
export interface TradeParty {
  readonly orderId: OrderId
  readonly account: Account
  readonly owner: string
  readonly token: TokenId
  readonly side: Side
  readonly priceMicros: PriceMicros
  readonly sizeMicros: SizeMicros
  readonly usdcMicros: UsdcMicros
}

export interface ExchangeTrade {
  readonly id: string
  readonly market: MarketId
  readonly taker: TradeParty & { readonly feeMicros: UsdcMicros }
  readonly makers: readonly TradeParty[]
  readonly status: TradeStatus
  readonly matchedAtMs: EpochMs
  readonly updatedAtMs: EpochMs
  readonly transactionHash: string
}

export type CancelResult = {
  readonly canceled: readonly OrderId[]
  /** The venue's own words by id. */
  readonly notCanceled: Readonly<Record<string, string>>
}

/** An account's money by the venue's books: settled and unsettled, with what orders hold back. */
export interface Holdings {
  readonly usdcMicros: UsdcMicros
  readonly sharesMicros: ReadonlyMap<TokenId, SizeMicros>
}

/** From an instant on, and before another one. */
export interface HalfOpenPeriod {
  readonly fromMs: number
  readonly untilMs: number
}

/** Reads of an account, now or at an earlier moment. */
export type PastReads = Pick<Exchange, 'order' | 'openOrders' | 'trades' | 'trade' | 'holdings' | 'positions'>

/**
 * A venue without its network: one unified book per market, price-time priority behind what the crowd displays,
 * money with reservations, and trades that settle later or fail. Time moves only by `advanceTo`; nothing is random
 * but what the seed draws.
 */
export interface Exchange {
  nowMs(): EpochMs
  /** Expires, settles, clears the book at game start; events later than this are refused until time gets there. */
  advanceTo(nowMs: EpochMs): void
  /** Runs a task when time gets there; what is past runs at once with the next step of time. */
  at(atMs: number, task: () => void): void
  list(market: ListedMarket): void
  change(market: MarketId, change: Partial<ListedMarket>): void
  markets(): readonly ListedMarket[]
  marketOf(token: TokenId): ListedMarket | undefined
  /** The crowd moves; `event.atMs` must not lie before `nowMs()`. Advances time to it. */
  feed(market: MarketId, event: FeedEvent): void
  /** The crowd's quotes that have come to an order of these accounts trade with it, as far as they are displayed. */
  fillAgainstCrowd(market: MarketId, accounts: Iterable<Account>): void
  /** Takes everything off the market's book, orders and crowd, as the venue does at game start or a cut-over. */
  wipe(market: MarketId): void

  fund(account: Account, usdcMicros: number): void
  /** Gives shares as a deposit, outside of any trade. */
  fundShares(account: Account, token: TokenId, sizeMicros: number): void
  approve(account: Account, approved: boolean): void
  ban(account: Account, how: 'closedOnly' | 'banned' | null): void
  banOf(account: Account): 'closedOnly' | 'banned' | null

  place(request: PlaceRequest): PlaceResult
  cancel(account: Account, ids: readonly string[]): CancelResult
  cancelMarket(
    account: Account,
    filter: { readonly market?: MarketId; readonly token?: TokenId },
  ): CancelResult
  cancelAll(account: Account): CancelResult
  /**
   * Somebody trades with this very order, out of turn; the trade is not reported for `hideMs`. False: it does not rest.
   */
  hit(id: string, of: { readonly sizeMicros: number; readonly hideMs: number }): boolean

  order(id: string): ExchangeOrder | undefined
  /** Live orders, oldest first. */
  openOrders(account: Account): readonly ExchangeOrder[]
  /** Every order the account ever had in the book, oldest first. */
  orders(account: Account): readonly ExchangeOrder[]
  /** Trades the account had a part in, newest first: all, or those that were matched in a period. */
  trades(account: Account, period?: HalfOpenPeriod): readonly ExchangeTrade[]
  trade(id: string): ExchangeTrade | undefined
  /** The market's trades, everybody's, as the index of the chain shows them by now: newest first. */
  publicTrades(market: MarketId): readonly PublicTradeRecord[]
  /** Those matched since a count of all trades, at once and oldest first, as the market channel reports them. */
  matchedTrades(
    market: MarketId,
    after: number,
  ): { readonly count: number; readonly records: readonly PublicTradeRecord[] }
  /** Notifies after each step that may have changed what the public sees. @returns what ends it. */
  watch(watcher: Watcher): () => void
  /** Settled money and shares, and what the account may still sell or spend. */
  holdings(account: Account): Holdings
  /** Shares as the lagging positions index shows them; nothing held, no entry. */
  positions(account: Account): ReadonlyMap<TokenId, SizeMicros>
  available(account: Account, asset: TokenId | 'USDC'): number
  allowance(account: Account): boolean
  /** What the venue would have said at an earlier moment. */
  past(atMs: number): PastReads
  /** Everything displayed, ours included, best first; the second token's book is the mirror of the first's. */
  book(token: TokenId): {
    readonly bids: readonly Level[]
    readonly asks: readonly Level[]
    readonly changedAtMs: EpochMs
    readonly lastTradePriceMicros: PriceMicros | null
    readonly lastTradeSide: Side | null
  }
}

/** Called after everything that may have changed what the public sees. */
export type Watcher = (of: {
  /** The crowd's whole display came again, which is no change of single levels. */
  readonly isSnapshot: boolean
}) => void
