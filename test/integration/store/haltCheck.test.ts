import { BatchGetCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDocumentClient } from '../../../shared/dynamodb/documentClient.ts'
import { createStore } from '../../../shared/dynamodb/store.ts'
import { ITEM_SCHEMA, marketKey, oldMarketKey } from '../../../shared/dynamodb/table.ts'
import { startArmed } from '../../../shared/operator/startArmed.ts'
import { MARKET } from '../../support/wireIds.ts'
import { outcomeOf, state } from './samples.ts'
import { clock, localOptions, NOW, startTable, type TableFixture } from './tableFixture.ts'

let table: TableFixture
beforeEach(async () => {
  table = await startTable()
  await startArmed(table.store)
})
afterEach(() => table.close())

const SIBLING = outcomeOf(MARKET)
const look = () => table.store.haltCheck(SIBLING)
const own = { ...marketKey(SIBLING), schema: 2, rev: 1, fence: 1, state: state() }
const old = { ...oldMarketKey(MARKET), schema: 1, rev: 1, fence: 1 }

test('shows the control item and the other outcome: under its key, or still under that of version 1', async () => {
  const nothing = await look()
  await table.put({ ...old, state: state() })
  const unmoved = await look()
  await table.put({ ...old, state: { ...state(), tokenId: '8'.repeat(77) } })
  const another = await look()
  await table.put({ ...own, state: { ...state(), feeRatePpm: 7 } })
  const moved = await look()

  expect(nothing).toMatchObject({
    control: { ok: true, value: { armed: true }, asOf: NOW },
    sibling: { ok: true, value: null },
  })
  expect(unmoved.sibling).toMatchObject({ value: { tokenId: SIBLING.tokenId } })
  expect(another.sibling).toMatchObject({ value: null })
  expect(moved.sibling).toMatchObject({ value: { feeRatePpm: 7 } })
})

test('knows nothing of an item of newer code, or one that cannot be read', async () => {
  await table.put({ ...own, schema: ITEM_SCHEMA + 1 })
  const newer = await look()
  await table.put({ ...own, state: { orders: 'none' } })
  const broken = await look()

  expect(newer).toMatchObject({ control: { ok: true }, sibling: { ok: false } })
  expect(broken.sibling).toMatchObject({ ok: false, unknown: expect.stringContaining('unreadable') })
})

test('knows nothing at all where a part of the batch is not answered', async () => {
  const client = createDocumentClient({ endpoint: table.endpoint, ...localOptions })
  mockClient(client as never)
    .on(BatchGetCommand as never)
    .resolves({ Responses: { bot: [own] }, UnprocessedKeys: { bot: { Keys: [{ pk: 'a' }] } } } as never)
  const store = createStore({ client, tableName: 'bot', clock })

  expect(await store.haltCheck(SIBLING)).toMatchObject({
    control: { ok: false, unknown: expect.stringContaining('1 of 3') },
    sibling: { ok: false },
  })
})
