import { assert } from '../../shared/domain/assert.ts'
import { type Block, CONTINUES, MAX_ROWS } from './format.ts'

/** Rows on their way into a block. */
export interface BlockColumns extends Block {
  rows: number
  events: number
  firstMs: number
  lastMs: number
}

/** A block's arrays, allocated once and filled again and again. */
export function createColumns(capacity = MAX_ROWS): BlockColumns {
  return {
    rows: 0,
    events: 0,
    firstMs: 0,
    lastMs: 0,
    kind: new Uint8Array(capacity),
    atMs: new Float64Array(capacity),
    priceMicros: new Int32Array(capacity),
    sizeMicros: new Float64Array(capacity),
  }
}

export interface TapeRow {
  readonly kind: number
  readonly atMs: number
  readonly priceMicros: number
  readonly sizeMicros: number
  /** It belongs to the event of the row before. */
  readonly continues: boolean
}

/** The caller has made sure that there is room. */
export function pushRow(columns: BlockColumns, row: TapeRow): void {
  const at = columns.rows
  assert(at < columns.kind.length, 'a row beyond the capacity of its block')
  assert(Number.isSafeInteger(row.sizeMicros) && row.sizeMicros >= 0, `a size of ${row.sizeMicros} micros`)
  columns.kind[at] = row.continues ? row.kind | CONTINUES : row.kind
  columns.atMs[at] = row.atMs
  columns.priceMicros[at] = row.priceMicros
  columns.sizeMicros[at] = row.sizeMicros
  if (at === 0) columns.firstMs = row.atMs
  if (!row.continues) columns.events += 1
  columns.lastMs = row.atMs
  columns.rows = at + 1
}

export function clearColumns(columns: BlockColumns): void {
  columns.rows = 0
  columns.events = 0
}
