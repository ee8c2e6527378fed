import * as z from 'zod'
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

/** The bounds that keep the item small. */
export const MAX_PAPER_ORDERS = 64
export const MAX_PAPER_FILLS = 400
export const MAX_COUNTED = 1_000
export const MAX_CAPS = 32
export const MAX_CONSUMED = 64
export const MAX_GAPS = 20

const text = z.string().min(1).max(128)
const brandedText = <T>() => text.transform((value) => value as T)
const integer = <T>(low: number = Number.MIN_SAFE_INTEGER) =>
  z
    .int()
    .min(low)
    .transform((value) => value as T)
const ms = integer<EpochMs>(0)
const size = integer<SizeMicros>(0)
const side = z.enum(['BUY', 'SELL'])
/** It is in the market's other outcome; side and price are as in that. */
const isOther = z.literal(true).exactOptional()

/** Of one outcome. */
const holdingSchema = z
  .strictObject({
    /** What all fills ever brought less what they cost, fees included. */
    cashMicros: integer<UsdcMicros>(),
    /** Shares bought less shares sold and shares redeemed, settled or not. */
    sharesMicros: size,
    /** What a resolved market has taken back and paid: no fill reports it. */
    redeemed: z.strictObject({ sizeMicros: size, paidMicros: integer<UsdcMicros>(0) }).readonly(),
  })
  .readonly()
export type PaperHolding = z.output<typeof holdingSchema>
const holding = holdingSchema.unwrap().shape

export const paperFillSchema = z
  .strictObject({
    tradeId: brandedText<TradeId>(),
    orderId: brandedText<OrderId>(),
    isOther,
    side,
    role: z.enum(['maker', 'taker']),
    sizeMicros: size,
    priceMicros: integer<PriceMicros>(0),
    notionalMicros: integer<UsdcMicros>(0),
    feeMicros: integer<UsdcMicros>(0),
    matchedAtMs: ms,
  })
  .readonly()
export type PaperFill = z.output<typeof paperFillSchema>

/** A queue is no longer than what is displayed; the trades that came after the look shorten it further. */
const capSchema = z.strictObject({ atMs: ms, displayedMicros: size, tradedMicros: size }).readonly()
export type QueueCap = z.output<typeof capSchema>

const orderSchema = z
  .strictObject({
    id: brandedText<OrderId>(),
    isOther,
    side,
    priceMicros: integer<PriceMicros>(0),
    sizeMicros: size,
    matchedMicros: size,
    /** Displayed before us at our price, as far as it is not known to have traded. */
    aheadMicros: size,
    /** When it reached the book. */
    restedAtMs: ms,
    /** When the venue drops it. */
    dropsAtMs: ms,
    /** Displays seen that were shorter than the queue, waiting for the trades of their time. */
    caps: z.array(capSchema).max(MAX_CAPS).readonly(),
    end: z
      .strictObject({
        atMs: ms,
        how: z.enum(['filled', 'cancelled', 'expired', 'wiped', 'closed', 'gap']),
      })
      .readonly()
      .nullable(),
    /** Since when what it matched is the last word; null while trades of its life may still become known. */
    finalAtMs: ms.nullable(),
  })
  .readonly()
export type PaperOrder = z.output<typeof orderSchema>
export type PaperEnd = NonNullable<PaperOrder['end']>

const countedSchema = z.strictObject({ key: text, stampedAtMs: ms }).readonly()

/** What an order of ours took off the display, which does not know of it: `Consumed`, and when. */
const consumedSchema = z
  .strictObject({
    side: z.enum(['bid', 'ask']),
    priceMicros: integer<PriceMicros>(0),
    displayedMicros: size,
    takenMicros: size,
    atMs: ms,
  })
  .readonly()

const gapSchema = z.strictObject({ fromMs: ms, toMs: ms }).readonly()
export type PaperGap = z.output<typeof gapSchema>

/** The index of the chain, late and in whole seconds; or the market's channel, exact and at once. */
const sourceSchema = z.enum(['index', 'channel'])
export type TradeSource = z.output<typeof sourceSchema>

/** An account as it is stored: checked whenever it is written and whenever it is read. */
export const paperAccountSchema = z
  .strictObject({
    schema: z.literal(1),
    market: brandedText<MarketId>(),
    /** The outcome that an order of ours came in first; what is displayed, taken and traded is in its prices. */
    tokenId: brandedText<TokenId>(),
    /** The other outcome: the market's book shows our orders in it as well. Accounts of older code may lack it. */
    other: z
      .strictObject({ tokenId: brandedText<TokenId>(), ...holding })
      .readonly()
      .exactOptional(),
    /**
     * The source of the trades that this account counts: the two name no trade alike, so that it is one at a time. Before
     * there was a channel the index was all there was.
     */
    source: sourceSchema.default('index'),
    /** Trades of this source stamped before it are all counted; never moves back. */
    tradesUntilMs: ms,
    /** Trades stamped at or after it that have met an order of ours already. */
    counted: z.array(countedSchema).max(MAX_COUNTED).readonly(),
    orders: z.array(orderSchema).max(MAX_PAPER_ORDERS).readonly(),
    /** Fills that are not archived yet, oldest first. */
    fills: z.array(paperFillSchema).max(MAX_PAPER_FILLS).readonly(),
    /** Fills ever: names the next one. */
    filled: z.int().min(0),
    /** Fills matched before it are in the archive. */
    archivedUntilMs: ms,
    ...holding,
    /** Displayed size that our orders have consumed; the stored name is of the first schema. */
    eaten: z.array(consumedSchema).max(MAX_CONSUMED).readonly(),
    /** The last stretches of time whose trades nobody will know, and how many there were ever. */
    gaps: z.array(gapSchema).max(MAX_GAPS).readonly(),
    gapCount: z.int().min(0),
  })
  .readonly()

/**
 * All that the paper venue knows of one market: our orders on paper, what they got, and how far the public trades
 * are counted. It is the venue's memory, not the bot's: the bot sees of it what a venue reports. As at the venue a
 * market has one book, whichever outcome an order is in: a trade fills no two of ours, nor a display.
 */
export type PaperAccount = z.output<typeof paperAccountSchema>

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
