import * as z from 'zod'
import type { Adoption } from '../accounting/adoption.ts'
import { assert } from '../domain/assert.ts'
import { type Leg, legKey } from '../domain/leg.ts'
import type { Order } from '../domain/order.ts'
import type { Outcome } from '../domain/outcome.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import type { MarketId, TokenId } from '../domain/units.ts'
import type { LedgerRow, Payout, RoundTrip, Wrote } from '../ports/store.ts'
import { legSchema } from './legSchema.ts'
import { movedStateIn } from './marketItems.ts'
import { positionSchema } from './marketStateSchema.ts'
import { orderSchema } from './orderSchema.ts'
import { type Attributes, get, query, type Table, update } from './requests.ts'
import { type ItemKey, lateFillsPartition, ledgerPartition, oldMarketKey, SCHEMA } from './table.ts'
import {
  countSchema,
  epochMsSchema,
  marketIdSchema,
  priceSchema,
  type Same,
  sizeSchema,
  tokenIdSchema,
} from './unitSchemas.ts'
import { writeRows } from './writeRows.ts'

const tripSchema = z
  .strictObject({
    market: marketIdSchema,
    tokenId: tokenIdSchema.exactOptional(),
    number: countSchema,
    closedAtMs: epochMsSchema,
    realisedMicros: z.int(),
  })
  .readonly()

true satisfies Same<z.output<typeof tripSchema>, RoundTrip>

const payoutSchema = z
  .strictObject({
    market: marketIdSchema,
    tokenId: tokenIdSchema.exactOptional(),
    atMs: epochMsSchema,
    sizeMicros: sizeSchema,
    payoutMicros: priceSchema,
    realisedMicros: z.int(),
  })
  .readonly()

true satisfies Same<z.output<typeof payoutSchema>, Payout>

const adoptionSchema = z
  .strictObject({
    market: marketIdSchema,
    tokenId: tokenIdSchema.exactOptional(),
    atMs: epochMsSchema,
    fromMs: epochMsSchema,
    sizeMicros: z.int(),
    costMicros: z.int(),
    realisedMicros: z.int(),
    priceMicros: priceSchema.nullable(),
    position: positionSchema,
  })
  .readonly()

true satisfies Same<z.output<typeof adoptionSchema>, Adoption>

const rowSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('fill'),
      market: marketIdSchema,
      leg: legSchema,
      // Where it is kept says it too: no stored row has it, and no older code would read one that had.
      orderLeft: z.literal(true).exactOptional(),
    })
    .readonly(),
  z.strictObject({ kind: z.literal('order'), market: marketIdSchema, order: orderSchema }).readonly(),
  z.strictObject({ kind: z.literal('trip'), market: marketIdSchema, trip: tripSchema }).readonly(),
  z.strictObject({ kind: z.literal('payout'), market: marketIdSchema, payout: payoutSchema }).readonly(),
  z
    .strictObject({ kind: z.literal('adoption'), market: marketIdSchema, adoption: adoptionSchema })
    .readonly(),
])

true satisfies Same<z.output<typeof rowSchema>, LedgerRow>

/** More rows than the item holds legs and orders are never pruned at once. */
const MAX_ROWS_AT_ONCE = 1_000
const ADOPTION_PREFIX = 'ADOPTION#'
/** A person's act each: more are no accident of a market, and nothing may be left out. */
const MAX_ADOPTIONS = 1_000
/** The item never held more legs, and nothing may be left out. */
const MAX_LATE_FILLS = 1_000

/** Writes every row or says that it is unknown; a row that exists counts as written, for rows never change. */
export async function putLedger(table: Table, rows: readonly LedgerRow[]): Promise<Wrote> {
  assert(rows.length <= MAX_ROWS_AT_ONCE, `putLedger: ${rows.length} rows, at most ${MAX_ROWS_AT_ONCE}`)
  for (const row of rows) {
    const checked = rowSchema.safeParse(row)
    assert(checked.success, `putLedger: a ${row.kind} row is broken: ${checked.error?.message}`)
  }
  return await writeRows(rows, (row) => putRow(table, row))
}

async function putRow(table: Table, row: LedgerRow): Promise<Wrote> {
  if (row.kind === 'fill' && row.orderLeft === true) {
    const { tradeId, orderId } = row.leg
    const byOrder = await putAt(table, row, { pk: lateFillsPartition(row.market, orderId), sk: tradeId })
    if (byOrder.is !== 'written') return byOrder
  }
  return putAt(table, row, keyOf(row))
}

async function putAt(table: Table, row: LedgerRow, key: ItemKey): Promise<Wrote> {
  const { name, value } = contentOf(row)
  const written = await update(table, {
    what: 'putLedger',
    key,
    update: `SET #schema = :schema, #kind = :kind, #market = :market, #${name} = :content`,
    condition: 'attribute_not_exists(#sk)',
    values: { ':schema': SCHEMA, ':kind': row.kind, ':market': row.market, ':content': value },
  })
  if (written.is === 'done' || written.is === 'refused') return { is: 'written' }
  return { is: 'unknown', why: written.why }
}

function contentOf(row: LedgerRow): {
  readonly name: string
  readonly value: Leg | Order | RoundTrip | Payout | Adoption
} {
  switch (row.kind) {
    case 'fill':
      return { name: 'leg', value: row.leg }
    case 'order':
      return { name: 'order', value: row.order }
    case 'trip':
      return { name: 'trip', value: row.trip }
    case 'payout':
      return { name: 'payout', value: row.payout }
    case 'adoption':
      return { name: 'adoption', value: row.adoption }
  }
}

function keyOf(row: LedgerRow): ItemKey {
  switch (row.kind) {
    case 'fill':
      return fillKey(row.market, legKey(row.leg))
    case 'order':
      return orderKey(row.market, row.order.id)
    case 'trip':
      // Padded, so that trips come back in the order of their numbers.
      return {
        pk: ledgerPartition(row.market),
        sk: `TRIP#${String(row.trip.number).padStart(10, '0')}${ofToken(row.trip)}`,
      }
    case 'payout':
      // An outcome resolves once; reported again it is the same row.
      return { pk: ledgerPartition(row.market), sk: `PAYOUT${ofToken(row.payout)}` }
    case 'adoption':
      // Padded, so that they come back in the order of time.
      return {
        pk: ledgerPartition(row.market),
        sk: `${ADOPTION_PREFIX}${String(row.adoption.atMs).padStart(15, '0')}${ofToken(row.adoption)}`,
      }
  }
}

/** Both outcomes of a market count from one. */
const ofToken = ({ tokenId }: { readonly tokenId?: TokenId }): string =>
  tokenId === undefined ? '' : `#${tokenId}`

const fillKey = (market: MarketId, key: string): ItemKey => ({
  pk: ledgerPartition(market),
  sk: `FILL#${key}`,
})
const orderKey = (market: MarketId, id: string): ItemKey => ({
  pk: ledgerPartition(market),
  sk: `ORDER#${id}`,
})

export async function ledgerFill(table: Table, market: MarketId, key: string): Promise<Read<Leg | 'absent'>> {
  const row = await readRow(table, 'ledgerFill', fillKey(market, key))
  if (!row.ok || row.value === 'absent') return row.ok ? known('absent', row.asOf) : row
  return row.value.kind === 'fill'
    ? known(row.value.leg, row.asOf)
    : unknown(`ledgerFill: ${key} is not a fill`)
}

export async function ledgerOrder(
  table: Table,
  market: MarketId,
  id: string,
): Promise<Read<Order | 'absent'>> {
  const row = await readRow(table, 'ledgerOrder', orderKey(market, id))
  if (!row.ok || row.value === 'absent') return row.ok ? known('absent', row.asOf) : row
  return row.value.kind === 'order'
    ? known(row.value.order, row.asOf)
    : unknown(`ledgerOrder: ${id} is not an order`)
}

export async function ledgerLateFills(
  table: Table,
  market: MarketId,
  orderId: string,
): Promise<Read<readonly Leg[]>> {
  const pk = lateFillsPartition(market, orderId)
  const read = await readRows(table, { what: 'ledgerLateFills', pk, limit: MAX_LATE_FILLS })
  if (!read.ok) return read
  const { rows, complete } = read.value
  if (!complete) return unknown(`ledgerLateFills: ${orderId} has more than ${MAX_LATE_FILLS}`)
  return known(
    rows.flatMap((row) => (row.kind === 'fill' ? [row.leg] : [])),
    read.asOf,
  )
}

async function readRow(table: Table, what: string, key: ItemKey): Promise<Read<LedgerRow | 'absent'>> {
  const asOf = table.clock.nowMs()
  const read = await get(table, what, key)
  if (read.is === 'unknown') return unknown(read.why)
  if (read.value === null) return known('absent', asOf)
  const row = rowIn(read.value)
  return typeof row === 'string' ? unknown(row) : known(row, asOf)
}

export async function adoptions(table: Table, outcome: Outcome): Promise<Read<readonly Adoption[]>> {
  const { market } = outcome
  const asked = { what: 'adoptions', pk: ledgerPartition(market), skPrefix: ADOPTION_PREFIX }
  const read = await readRows(table, { ...asked, limit: MAX_ADOPTIONS })
  if (!read.ok) return read
  if (!read.value.complete) return unknown(`adoptions: ${market} has more than ${MAX_ADOPTIONS}`)
  const found = read.value.rows.flatMap((row) => (row.kind === 'adoption' ? [row.adoption] : []))
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
): Promise<Read<{ rows: readonly LedgerRow[]; complete: boolean }>> {
  assert(Number.isSafeInteger(limit) && limit > 0, `ledger: limit ${limit}: give a positive integer`)
  return await readRows(table, { what: 'ledger', pk: ledgerPartition(market), limit })
}

async function readRows(
  table: Table,
  asked: Parameters<typeof query>[1],
): Promise<Read<{ rows: readonly LedgerRow[]; complete: boolean }>> {
  const asOf = table.clock.nowMs()
  const read = await query(table, asked)
  if (read.is === 'unknown') return unknown(read.why)
  const rows: LedgerRow[] = []
  for (const item of read.value.items) {
    const row = rowIn(item)
    if (typeof row === 'string') return unknown(row)
    rows.push(row)
  }
  return known({ rows, complete: read.value.complete }, asOf)
}

/** The row, or why it cannot be read. */
function rowIn(item: Attributes): LedgerRow | string {
  const { pk, sk, schema, ...content } = item
  if (typeof schema === 'number' && schema > SCHEMA)
    return `ledger row ${pk} ${sk}: written by newer code (schema ${schema}): deploy that version`
  const parsed = rowSchema.safeParse(content)
  return parsed.success
    ? parsed.data
    : `ledger row ${pk} ${sk} is unreadable: ${z.prettifyError(parsed.error)}`
}
