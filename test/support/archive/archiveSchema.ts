import type { SchemaElement } from 'hyparquet'

const text = (name: string): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  repetition_type: 'OPTIONAL',
})
const instant = (name: string): SchemaElement => ({
  name,
  type: 'INT64',
  converted_type: 'TIMESTAMP_MILLIS',
  repetition_type: 'OPTIONAL',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
})
const decimal = (name: string, precision: number, scale: number): SchemaElement => ({
  name,
  type: precision > 9 ? 'INT64' : 'INT32',
  converted_type: 'DECIMAL',
  precision,
  scale,
  repetition_type: 'OPTIONAL',
})

/** The columns of the public archive, in its order. */
export const ARCHIVE_SCHEMA: readonly SchemaElement[] = [
  instant('timestamp_received'),
  instant('timestamp'),
  { name: 'market', type: 'FIXED_LEN_BYTE_ARRAY', type_length: 66, repetition_type: 'OPTIONAL' },
  text('event_type'),
  text('asset_id'),
  text('bids'),
  text('asks'),
  decimal('price', 9, 4),
  decimal('size', 18, 6),
  text('side'),
  decimal('best_bid', 9, 4),
  decimal('best_ask', 9, 4),
  { name: 'fee_rate_bps', type: 'INT32', repetition_type: 'OPTIONAL' },
  text('transaction_hash'),
  decimal('old_tick_size', 9, 4),
  decimal('new_tick_size', 9, 4),
]

/** One row; what is absent is null. Prices and sizes as the channel writes them. */
export interface ArchiveRow {
  readonly timestamp_received: number
  readonly timestamp: number
  readonly market: string
  readonly event_type: string
  readonly asset_id: string
  readonly bids?: string
  readonly asks?: string
  readonly price?: number
  readonly size?: number
  readonly side?: string
  readonly transaction_hash?: string
  readonly old_tick_size?: number
  readonly new_tick_size?: number
}
