import type { VenueOrder, VenueOrderStatus } from '../domain/market.ts'
import {
  brief,
  isObject,
  readMarketId,
  readOrderId,
  readPrice,
  readSide,
  readSize,
  readTime,
  readTokenId,
} from './wire.ts'

/** Reads an order as the venue tells of it, or says why it cannot be read. */
export function parseOrderRow(row: unknown): VenueOrder | string {
  if (!isObject(row)) return `not an order: ${brief(row)}`
  const id = readOrderId(row['id'])
  const market = readMarketId(row['market'])
  const token = readTokenId(row['asset_id'])
  const side = readSide(row['side'])
  const status = readOrderStatus(row['status'])
  const priceMicros = readPrice(row['price'])
  const sizeMicros = readSize(row['original_size'])
  const createdAtMs = readTime(row['created_at'])
  if (id === null || market === null || token === null || side === null)
    return `an order cannot be read: ${brief(row)}`
  if (status === null || priceMicros === null || sizeMicros === null || createdAtMs === null) {
    return `order ${id} cannot be read: ${brief(row)}`
  }
  const matched = row['size_matched'] ?? ''
  const matchedMicros = matched === '' ? null : readSize(matched)
  if (matched !== '' && matchedMicros === null) return `order ${id}: size_matched ${brief(matched)}`
  return { id, market, tokenId: token, side, status, priceMicros, sizeMicros, matchedMicros, createdAtMs }
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
