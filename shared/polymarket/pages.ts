import { isObject } from '../domain/jsonObject.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import type { Clock } from '../ports/clock.ts'
import type { Answer, AnswerHeaders } from './answer.ts'
import type { VenueLimits } from './limits.ts'
import { createBudget, okJson, type TimeBudget } from './session.ts'
import { brief } from './wire.ts'

/** One page as read; `next` null says it was the last. */
export interface ReadPage {
  readonly records: readonly unknown[]
  readonly next: string | null
}

export type Unknown = { readonly ok: false; readonly unknown: string }
/** What was read of a list; `cut` says why it may not be all of it. */
export type ListRead =
  | {
      readonly ok: true
      readonly records: readonly unknown[]
      readonly pages: number
      readonly cut: string | null
      /** Some page was a stored copy. */
      readonly isStored: boolean
    }
  | Unknown

export interface PageSource<P extends Pick<ReadPage, 'next'>> {
  /** Asks for the page at the cursor; null for the first. */
  readonly fetch: (cursor: string | null, budget: TimeBudget) => Promise<Answer>
  readonly parse: (json: unknown) => P | string
}

export interface Pager extends PageSource<ReadPage> {
  readonly clock: Pick<Clock, 'nowMs'>
  readonly limits: VenueLimits
}

/** One page, and the headers that it came with; or why there is none. */
type PageStep<P> =
  | { readonly ok: true; readonly nth: number; readonly page: P; readonly headers?: AnswerHeaders }
  | Unknown

/** Page after page to the last one or the bound. After one that failed none comes. */
export async function* pagesOf<P extends Pick<ReadPage, 'next'>>(
  source: PageSource<P>,
  { budget, maxPages }: { readonly budget: TimeBudget; readonly maxPages: number },
): AsyncGenerator<PageStep<P>, void> {
  const seen = new Set<string>()
  let cursor: string | null = null
  for (let nth = 1; nth <= maxPages; nth += 1) {
    const raw = await source.fetch(cursor, budget)
    const answer = okJson(raw)
    const page = answer.ok ? source.parse(answer.json) : answer.unknown
    if (typeof page === 'string') return yield unknown(`page ${nth}: ${page}`)
    const headers = raw.is === 'answer' ? raw.headers : undefined
    yield { ok: true, nth, page, ...(headers && { headers }) }
    if (page.next === null) return
    if (seen.has(page.next)) return yield unknown(`page ${nth}: the cursor ${brief(page.next)} came twice`)
    seen.add(page.next)
    cursor = page.next
  }
}

/** All pages within bounds: at a bound it says so, and whatever fails makes the answer unknown. */
export async function readPages(pager: Pager, budget: TimeBudget): Promise<ListRead> {
  const { maxPages, maxRecords } = pager.limits
  const records: unknown[] = []
  let pages = 0
  let isStored = false
  for await (const step of pagesOf(pager, { budget, maxPages })) {
    if (!step.ok) return step
    pages = step.nth
    isStored ||= step.headers?.isStored === true
    // One by one: a page is as long as the venue makes it, and a spread of it would be as many arguments.
    for (const record of step.page.records) {
      if (records.length >= maxRecords)
        return { ok: true, records, pages, isStored, cut: `more than ${maxRecords} records` }
      records.push(record)
    }
    if (step.page.next === null) return { ok: true, records, pages, isStored, cut: null }
  }
  return { ok: true, records, pages, isStored, cut: `more than ${maxPages} pages` }
}

/** What the records mean; `identity` is alike for two readings of the same. */
export type Interpreted<T> = { ok: true; value: T; identity: string } | Unknown
type Interpret<T> = (records: readonly unknown[]) => Interpreted<T>

/**
 * Offsets into a list that moves meanwhile skip and repeat records. One page cannot; several are read until two
 * readings in a row hold the same, and given up after a few. What is not whole is unknown, never shorter.
 */
export async function readStable<T>(
  pager: Pager,
  interpret: Interpret<T>,
  budget: TimeBudget = createBudget(pager.limits.readDeadlineMs),
): Promise<Read<T>> {
  const read = await readPartial(pager, interpret, budget)
  if (!read.ok) return read
  return read.cut === null ? known(read.value, read.asOf) : unknown(read.cut)
}

/** A list as far as it could be read: `cut` says why it may not be all. */
export type PartialList<T> =
  | (Extract<Read<T>, { ok: true }> & { readonly cut: string | null; readonly isStored: boolean })
  | Unknown

/** The same, for whom a part is of use. */
export async function readPartial<T>(
  pager: Pager,
  interpret: Interpret<T>,
  budget: TimeBudget = createBudget(pager.limits.readDeadlineMs),
): Promise<PartialList<T>> {
  const asOf = pager.clock.nowMs()
  let before: { readonly value: T; readonly identity: string; readonly isStored: boolean } | null = null
  for (let reading = 1; reading <= pager.limits.maxReadings; reading += 1) {
    const listing = await readPages(pager, budget)
    if (!listing.ok) return listing
    const result = interpret(listing.records)
    if (!result.ok) return result
    const isStable = listing.pages === 1 || result.identity === before?.identity
    const { cut, isStored } = listing
    if (isStable || cut !== null) return { ok: true, value: result.value, asOf, cut, isStored }
    before = { value: result.value, identity: result.identity, isStored }
  }
  const cut = `${pager.limits.maxReadings} readings, no two in a row alike`
  if (before === null) return unknown(cut)
  return { ok: true, value: before.value, asOf, cut, isStored: before.isStored }
}

const END = 'LTE='
const MAX_CURSOR = 512

/** The envelope of the CLOB's lists: {data, next_cursor, count?}; `count` is of this page. */
export function parseClobPage(json: unknown): ReadPage | string {
  if (!isObject(json) || !Array.isArray(json['data'])) return `not a page: ${brief(json)}`
  const { data, next_cursor: next, count } = json
  if (typeof count === 'number' && count !== data.length)
    return `${data.length} records where ${count} were counted`
  return next === END ? { records: data, next: null } : pageBefore(data, next)
}

/** The envelope of the Data API: {data, pagination: {next_cursor: string | null}}. */
export function parseDataApiPage(json: unknown): ReadPage | string {
  if (!isObject(json) || !Array.isArray(json['data'])) return `not a page: ${brief(json)}`
  const { data, pagination } = json
  if (!isObject(pagination)) return 'no pagination: cannot tell whether this was all'
  const { next_cursor: next, has_more: hasMore } = pagination
  if (next !== null) return pageBefore(data, next)
  return hasMore === true ? 'more is said to follow, but no cursor' : { records: data, next }
}

/** A page that another follows, if that can be asked for. */
function pageBefore(records: readonly unknown[], next: unknown): ReadPage | string {
  if (typeof next === 'string' && next !== '' && next.length <= MAX_CURSOR) return { records, next }
  return `next_cursor is ${brief(next)}: cannot tell whether this was all`
}
