import * as z from 'zod'
import { known, type Read, unknown } from '../domain/read.ts'
import type { BookedIncome, IncomeRow, IncomeStore, UtcDay } from '../ports/income.ts'
import type { Wrote } from '../ports/store.ts'
import { type Attributes, query, type Table, update } from './requests.ts'
import { INCOME_PARTITION, type ItemKey, SCHEMA } from './table.ts'
import { countSchema, epochMsSchema, marketIdSchema, type Same, usdcSchema } from './unitSchemas.ts'
import { writeRows } from './writeRows.ts'

const kindSchema = z.enum(['reward', 'rebate'])
const daySchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

const rowSchema = z.discriminatedUnion('is', [
  z
    .strictObject({
      is: z.literal('earned'),
      kind: kindSchema,
      day: daySchema,
      market: marketIdSchema,
      micros: usdcSchema,
    })
    .readonly(),
  z
    .strictObject({
      is: z.literal('paid'),
      kind: kindSchema,
      day: daySchema,
      market: marketIdSchema.nullable(),
      micros: usdcSchema,
      atMs: epochMsSchema,
      transactionHash: z.string().regex(/^0x[0-9a-fA-F]{64}$/),
      nth: countSchema,
    })
    .readonly(),
])

true satisfies Same<z.output<typeof rowSchema>, IncomeRow>

/** Two hundred markets earn every day for three years, and more. */
const MAX_ROWS = 300_000
/** After every row of its day, whatever they are called. */
const COMPLETE = 'complete'

/** Rewards and rebates in the bot's table: a partition beside the ledgers of the markets, a row each. */
export const createIncomeStore = (table: Table): IncomeStore => ({
  booked: () => booked(table),
  book: (day, rows) => book(table, day, rows),
})

async function booked(table: Table): Promise<Read<BookedIncome>> {
  const asOf = table.clock.nowMs()
  const read = await query(table, { what: 'income', pk: INCOME_PARTITION, limit: MAX_ROWS })
  if (read.is === 'unknown') return unknown(read.why)
  if (!read.value.complete) return unknown(`income: more than ${MAX_ROWS} rows`)
  const rows: IncomeRow[] = []
  const days: UtcDay[] = []
  for (const item of read.value.items) {
    const [day = '', what] = String(item['sk']).split('#')
    if (what === COMPLETE) {
      days.push(day)
      continue
    }
    const row = rowIn(item)
    if (typeof row === 'string') return unknown(row)
    rows.push(row)
  }
  return known({ rows, days }, asOf)
}

async function book(table: Table, day: UtcDay, rows: readonly IncomeRow[]): Promise<Wrote> {
  const written = await writeRows(rows, (row) => put(table, keyOf(row), rowSchema.parse(row)))
  if (written.is !== 'written') return written
  return await put(table, { pk: INCOME_PARTITION, sk: `${day}#${COMPLETE}` }, null)
}

/** A row that is there counts as written: it never changes. */
async function put(table: Table, key: ItemKey, row: IncomeRow | null): Promise<Wrote> {
  const written = await update(table, {
    what: 'bookIncome',
    key,
    update: 'SET #schema = :schema, #income = :income',
    condition: 'attribute_not_exists(#sk)',
    values: { ':schema': SCHEMA, ':income': row },
  })
  if (written.is === 'done' || written.is === 'refused') return { is: 'written' }
  return { is: 'unknown', why: written.why }
}

function keyOf(row: IncomeRow): ItemKey {
  const own = row.is === 'paid' ? `${row.transactionHash}#${row.nth}` : ''
  return { pk: INCOME_PARTITION, sk: `${row.day}#${row.is}#${row.kind}#${row.market ?? ''}#${own}` }
}

function rowIn({ pk, sk, schema, income }: Attributes): IncomeRow | string {
  if (typeof schema === 'number' && schema > SCHEMA)
    return `income row ${pk} ${sk}: written by newer code (schema ${schema}): deploy that version`
  const parsed = rowSchema.safeParse(income)
  return parsed.success
    ? parsed.data
    : `income row ${pk} ${sk} is unreadable: ${z.prettifyError(parsed.error)}`
}
