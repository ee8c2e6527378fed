import { expect, it } from 'vitest'
import { emptyPosition } from '../../../shared/accounting/position.ts'
import { epochMs } from '../../../shared/domain/units.ts'
import { waitKey } from '../../../shared/dynamodb/table.ts'
import type { MarketWait } from '../../../shared/ports/store.ts'
import { MARKET } from '../../support/wireIds.ts'
import { OTHER_MARKET, outcomeOf } from './samples.ts'
import { NOW, tableOfFile } from './tableFixture.ts'

const table = await tableOfFile()

const wait: MarketWait = {
  of: 'tick',
  sinceMs: NOW,
  progressAtMs: NOW,
  why: 'its history is being read',
  history: {
    readUntilMs: epochMs(NOW - 1_000),
    windowMs: 60_000,
    legs: 800,
    position: emptyPosition,
    flooredMicros: 0,
    unreadable: [],
    withoutId: false,
  },
}

it('keeps what a market waits for, outside its item, until it is over', async () => {
  expect(await table.store.waits()).toMatchObject({ ok: true, value: [] })
  expect(await table.store.putWait(outcomeOf(MARKET), 0, wait)).toEqual({ is: 'written' })
  expect(await table.store.waits()).toMatchObject({ value: [{ market: MARKET, rev: 1, wait }] })

  await table.store.putWait(outcomeOf(MARKET), 1, null)

  expect(await table.store.waits()).toMatchObject({ value: [{ market: MARKET, rev: 2, wait: null }] })
  expect(await table.store.marketItems()).toMatchObject({ ok: true, value: [] })
})

it('is written by one of two who read the same', async () => {
  await table.store.putWait(outcomeOf(OTHER_MARKET), 0, wait)

  expect(await table.store.putWait(outcomeOf(OTHER_MARKET), 0, { ...wait, why: 'another' })).toEqual({
    is: 'lost',
  })
})

it('knows its own write where the reply was lost', async () => {
  const { store, lose } = table.lossy()
  const read = await store.waits()
  const rev = read.ok ? (read.value.find(({ market }) => market === MARKET)?.rev ?? 0) : 0
  lose({ count: 1 })

  expect(await store.putWait(outcomeOf(MARKET), rev, wait)).toEqual({ is: 'written' })
})

it.each([
  ['of newer code', { schema: 2, rev: 3, wait: { more: 1 } }],
  ['that cannot be read', { schema: 1, rev: 3, wait: { why: 7 } }],
])('a record %s is one that is not there, and is begun again', async (_, item) => {
  await table.put({ ...waitKey(outcomeOf(MARKET)), ...item })

  const read = await table.store.waits()

  expect(read.ok && read.value.find(({ market }) => market === MARKET)).toEqual({
    ...outcomeOf(MARKET),
    rev: 3,
    wait: null,
  })
  expect(await table.store.putWait(outcomeOf(MARKET), 3, wait)).toEqual({ is: 'written' })
})
