import { afterEach, beforeEach, expect, it } from 'vitest'
import { marketId } from '../../../shared/domain/units.ts'
import { marketKey } from '../../../shared/dynamodb/table.ts'
import { startArmed } from '../../../shared/operator/startArmed.ts'
import { MARKET } from '../../support/wireIds.ts'
import { leg, OTHER_MARKET, order, outcomeOf, state } from './samples.ts'
import { NOW, startTable, type TableFixture } from './tableFixture.ts'

let table: TableFixture
beforeEach(async () => {
  table = await startTable()
})
afterEach(() => table.close())

const numbered = (n: number) => marketId(`0x${String(n).padStart(64, '0')}`)

it('reads every market, leased or not, and neither the control item nor the ledger', async () => {
  await startArmed(table.store)
  await table.store.putLedger([{ kind: 'order', market: MARKET, order: order() }])
  await table.store.acquire(outcomeOf(OTHER_MARKET), { nowMs: NOW, leaseMs: 1_000 })
  await table.put({ ...marketKey(outcomeOf(MARKET)), schema: 1, rev: 3, fence: 3, state: state() })

  expect(await table.store.marketItems()).toEqual({
    ok: true,
    asOf: NOW,
    value: [
      { ...outcomeOf(MARKET), state: state(), newerSchema: false },
      { ...outcomeOf(OTHER_MARKET), state: null, newerSchema: false, leasedUntilMs: NOW + 1_000 },
    ],
  })
})

it('is empty only where the table is', async () => {
  expect(await table.store.marketItems()).toEqual({ ok: true, asOf: NOW, value: [] })
})

it('names a market of newer code, and reads the others', async () => {
  await table.put({ ...marketKey(outcomeOf(MARKET)), schema: 4, rev: 3, fence: 3, state: { schema: 2 } })
  await table.put({
    ...marketKey(outcomeOf(OTHER_MARKET)),
    schema: 1,
    rev: 3,
    fence: 3,
    state: state({ market: OTHER_MARKET }),
  })

  expect(await table.store.marketItems()).toMatchObject({
    value: [
      { market: MARKET, state: null, newerSchema: true },
      { market: OTHER_MARKET, newerSchema: false },
    ],
  })
})

it('says which item cannot be read and why, and gives the others', async () => {
  await table.put({
    ...marketKey(outcomeOf(MARKET)),
    schema: 1,
    rev: 3,
    fence: 3,
    state: { ...state(), orders: 'none' },
  })
  await table.put({
    ...marketKey(outcomeOf(OTHER_MARKET)),
    schema: 1,
    rev: 3,
    fence: 3,
    state: state({ market: OTHER_MARKET }),
  })

  expect(await table.store.marketItems()).toMatchObject({
    ok: true,
    value: [
      {
        market: MARKET,
        state: null,
        newerSchema: false,
        broken: expect.stringContaining('state is unreadable'),
      },
      { market: OTHER_MARKET, state: { market: OTHER_MARKET } },
    ],
  })
})

/** Together more than the 1 MB of one page. */
const FILLED = Array.from({ length: 12 }, (_, n) => numbered(n + 1))

async function fillPages(): Promise<void> {
  const legs = Array.from({ length: 400 }, (_, n) => leg(n))
  for (const market of FILLED)
    await table.put({
      ...marketKey(outcomeOf(market)),
      schema: 1,
      rev: 1,
      fence: 1,
      state: state({ market, legs }),
    })
}

it('reads on over pages', async () => {
  await fillPages()

  const read = await table.store.marketItems()

  expect(read.ok && read.value.map((item) => item.market)).toEqual(FILLED)
})

it('is unknown when a page is lost, never the part that was read', async () => {
  await fillPages()
  const { store, lose } = table.lossy()
  lose({ skip: 1, count: 3 })

  expect(await store.marketItems()).toMatchObject({ ok: false })
})
