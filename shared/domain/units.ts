/**
 * The units of the house: integers only, branded so that a price cannot be passed for a size.
 * Money and prices are in 1e-6 USDC, sizes in 1e-6 outcome shares, instants in epoch milliseconds.
 */
declare const brand: unique symbol
type Brand<T, B extends string> = T & { readonly [brand]: B }

/** Price of one share, 0 to 1_000_000 (= 1 USDC). */
export type PriceMicros = Brand<number, 'PriceMicros'>
export type UsdcMicros = Brand<number, 'UsdcMicros'>
export type SizeMicros = Brand<number, 'SizeMicros'>
/** Venue or wall time. */
export type EpochMs = Brand<number, 'EpochMs'>
/** A clock that never steps back; only differences mean anything. */
export type MonotonicMs = Brand<number, 'MonotonicMs'>
/** EIP-712 hash of the signed order, `0x` and 64 hex digits, lower case. */
export type OrderId = Brand<string, 'OrderId'>
export type TradeId = Brand<string, 'TradeId'>
/** Outcome token, decimal string of a 256-bit integer. */
export type TokenId = Brand<string, 'TokenId'>
/** Condition id of a market, `0x` and 64 hex digits, lower case. */
export type MarketId = Brand<string, 'MarketId'>

export const MICROS = 1_000_000

export const price = (micros: number): PriceMicros => integer(micros, 'price') as PriceMicros
export const usdc = (micros: number): UsdcMicros => integer(micros, 'usdc') as UsdcMicros
export const size = (micros: number): SizeMicros => integer(micros, 'size') as SizeMicros
export const epochMs = (ms: number): EpochMs => integer(ms, 'epochMs') as EpochMs
export const monotonicMs = (ms: number): MonotonicMs => ms as MonotonicMs
export const orderId = (id: string): OrderId => id.toLowerCase() as OrderId
export const tradeId = (id: string): TradeId => id as TradeId
export const tokenId = (id: string): TokenId => id as TokenId
export const marketId = (id: string): MarketId => id.toLowerCase() as MarketId

function integer(value: number, unit: string): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${unit}: ${value} is not a safe integer`)
  return value
}
