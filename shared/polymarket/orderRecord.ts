import { isObject } from '../domain/jsonObject.ts'
import type { VenueOrder, VenueOrderStatus } from '../domain/market.ts'
import {
  brief,
  readMarketId,
  readOrderId,
  readPrice,
  readSide,
  readSize,
  readTime,
  readTokenId,
} from './wire.ts'

/**
 * Reads an order as the venue reports it, or says why it cannot be read. Only its id, its status and what a terminal
 * one matched decide anything; the rest is null where it cannot be read.
 */
export function parseOrderRecord(record: unknown): VenueOrder | string {
  if (!isObject(record)) return 'it is not an order'
  const id = readOrderId(record['id'])
  const status = readOrderStatus(record['status'])
  if (id === null) return 'an order cannot be read: its id'
  if (status === null) return `order ${id} cannot be read: its status, ${brief(record['status'])}`
  const matched = record['size_matched'] ?? ''
  const matchedMicros = matched === '' ? null : readSize(matched)
  if (status === 'TERMINAL' && matched !== '' && matchedMicros === null)
    return `order ${id} cannot be read: size_matched ${brief(matched)}`
  return {
    id,
    market: readMarketId(record['market']),
    tokenId: readTokenId(record['asset_id']),
    side: readSide(record['side']),
    status,
    priceMicros: readPrice(record['price']),
    sizeMicros: readSize(record['original_size']),
    matchedMicros,
    createdAtMs: readTime(record['created_at']),
  }
}

/** The longer name first where one begins with another. DELAYED and UNMATCHED may still trade. */
const STATUSES: readonly (readonly [string, VenueOrderStatus])[] = [
  ['LIVE', 'LIVE'],
  ['DELAYED', 'LIVE'],
  ['UNMATCHED', 'LIVE'],
  ['MATCHED', 'TERMINAL'],
  ['CANCELED_MARKET_RESOLVED', 'TERMINAL'],
  ['CANCELED', 'TERMINAL'],
  ['CANCELLED', 'TERMINAL'],
  ['INVALID', 'TERMINAL'],
]

/** Upper case, without prefix; the venue may append text after an underscore. */
export function readOrderStatus(value: unknown): VenueOrderStatus | null {
  if (typeof value !== 'string') return null
  const name = value.toUpperCase().replace(/^ORDER_STATUS_/, '')
  for (const [known, status] of STATUSES) {
    if (name === known || name.startsWith(`${known}_`)) return status
  }
  return null
}
