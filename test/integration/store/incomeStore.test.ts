import { expect, it } from 'vitest'
import { usdc } from '../../../shared/domain/units.ts'
import { createIncomeStore } from '../../../shared/dynamodb/incomeStore.ts'
import { INCOME_PARTITION } from '../../../shared/dynamodb/table.ts'
import type { IncomeRecord } from '../../../shared/ports/income.ts'
import { MARKET } from '../../support/wireIds.ts'
import { OTHER_MARKET } from './samples.ts'
import { NOW, startTable, tableOfFile } from './tableFixture.ts'

const table = await tableOfFile()

const earned = (market: typeof MARKET, micros: number): IncomeRecord => ({
  is: 'earned',
  kind: 'reward',
  day: '2026-03-01',
  market,
  micros: usdc(micros),
})
const paid = (nth: number): IncomeRecord => ({
  is: 'paid',
  kind: 'rebate',
  day: '2026-03-01',
  market: null,
  micros: usdc(5),
  atMs: NOW,
  transactionHash: `0x${'ab'.repeat(32)}`,
  nth,
})

const incomeIn = ({ client, tableName }: Pick<typeof table, 'client' | 'tableName'>) =>
  createIncomeStore({ client, name: tableName, clock: { nowMs: () => NOW }, newId: () => 'a write' })

it('keeps records and the days that are complete, each once, next to the ledgers of the markets', async () => {
  const store = incomeIn(table)
  const records = [earned(MARKET, 7), earned(OTHER_MARKET, 8), paid(0), paid(1)]
  expect(await store.booked()).toMatchObject({ ok: true, value: { records: [], days: [] } })

  expect(await store.book('2026-03-01', records)).toEqual({ is: 'written' })
  // Read again by another run, which saw the market as it was later: what is booked stays.
  expect(await store.book('2026-03-01', [earned(MARKET, 9), paid(1)])).toEqual({ is: 'written' })
  expect(await store.book('2026-03-02', [])).toEqual({ is: 'written' })

  const read = await store.booked()
  if (!read.ok) throw new Error(read.unknown)
  expect(read.value.days).toEqual(['2026-03-01', '2026-03-02'])
  expect(read.value.records).toHaveLength(4)
  expect(read.value.records).toEqual(expect.arrayContaining(records))
  expect(await table.store.ledger(MARKET, 10)).toMatchObject({ value: { records: [], complete: true } })
  expect(await table.store.marketItems()).toMatchObject({ ok: true, value: [] })
})

it.each([
  ['of newer code', { schema: 2, income: {} }, 'written by newer code (schema 2): deploy that version'],
  ['that lacks what it keeps', { schema: 1 }, 'is unreadable'],
])('calls the income unknown for one record %s', async (_, record, why) => {
  const fresh = await startTable('fresh')
  await fresh.put({ pk: INCOME_PARTITION, sk: '2026-03-01#earned', ...record })

  expect(await incomeIn(fresh).booked()).toEqual({ ok: false, unknown: expect.stringContaining(why) })
  await fresh.close()
})
