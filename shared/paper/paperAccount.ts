import type { Side } from '../domain/order.ts'
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
import type { Consumed } from '../simulator/consumed.ts'

/**
 * All that the paper venue knows of one market: our orders on paper, what they got, and how far the public trades
 * are counted. It is the venue's memory, not the bot's: the bot sees of it what a venue reports. As at the venue a
 * market has one book, whichever outcome an order is in: a trade fills no two of ours, nor a display.
 */
export interface PaperAccount extends PaperHolding {
  readonly schema: 1
  readonly market: MarketId
  /** The outcome that an order of ours came in first; what is displayed, taken and traded is in its prices. */
  readonly tokenId: TokenId
  /** The other outcome, once an order of ours is in it too. */
  readonly other?: PaperHolding & { readonly tokenId: TokenId }
  /** The source of the trades that this account counts: the two name no trade alike, so that it is one at a time. */
  readonly source: TradeSource
  /** Trades of this source stamped before it are all counted; never moves back. */
  readonly tradesUntilMs: EpochMs
  /** Trades stamped at or after it that have met an order of ours already. */
  readonly counted: readonly CountedTrade[]
  readonly orders: readonly PaperOrder[]
  /** Fills that are not archived yet, oldest first. */
  readonly fills: readonly PaperFill[]
  /** Fills ever: names the next one. */
  readonly filled: number
  /** Fills matched before it are in the archive. */
  readonly archivedUntilMs: EpochMs
  /** Displayed size that our orders have consumed; the stored name is of the first schema. */
  readonly eaten: readonly ConsumedLevel[]
  /** The last stretches of time whose trades nobody will know, and how many there were ever. */
  readonly gaps: readonly PaperGap[]
  readonly gapCount: number
}

/** Of one outcome. */
export interface PaperHolding {
  /** What all fills ever brought less what they cost, fees included. */
  readonly cashMicros: UsdcMicros
  /** Shares bought less shares sold and shares redeemed, settled or not. */
  readonly sharesMicros: SizeMicros
  /** What a resolved market has taken back and paid: no fill reports it. */
  readonly redeemed: { readonly sizeMicros: SizeMicros; readonly paidMicros: UsdcMicros }
}

/** The index of the chain, late and in whole seconds; or the market's channel, exact and at once. */
export type TradeSource = 'index' | 'channel'

export interface PaperOrder {
  readonly id: OrderId
  /** It is in the market's other outcome; side and price are as in that. */
  readonly isOther?: true
  readonly side: Side
  readonly priceMicros: PriceMicros
  readonly sizeMicros: SizeMicros
  readonly matchedMicros: SizeMicros
  /** Displayed before us at our price, as far as it is not known to have traded. */
  readonly aheadMicros: SizeMicros
  /** When it reached the book. */
  readonly restedAtMs: EpochMs
  /** When the venue drops it. */
  readonly dropsAtMs: EpochMs
  /** Displays seen that were shorter than the queue, waiting for the trades of their time. */
  readonly caps: readonly QueueCap[]
  readonly end: PaperEnd | null
  /** Since when what it matched is the last word; null while trades of its life may still become known. */
  readonly finalAtMs: EpochMs | null
}

export interface PaperEnd {
  readonly atMs: EpochMs
  readonly how: 'filled' | 'cancelled' | 'expired' | 'wiped' | 'closed' | 'gap'
}

/** A queue is no longer than what is displayed; the trades that came after the look shorten it further. */
export interface QueueCap {
  readonly atMs: EpochMs
  readonly displayedMicros: SizeMicros
  readonly tradedMicros: SizeMicros
}

export interface CountedTrade {
  readonly key: string
  readonly stampedAtMs: EpochMs
}

export interface PaperFill {
  readonly tradeId: TradeId
  readonly orderId: OrderId
  readonly isOther?: true
  readonly side: Side
  readonly role: 'maker' | 'taker'
  readonly sizeMicros: SizeMicros
  readonly priceMicros: PriceMicros
  readonly notionalMicros: UsdcMicros
  readonly feeMicros: UsdcMicros
  readonly matchedAtMs: EpochMs
}

/** What an order of ours took off the display, which does not know of it. */
export interface ConsumedLevel extends Consumed {
  readonly atMs: EpochMs
}

export interface PaperGap {
  readonly fromMs: EpochMs
  readonly toMs: EpochMs
}

/** The bounds that keep the item small. */
export const MAX_PAPER_ORDERS = 64
export const MAX_PAPER_FILLS = 400
export const MAX_COUNTED = 1_000
export const MAX_CAPS = 32
export const MAX_CONSUMED = 64
export const MAX_GAPS = 20

export const NOTHING_HELD: PaperHolding = {
  cashMicros: 0 as UsdcMicros,
  sharesMicros: 0 as SizeMicros,
  redeemed: { sizeMicros: 0 as SizeMicros, paidMicros: 0 as UsdcMicros },
}

/** A market that was never traded on paper. */
export const emptyPaperAccount = (of: {
  readonly market: MarketId
  readonly tokenId: TokenId
  readonly nowMs: EpochMs
}): PaperAccount => ({
  schema: 1,
  market: of.market,
  tokenId: of.tokenId,
  source: 'index',
  tradesUntilMs: of.nowMs,
  counted: [],
  orders: [],
  fills: [],
  filled: 0,
  archivedUntilMs: 0 as EpochMs,
  ...NOTHING_HELD,
  eaten: [],
  gaps: [],
  gapCount: 0,
})

export const restOf = (order: PaperOrder): number => order.sizeMicros - order.matchedMicros
export const isLive = (order: PaperOrder): boolean => order.end === null
/** Trades of its life may still become known. */
export const isOpenQuestion = (order: PaperOrder): boolean => order.finalAtMs === null

/** The same account where nothing changes. */
export function mapOrders(account: PaperAccount, change: (order: PaperOrder) => PaperOrder): PaperAccount {
  const orders = account.orders.map(change)
  return orders.every((order, index) => order === account.orders[index]) ? account : { ...account, orders }
}
