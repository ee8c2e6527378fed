import type { Side } from './order.ts'
import type {
  EpochMs,
  MarketId,
  OrderId,
  PriceMicros,
  SizeMicros,
  TokenId,
  TradeId,
  UsdcMicros,
} from './units.ts'
import type { UnreadableRecord } from './unreadable.ts'

/** PROVISIONAL: matched, not settled. CONFIRMED and FAILED are final. */
export type LegStatus = 'PROVISIONAL' | 'CONFIRMED' | 'FAILED'

/** Our part of one trade, as read from the venue. One trade can hold several of our orders. */
export interface SeenLeg {
  readonly tradeId: TradeId
  readonly orderId: OrderId
  readonly market: MarketId
  readonly tokenId: TokenId
  readonly side: Side
  readonly role: 'maker' | 'taker'
  readonly sizeMicros: SizeMicros
  /** Rounded to nearest where the venue prints more than six decimals. */
  readonly priceMicros: PriceMicros
  /** Exact price x size, rounded to the nearest micro-dollar once. Without the fee. */
  readonly notionalMicros: UsdcMicros
  readonly matchedAtMs: EpochMs
  readonly status: LegStatus
  /** The venue says it is in a block; still PROVISIONAL unless `settledAt` is "MINED". */
  readonly mined: boolean
  readonly transactionHash?: string
}

/** A leg as the market item keeps it. */
export interface Leg extends SeenLeg {
  /** Taker fee; makers pay none. */
  readonly feeMicros: UsdcMicros
  readonly seenAtMs: EpochMs
}

/** A record that names us but carries no usable trade id: a STOP, never a fill. */
export interface LegWithoutId {
  readonly raw: string
  readonly market: MarketId | null
  /** Absent: not readable. */
  readonly tokenId?: TokenId
  readonly orderId: OrderId | null
}

/** A record that holds a leg of ours, or may, and cannot be read. */
export interface UnreadableLeg extends UnreadableRecord {
  readonly orderId: OrderId | null
  readonly matchedAtMs: EpochMs | null
}

/** Our legs since some instant, of every market of the account. */
export interface Trades {
  readonly legs: readonly SeenLeg[]
  readonly withoutId: readonly LegWithoutId[]
  readonly unreadable: readonly UnreadableLeg[]
}

/** Trades in which everything could be read. */
export const allRead = (legs: readonly SeenLeg[]): Trades => ({ legs, withoutId: [], unreadable: [] })

/** No venue's id is longer. */
const MAX_TRADE_ID = 128

/**
 * A trade without a usable id cannot be distinguished from another: the requirement stops on it. The venue's are UUIDs; a text
 * that is no identifier of any kind would count a known fill a second time.
 */
export const isTradeId = (id: string): boolean =>
  id.length <= MAX_TRADE_ID && /^[\w.:-]+$/.test(id.trim()) && id.trim().toLowerCase() !== 'unknown'

/** Deduplicates fills: a trade id alone is not unique, one trade can fill two of our orders. */
export const legKey = (leg: Pick<SeenLeg, 'tradeId' | 'orderId'>): string => `${leg.tradeId}:${leg.orderId}`

export function joinedTrades(parts: readonly Trades[]): Trades {
  const all = <K extends keyof Trades>(key: K): Trades[K][number][] => parts.flatMap((part) => [...part[key]])
  return { legs: all('legs'), withoutId: all('withoutId'), unreadable: all('unreadable') }
}
