import { unknown } from '../domain/read.ts'
import type { Answer } from './ask.ts'
import type { VenueLimits } from './limits.ts'
import { type Budget, createBudget, okJson } from './session.ts'
import { brief, isObject } from './wire.ts'

/** One page as read; `next` null says it was the last. */
export interface Page {
  readonly rows: readonly unknown[]
  readonly next: string | null
}

export type Unknown = { readonly ok: false; readonly unknown: string }
/** A list read from its first page to its last. */
export type Listing =
  | { readonly ok: true; readonly rows: readonly unknown[]; readonly pages: number }
  | Unknown

export interface Pager {
  /** Asks for the page at the cursor; null for the first. */
  readonly fetch: (cursor: string | null, budget: Budget) => Promise<Answer>
  readonly parse: (json: unknown) => Page | string
  readonly limits: VenueLimits
}

/** Steps through all pages within bounds. Whatever keeps it from the last page makes the answer unknown, never shorter. */
export async function readPages(pager: Pager, budget: Budget): Promise<Listing> {
  const rows: unknown[] = []
  const seen = new Set<string>()
  let cursor: string | null = null
  for (let pages = 1; pages <= pager.limits.maxPages; pages += 1) {
    const answer = okJson(await pager.fetch(cursor, budget))
    if (!answer.ok) return unknown(`page ${pages}: ${answer.unknown}`)
    const page = pager.parse(answer.json)
    if (typeof page === 'string') return unknown(`page ${pages}: ${page}`)
    rows.push(...page.rows)
    if (rows.length > pager.limits.maxRows) return unknown(`more than ${pager.limits.maxRows} rows`)
    if (page.next === null) return { ok: true, rows, pages }
    if (seen.has(page.next)) return unknown(`page ${pages}: the cursor ${brief(page.next)} came twice`)
    seen.add(page.next)
    cursor = page.next
  }
  return unknown(`more than ${pager.limits.maxPages} pages`)
}

/**
 * Offsets into a list that moves meanwhile skip and repeat rows. One page cannot; several are read until two
 * readings in a row hold the same, and given up after a few.
 */
export async function readStable<T>(
  pager: Pager,
  interpret: (rows: readonly unknown[]) => { ok: true; value: T; identity: string } | Unknown,
  budget: Budget = createBudget(pager.limits.readDeadlineMs),
): Promise<{ ok: true; value: T } | Unknown> {
  let before: string | null = null
  for (let reading = 1; reading <= pager.limits.maxReadings; reading += 1) {
    const listing = await readPages(pager, budget)
    if (!listing.ok) return listing
    const result = interpret(listing.rows)
    if (!result.ok) return result
    if (listing.pages === 1 || result.identity === before) return { ok: true, value: result.value }
    before = result.identity
  }
  return unknown(`${pager.limits.maxReadings} readings, no two in a row alike`)
}

const END = 'LTE='
const MAX_CURSOR = 512

/** The envelope of the CLOB's lists: {data, next_cursor, count?}; `count` is of this page. */
export function parseClobPage(json: unknown): Page | string {
  if (!isObject(json) || !Array.isArray(json['data'])) return `not a page: ${brief(json)}`
  const { data, next_cursor: next, count } = json
  if (typeof count === 'number' && count !== data.length)
    return `${data.length} rows where ${count} were counted`
  if (typeof next !== 'string' || next === '' || next.length > MAX_CURSOR) {
    return `next_cursor is ${brief(next)}: cannot tell whether this was all`
  }
  return { rows: data, next: next === END ? null : next }
}

/** The envelope of the Data API: {data, pagination: {next_cursor: string | null}}. */
export function parseDataApiPage(json: unknown): Page | string {
  if (!isObject(json) || !Array.isArray(json['data'])) return `not a page: ${brief(json)}`
  const pagination = json['pagination']
  if (!isObject(pagination)) return 'no pagination: cannot tell whether this was all'
  const next = pagination['next_cursor']
  if (next === null) {
    return pagination['has_more'] === true
      ? 'more is said to follow, but no cursor'
      : { rows: json['data'], next }
  }
  if (typeof next !== 'string' || next === '' || next.length > MAX_CURSOR) {
    return `next_cursor is ${brief(next)}: cannot tell whether this was all`
  }
  return { rows: json['data'], next }
}
