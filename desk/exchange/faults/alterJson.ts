import { isObject, type JsonObject } from '../../../shared/domain/jsonObject.ts'
import { parseJson } from '../../../shared/domain/parseJson.ts'
import { decodeOffset, encodeOffset } from '../http/pages.ts'
import type { Reply } from '../http/reply.ts'

export type Alter = (honest: Reply) => Reply

/** Changes the object of a good answer; refusals and other shapes go out as they are. */
export const alterJson =
  (change: (body: JsonObject) => unknown): Alter =>
  (honest) => {
    const body = parseJson(honest.body)
    if (honest.status !== 200 || !isObject(body)) return honest
    return { ...honest, body: JSON.stringify(change(body)) }
  }

/** Changes the records of an answer, in an envelope or bare. */
export const changeList =
  (change: (records: readonly unknown[]) => readonly unknown[]): Alter =>
  (honest) => {
    const body = parseJson(honest.body)
    if (honest.status !== 200) return honest
    if (Array.isArray(body)) return { ...honest, body: JSON.stringify(change(body)) }
    if (!isObject(body) || !Array.isArray(body['data'])) return honest
    const data = change(body['data'])
    const count = 'count' in body ? { count: data.length } : {}
    return { ...honest, body: JSON.stringify({ ...body, ...count, data }) }
  }

/** Changes every object among the records, or the one object that is the answer. */
export const changeEach =
  (change: (record: JsonObject) => JsonObject): Alter =>
  (honest) => {
    const one = (record: unknown): unknown => (isObject(record) ? change(record) : record)
    const body = parseJson(honest.body)
    if (Array.isArray(body) || (isObject(body) && Array.isArray(body['data']))) {
      return changeList((records) => records.map(one))(honest)
    }
    return alterJson(change)(honest)
  }

/** Moves where the next page begins; a last page of at least one record repeats its first, when moved back. */
export const moveCursor = (byRecords: number): Alter =>
  alterJson((body) => {
    const { next_cursor: cursor, data } = body
    const offset = typeof cursor === 'string' ? decodeOffset(cursor) : null
    if (offset !== null && offset >= 0) {
      return { ...body, next_cursor: encodeOffset(Math.max(0, offset + byRecords)) }
    }
    if (byRecords >= 0 || !Array.isArray(data)) return body
    const repeated = [...data, ...data.slice(0, -byRecords)]
    return { ...body, count: repeated.length, data: repeated }
  })
