import { MAX_DATA_RECORDS } from '../../../shared/domain/venueRules.ts'
import { decodeOffset, encodeOffset } from './pages.ts'
import { json, ok, type Reply } from './reply.ts'

const DEFAULT_RECORDS = 100
const CURSOR_SEPARATOR = '.'

/** One page in the envelope of the Data API's second version, or its refusal of the parameters. */
export function dataPage(records: readonly unknown[], query: URLSearchParams): Reply {
  if (query.has('offset')) return invalid('offset')
  const range = rangeOf(query)
  if (typeof range === 'string') return invalid(range)
  const { offset, limit } = range
  const hasMore = offset + limit < records.length
  return ok({
    data: records.slice(offset, offset + limit),
    pagination: {
      limit,
      offset,
      has_more: hasMore,
      next_cursor: hasMore ? encodeOffset(offset + limit) + CURSOR_SEPARATOR + encodeOffset(limit) : null,
    },
  })
}

/** The cursor carries the limit of the first page; the name of the bad parameter else. */
function rangeOf(query: URLSearchParams): { readonly offset: number; readonly limit: number } | string {
  const cursor = query.get('cursor')
  if (cursor === null || cursor === '') {
    const limit = Number(query.get('limit') ?? DEFAULT_RECORDS)
    return Number.isInteger(limit) && limit >= 1 && limit <= MAX_DATA_RECORDS ? { offset: 0, limit } : 'limit'
  }
  if (query.has('limit')) return 'limit'
  const [offset, limit] = cursor.split(CURSOR_SEPARATOR).map(decodeOffset)
  if (offset === null || offset === undefined || limit === null || limit === undefined) return 'cursor'
  return offset >= 0 && limit >= 1 && limit <= MAX_DATA_RECORDS ? { offset, limit } : 'cursor'
}

/** The Data API's errors are wider than the CLOB's and name the parameter. */
export const invalid = (parameter: string): Reply =>
  json(400, {
    error: `invalid parameter: ${parameter}`,
    code: 'invalid_parameter',
    retryable: false,
    trace_id: '',
    parameter,
  })
