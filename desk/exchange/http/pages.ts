import { ok, type Reply, refuse } from './reply.ts'

/** The end of every list; a client that misses it asks forever. */
const END = 'LTE='
const PAGE_RECORDS = 100

export interface Page<Record> {
  readonly limit: number
  readonly count: number
  readonly next_cursor: string
  readonly data: readonly Record[]
}

/**
 * Cuts one page out of a list in the venue's envelope. Cursors are base64 of an offset, "-1" after the last record, so
 * a list that moves between two pages repeats or skips records, as it does there. null: no cursor of ours.
 */
export function page<Item, Record>(
  items: readonly Item[],
  cursor: string | null,
  print: (item: Item) => Record,
  limit: number = PAGE_RECORDS,
): Page<Record> | null {
  const offset = cursor === null || cursor === '' ? 0 : decodeOffset(cursor)
  if (offset === null) return null
  const data = offset < 0 ? [] : items.slice(offset, offset + limit).map(print)
  const isLast = offset < 0 || offset + limit >= items.length
  return { limit, count: data.length, next_cursor: isLast ? END : encodeOffset(offset + limit), data }
}

/** The page that `next_cursor` asks for, or the venue's refusal of it. */
export function pageReply<Item>(
  items: readonly Item[],
  query: URLSearchParams,
  print: (item: Item) => unknown,
  { limit = PAGE_RECORDS, error = 'Invalid next_cursor' } = {},
): Reply {
  const records = page(items, query.get('next_cursor'), print, limit)
  return records === null ? refuse(400, error) : ok(records)
}

export const encodeOffset = (offset: number): string => Buffer.from(String(offset)).toString('base64')

export function decodeOffset(cursor: string): number | null {
  const text = Buffer.from(cursor, 'base64').toString('latin1')
  return /^(-1|\d{1,9})$/.test(text) ? Number(text) : null
}
