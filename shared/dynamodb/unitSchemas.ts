import * as z from 'zod'
import {
  type EpochMs,
  type MarketId,
  MICROS,
  type OrderId,
  type PriceMicros,
  type SizeMicros,
  type TokenId,
  type TradeId,
  type UsdcMicros,
} from '../domain/units.ts'

/** Longer ids are an attack or a fault; 128 is also where a trade id becomes a STOP. */
const MAX_ID_CHARS = 128

const id = z.string().min(1).max(MAX_ID_CHARS)

/** The branded units as they are stored: plain safe integers and strings, checked again on each reading. */
export const priceSchema = z
  .int()
  .min(0)
  .max(MICROS)
  .transform((micros) => micros as PriceMicros)
export const usdcSchema = z.int().transform((micros) => micros as UsdcMicros)
export const sizeSchema = z.int().transform((micros) => micros as SizeMicros)
export const epochMsSchema = z
  .int()
  .min(0)
  .transform((ms) => ms as EpochMs)
export const orderIdSchema = id.transform((text) => text as OrderId)
export const tradeIdSchema = id.transform((text) => text as TradeId)
export const tokenIdSchema = id.transform((text) => text as TokenId)
export const marketIdSchema = id.transform((text) => text as MarketId)
export const countSchema = z.int().min(0)

/**
 * True only where both types are the same to the last key and modifier. A schema asserts it against the type it
 * stands for, so that a key added to one and not to the other does not compile: a strict reader would refuse the
 * item, a lax one would drop the key without a word.
 */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
