import * as z from 'zod'
import { known, type Read, unknown } from '../domain/read.ts'
import type { BookedIncome, IncomeRecord, IncomeStore, UtcDay } from '../ports/income.ts'
import type { WriteResult } from '../ports/store.ts'
import { type Attributes, query, type Table } from './requests.ts'
import { storedRecord } from './storedRecord.ts'
import { strictRecord } from './strictRecord.ts'
import { INCOME_PARTITION, type ItemKey, SCHEMA } from './table.ts'
import { countSchema, epochMsSchema, marketIdSchema, type Same, usdcSchema } from './unitSchemas.ts'
import { writeOnce } from './write.ts'
import { writeRecords } from './writeRecords.ts'

const kindSchema = z.enum(['reward', 'rebate'])
const daySchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

const recordSchema = z.discriminatedUnion('is', [
  strictRecord({
    is: z.literal('earned'),
    kind: kindSchema,
    day: daySchema,
    market: marketIdSchema,
    micros: usdcSchema,
  }),
  strictRecord({
    is: z.literal('paid'),
    kind: kindSchema,
    day: daySchema,
    market: marketIdSchema.nullable(),
    micros: usdcSchema,
    atMs: epochMsSchema,
    transactionHash: z.string().regex(/^0x[0-9a-fA-F]{64}$/),
    nth: countSchema,
  }),
])

true satisfies Same<z.output<typeof recordSchema>, IncomeRecord>

/** Two hundred markets earn every day for three years, and more. */
const MAX_RECORDS = 300_000
/** After every record of its day, whatever they are called. */
const COMPLETE = 'complete'

/** Rewards and rebates in the bot's table: a partition next to the ledgers of the markets, a record each. */
export const createIncomeStore = (table: Table): IncomeStore => ({
  booked: () => booked(table),
  book: (day, records) => book(table, day, records),
})

async function booked(table: Table): Promise<Read<BookedIncome>> {
  const asOf = table.clock.nowMs()
  const read = await query(table, { what: 'income', pk: INCOME_PARTITION, limit: MAX_RECORDS })
  if (read.is === 'unknown') return unknown(read.why)
  if (!read.value.complete) return unknown(`income: more than ${MAX_RECORDS} records`)
  const records: IncomeRecord[] = []
  const days: UtcDay[] = []
  for (const item of read.value.items) {
    const [day = '', what] = String(item['sk']).split('#')
    if (what === COMPLETE) {
      days.push(day)
      continue
    }
    const record = recordIn(item)
    if (typeof record === 'string') return unknown(record)
    records.push(record)
  }
  return known({ records, days }, asOf)
}

async function book(table: Table, day: UtcDay, records: readonly IncomeRecord[]): Promise<WriteResult> {
  const written = await writeRecords(records, (record) =>
    put(table, keyOf(record), recordSchema.parse(record)),
  )
  if (written.is !== 'written') return written
  return await put(table, { pk: INCOME_PARTITION, sk: `${day}#${COMPLETE}` }, null)
}

const put = (table: Table, key: ItemKey, record: IncomeRecord | null): Promise<WriteResult> =>
  writeOnce(table, {
    what: 'bookIncome',
    key,
    update: 'SET #schema = :schema, #income = :income',
    values: { ':schema': SCHEMA, ':income': record },
  })

function keyOf(record: IncomeRecord): ItemKey {
  const own = record.is === 'paid' ? `${record.transactionHash}#${record.nth}` : ''
  return {
    pk: INCOME_PARTITION,
    sk: `${record.day}#${record.is}#${record.kind}#${record.market ?? ''}#${own}`,
  }
}

const recordIn = (item: Attributes): IncomeRecord | string =>
  storedRecord({ what: 'income record', schema: recordSchema, contentOf: ({ income }) => income }, item)
