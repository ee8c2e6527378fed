import { randomUUID } from 'node:crypto'
import { assert } from '../domain/assert.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import { type MarketId, marketId } from '../domain/units.ts'
import type { ArchivedPaper, PaperStore, StoredPaper } from '../ports/paperStore.ts'
import type { WriteResult } from '../ports/store.ts'
import { putRevised } from './putRevised.ts'
import { query, type Table, update } from './requests.ts'
import type { StoreOptions } from './store.ts'
import { hasBrokenSchema, newerSchema } from './storedSchema.ts'
import { MARKET_SORT_PREFIX, PAPER_PARTITION, paperArchivePartition, paperKey, SCHEMA } from './table.ts'

/** As for the bot's own items: DynamoDB refuses 400 KB. */
const MAX_BODY_BYTES = 300_000
const MAX_MARKETS = 1_000
/** Years of a busy paper bot. */
const MAX_ARCHIVED = 100_000
const MAX_RECORDS_AT_ONCE = 500
/** Sorts as text: instants have thirteen digits for the next centuries. */
const INSTANT_DIGITS = 15

/** The paper venue's accounts, in partitions of their own: no item of the bot is in them, and none of its code writes them. */
export function createPaperStore({ client, tableName, clock, newId = randomUUID }: StoreOptions): PaperStore {
  const table: Table = { client, name: tableName, clock, newId }
  return {
    all: () => all(table),
    put: (market, rev, body) => put(table, market, rev, body),
    archive: (market, records) => archive(table, market, records),
    archived: (market, sinceMs) => archived(table, market, sinceMs),
  }
}

async function all(table: Table): Promise<Read<readonly StoredPaper[]>> {
  const asOf = table.clock.nowMs()
  const read = await query(table, { what: 'paper accounts', pk: PAPER_PARTITION, limit: MAX_MARKETS })
  if (read.is === 'unknown') return unknown(read.why)
  if (!read.value.complete) return unknown(`paper accounts: more than ${MAX_MARKETS}`)
  const accounts: StoredPaper[] = []
  for (const item of read.value.items) {
    const { sk, rev, body } = item
    const newer = newerSchema(item)
    if (newer !== null)
      return unknown(`paper account ${sk}: written by newer code (schema ${newer}): deploy that version`)
    if (hasBrokenSchema(item) || !Number.isSafeInteger(rev) || body === undefined)
      return unknown(`paper account ${sk}: it cannot be read: delete the item to start again on paper`)
    const market = marketId(String(sk).slice(MARKET_SORT_PREFIX.length))
    accounts.push({ market, rev: Number(rev), body })
  }
  return known(accounts, asOf)
}

async function put(table: Table, market: MarketId, rev: number, body: object): Promise<WriteResult> {
  const bytes = Buffer.byteLength(JSON.stringify(body))
  assert(bytes <= MAX_BODY_BYTES, `paper account of ${market}: ${bytes} of ${MAX_BODY_BYTES} bytes`)
  return await putRevised(table, {
    what: 'paper account',
    key: paperKey(market),
    rev,
    replacesAbsent: false,
    name: 'body',
    value: body,
  })
}

async function archive(
  table: Table,
  market: MarketId,
  records: readonly ArchivedPaper[],
): Promise<WriteResult> {
  assert(records.length <= MAX_RECORDS_AT_ONCE, `${records.length} records to archive at once`)
  for (const { atMs, id, body } of records) {
    const written = await update(table, {
      what: 'paper archive',
      key: { pk: paperArchivePartition(market), sk: `${sortKeyAt(atMs)}#${id}` },
      update: 'SET #body = :body, #schema = :schema',
      condition: 'attribute_not_exists(#schema) OR #schema <= :schema',
      values: { ':body': body, ':schema': SCHEMA },
    })
    if (written.is === 'refused') return { is: 'lost' }
    if (written.is !== 'done') return { is: 'unknown', why: written.why }
  }
  return { is: 'written' }
}

async function archived(table: Table, market: MarketId, sinceMs: number): Promise<Read<readonly unknown[]>> {
  const asOf = table.clock.nowMs()
  const read = await query(table, {
    what: 'paper archive',
    pk: paperArchivePartition(market),
    limit: MAX_ARCHIVED,
  })
  if (read.is === 'unknown') return unknown(read.why)
  if (!read.value.complete) return unknown(`paper archive of ${market}: more than ${MAX_ARCHIVED} records`)
  const from = sortKeyAt(sinceMs)
  return known(
    read.value.items.filter(({ sk }) => String(sk) >= from).map(({ body }) => body),
    asOf,
  )
}

const sortKeyAt = (atMs: number): string =>
  String(Math.max(0, Math.floor(atMs))).padStart(INSTANT_DIGITS, '0')
