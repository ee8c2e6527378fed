import type { Adoption } from '../accounting/adoption.ts'
import { assert } from '../domain/assert.ts'
import type { Leg } from '../domain/leg.ts'
import type { Order } from '../domain/order.ts'
import type { Outcome } from '../domain/outcome.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import type { MarketId } from '../domain/units.ts'
import type { LedgerRecord, WriteResult } from '../ports/store.ts'
import { ADOPTION_PREFIX, fillKey, ledgerKey, orderKey } from './ledgerKey.ts'
import { ledgerRecordIn, ledgerRecordSchema } from './ledgerRecordSchema.ts'
import { movedStateIn } from './marketItems.ts'
import { get, query, type Table } from './requests.ts'
import { type ItemKey, lateFillsPartition, ledgerPartition, oldMarketKey, SCHEMA } from './table.ts'
import { assigned, writeOnce } from './write.ts'
import { writeRecords } from './writeRecords.ts'

/** More records than the item holds legs and orders are never pruned at once. */
const MAX_RECORDS_AT_ONCE = 1_000
/** A person's act each: more are no accident of a market, and nothing may be left out. */
const MAX_ADOPTIONS = 1_000
/** The item never held more legs, and nothing may be left out. */
const MAX_LATE_FILLS = 1_000

/** Writes every record or says that it is unknown; a record that exists counts as written, for records never change. */
export async function putLedger(table: Table, records: readonly LedgerRecord[]): Promise<WriteResult> {
  assert(
    records.length <= MAX_RECORDS_AT_ONCE,
    `putLedger: ${records.length} records, at most ${MAX_RECORDS_AT_ONCE}`,
  )
  for (const record of records) {
    const checked = ledgerRecordSchema.safeParse(record)
    assert(checked.success, `putLedger: a ${record.kind} record is broken: ${checked.error?.message}`)
  }
  return await writeRecords(records, (record) => putRecord(table, record))
}

async function putRecord(table: Table, record: LedgerRecord): Promise<WriteResult> {
  if (record.kind === 'fill' && record.orderLeft === true) {
    const { tradeId, orderId } = record.leg
    const byOrder = await putAt(table, record, {
      pk: lateFillsPartition(record.market, orderId),
      sk: tradeId,
    })
    if (byOrder.is !== 'written') return byOrder
  }
  return putAt(table, record, ledgerKey(record))
}

/** In which partition a fill is kept says whether its order has left: no stored record says it itself. */
function putAt(table: Table, record: LedgerRecord, key: ItemKey): Promise<WriteResult> {
  const { orderLeft: _, ...content } = { orderLeft: undefined, ...record }
  const { text, values } = assigned({ schema: SCHEMA, ...content })
  return writeOnce(table, { what: 'putLedger', key, update: `SET ${text}`, values })
}

export async function ledgerFill(table: Table, market: MarketId, key: string): Promise<Read<Leg | 'absent'>> {
  const record = await readRecord(table, 'ledgerFill', fillKey(market, key))
  if (!record.ok || record.value === 'absent') return record.ok ? known('absent', record.asOf) : record
  return record.value.kind === 'fill'
    ? known(record.value.leg, record.asOf)
    : unknown(`ledgerFill: ${key} is not a fill`)
}

export async function ledgerOrder(
  table: Table,
  market: MarketId,
  id: string,
): Promise<Read<Order | 'absent'>> {
  const record = await readRecord(table, 'ledgerOrder', orderKey(market, id))
  if (!record.ok || record.value === 'absent') return record.ok ? known('absent', record.asOf) : record
  return record.value.kind === 'order'
    ? known(record.value.order, record.asOf)
    : unknown(`ledgerOrder: ${id} is not an order`)
}

export async function ledgerLateFills(
  table: Table,
  market: MarketId,
  orderId: string,
): Promise<Read<readonly Leg[]>> {
  const pk = lateFillsPartition(market, orderId)
  const read = await readRecords(table, { what: 'ledgerLateFills', pk, limit: MAX_LATE_FILLS })
  if (!read.ok) return read
  const { records, complete } = read.value
  if (!complete) return unknown(`ledgerLateFills: ${orderId} has more than ${MAX_LATE_FILLS}`)
  return known(
    records.flatMap((record) => (record.kind === 'fill' ? [record.leg] : [])),
    read.asOf,
  )
}

async function readRecord(table: Table, what: string, key: ItemKey): Promise<Read<LedgerRecord | 'absent'>> {
  const asOf = table.clock.nowMs()
  const read = await get(table, what, key)
  if (read.is === 'unknown') return unknown(read.why)
  if (read.value === null) return known('absent', asOf)
  const record = ledgerRecordIn(read.value)
  return typeof record === 'string' ? unknown(record) : known(record, asOf)
}

export async function adoptions(table: Table, outcome: Outcome): Promise<Read<readonly Adoption[]>> {
  const { market } = outcome
  const asked = { what: 'adoptions', pk: ledgerPartition(market), skPrefix: ADOPTION_PREFIX }
  const read = await readRecords(table, { ...asked, limit: MAX_ADOPTIONS })
  if (!read.ok) return read
  if (!read.value.complete) return unknown(`adoptions: ${market} has more than ${MAX_ADOPTIONS}`)
  const found = read.value.records.flatMap((record) => (record.kind === 'adoption' ? [record.adoption] : []))
  const isNamed = found.every(({ tokenId }) => tokenId !== undefined)
  const old = isNamed ? null : await get(table, 'adoptions', oldMarketKey(market))
  if (old?.is === 'unknown') return unknown(old.why)
  // What names no token was written while the market had one item, which still says whose it was.
  const oldToken = movedStateIn(old?.value ?? {})?.tokenId ?? outcome.tokenId
  return known(
    found.filter(({ tokenId = oldToken }) => tokenId === outcome.tokenId),
    read.asOf,
  )
}

export async function ledger(
  table: Table,
  market: MarketId,
  limit: number,
): Promise<Read<{ records: readonly LedgerRecord[]; complete: boolean }>> {
  assert(Number.isSafeInteger(limit) && limit > 0, `ledger: limit ${limit}: give a positive integer`)
  return await readRecords(table, { what: 'ledger', pk: ledgerPartition(market), limit })
}

async function readRecords(
  table: Table,
  asked: Parameters<typeof query>[1],
): Promise<Read<{ records: readonly LedgerRecord[]; complete: boolean }>> {
  const asOf = table.clock.nowMs()
  const read = await query(table, asked)
  if (read.is === 'unknown') return unknown(read.why)
  const records: LedgerRecord[] = []
  for (const item of read.value.items) {
    const record = ledgerRecordIn(item)
    if (typeof record === 'string') return unknown(record)
    records.push(record)
  }
  return known({ records, complete: read.value.complete }, asOf)
}
