import { parseMicros } from '../domain/decimal.ts'
import type { Side } from '../domain/order.ts'
import { parseJson } from '../domain/parseJson.ts'
import {
  type EpochMs,
  epochMs,
  type MarketId,
  MICROS,
  marketId,
  type OrderId,
  orderId,
  type PriceMicros,
  price,
  type SizeMicros,
  size,
  type TokenId,
  tokenId,
} from '../domain/units.ts'
import { printed } from './printed.ts'

// Fields as the venue writes them. Each parser answers null for what it cannot read with certainty.

/**
 * Ours are 64 hex digits. Others are read too: a leg or a list must not become unreadable, nor an accepted order
 * lost, for an id of a new form.
 */
const ORDER_ID = /^[0-9A-Za-z_-]{1,128}$/
/** Protocol V2 writes conditions with 31 bytes in its catalogue. */
const MARKET_ID = /^0x[0-9a-fA-F]{62}(?:[0-9a-fA-F]{2})?$/
/** A 256-bit integer has at most 78 digits. */
const TOKEN_ID = /^\d{1,78}$/

export const readOrderId = (value: unknown): OrderId | null =>
  typeof value === 'string' && ORDER_ID.test(value) ? orderId(value) : null

/** Always 32 bytes: the 31 of Protocol V2 are padded on the right, as the order book's own API does. */
export const readMarketId = (value: unknown): MarketId | null =>
  typeof value === 'string' && MARKET_ID.test(value) ? marketId(value.padEnd(66, '0')) : null

export const readTokenId = (value: unknown): TokenId | null =>
  typeof value === 'string' && TOKEN_ID.test(value) ? tokenId(value) : null

/** Both of two, from a list or from its JSON in a string: the catalogue has both habits. */
export function readPair<T>(value: unknown, read: (each: unknown) => T | null): readonly [T, T] | null {
  const list = typeof value === 'string' ? parseJson(value) : value
  if (!Array.isArray(list) || list.length !== 2) return null
  const [first, second] = [read(list[0]), read(list[1])]
  return first === null || second === null ? null : [first, second]
}

/** Two outcomes are never of one token. */
export function readTokenPair(
  value: unknown,
  read: (each: unknown) => TokenId | null,
): readonly [TokenId, TokenId] | null {
  const pair = readPair(value, read)
  return pair !== null && pair[0] === pair[1] ? null : pair
}

export function readSide(value: unknown): Side | null {
  const side = typeof value === 'string' ? value.toUpperCase() : ''
  return side === 'BUY' || side === 'SELL' ? side : null
}

/** A decimal string from 0 to 1, rounded to the nearest micro. */
export function readPrice(value: unknown): PriceMicros | null {
  const micros = parseMicros(value, 'nearest')
  return micros !== null && micros >= 0 && micros <= MICROS ? price(micros) : null
}

/** A decimal string of shares, not negative. */
export function readSize(value: unknown): SizeMicros | null {
  const micros = parseMicros(value, 'nearest')
  return micros !== null && micros >= 0 ? size(micros) : null
}

/** A JSON number in micros, to nearest. The shortest digits of a double are what its writer meant. */
export function readNumberMicros(value: unknown): number | null {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0 || value > 1e9) return null
  return parseMicros(value.toFixed(12), 'nearest')
}

const SECONDS = /^\d{9,11}$/
const MILLISECONDS = /^\d{12,14}$/
/** Game starts also come as `2026-05-08 20:00:00+00`. */
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2}(?:\.\d+)?)(?:Z|([+-]\d{2}):?(\d{2})?))?$/

/** Epoch seconds or milliseconds, as a number or its digits, distinguished by their size; or ISO 8601. */
export function readTime(value: unknown): EpochMs | null {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value
  if (typeof text !== 'string') return null
  if (SECONDS.test(text)) return epochMs(Number(text) * 1000)
  if (MILLISECONDS.test(text)) return epochMs(Number(text))
  const iso = ISO.exec(text)
  if (iso === null) return null
  const [, date, time = '00:00:00', hours = '+00', minutes = '00'] = iso
  const ms = Date.parse(`${date}T${time}${hours}:${minutes}`)
  return Number.isSafeInteger(ms) && ms >= 0 ? epochMs(ms) : null
}

/** Addresses and API keys are compared without regard to case. */
export const sameText = (value: unknown, expected: string): boolean =>
  typeof value === 'string' && value.toLowerCase() === expected.toLowerCase()

/** A short form of anything, for messages to people. */
export function brief(value: unknown): string {
  return typeof value === 'string' ? cutShort(value, 200) : printed(value, 200)
}

const cutShort = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most)}...` : text
