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
import {
  MAX_CAPS,
  MAX_CONSUMED,
  MAX_COUNTED,
  MAX_GAPS,
  MAX_PAPER_FILLS,
  MAX_PAPER_ORDERS,
  type PaperAccount,
  type PaperFill,
} from './paperAccount.ts'

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
const isOther = z.literal(true).exactOptional()
const holding = {
  cashMicros: integer<UsdcMicros>(),
  sharesMicros: size,
  redeemed: z.strictObject({ sizeMicros: size, paidMicros: integer<UsdcMicros>(0) }).readonly(),
}

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

const orderSchema = z
  .strictObject({
    id: brandedText<OrderId>(),
    isOther,
    side,
    priceMicros: integer<PriceMicros>(0),
    sizeMicros: size,
    matchedMicros: size,
    aheadMicros: size,
    restedAtMs: ms,
    dropsAtMs: ms,
    caps: z
      .array(z.strictObject({ atMs: ms, displayedMicros: size, tradedMicros: size }).readonly())
      .max(MAX_CAPS)
      .readonly(),
    end: z
      .strictObject({
        atMs: ms,
        how: z.enum(['filled', 'cancelled', 'expired', 'wiped', 'closed', 'gap']),
      })
      .readonly()
      .nullable(),
    finalAtMs: ms.nullable(),
  })
  .readonly()

/** An account as it is stored: checked whenever it is written and whenever it is read. */
export const paperAccountSchema = z
  .strictObject({
    schema: z.literal(1),
    market: brandedText<MarketId>(),
    tokenId: brandedText<TokenId>(),
    other: z
      .strictObject({ tokenId: brandedText<TokenId>(), ...holding })
      .readonly()
      .exactOptional(),
    // Before there was a channel the index was all there was.
    source: z.enum(['index', 'channel']).default('index'),
    tradesUntilMs: ms,
    counted: z
      .array(z.strictObject({ key: text, stampedAtMs: ms }).readonly())
      .max(MAX_COUNTED)
      .readonly(),
    orders: z.array(orderSchema).max(MAX_PAPER_ORDERS).readonly(),
    fills: z.array(paperFillSchema).max(MAX_PAPER_FILLS).readonly(),
    filled: z.int().min(0),
    archivedUntilMs: ms,
    ...holding,
    eaten: z
      .array(
        z
          .strictObject({
            side: z.enum(['bid', 'ask']),
            priceMicros: integer<PriceMicros>(0),
            displayedMicros: size,
            takenMicros: size,
            atMs: ms,
          })
          .readonly(),
      )
      .max(MAX_CONSUMED)
      .readonly(),
    gaps: z
      .array(z.strictObject({ fromMs: ms, toMs: ms }).readonly())
      .max(MAX_GAPS)
      .readonly(),
    gapCount: z.int().min(0),
  })
  .readonly()

true satisfies PaperAccount extends z.output<typeof paperAccountSchema> ? true : false
true satisfies z.output<typeof paperAccountSchema> extends PaperAccount ? true : false
true satisfies z.output<typeof paperFillSchema> extends PaperFill ? true : false
