import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { epochMs, type MarketId, marketId } from '../../../shared/domain/units.ts'
import { leaseIn } from './leaseIn.ts'
import { outcomeOf, state } from './samples.ts'
import { NOW, startTable, type TableFixture } from './tableFixture.ts'

let table: TableFixture
beforeAll(async () => {
  table = await startTable()
})
afterAll(() => table.close())

let market: MarketId
let markets = 0
beforeEach(() => {
  markets += 1
  market = marketId(`0x${String(markets).padStart(64, '0')}`)
})

const LEASE_MS = 55_000
const now = { nowMs: NOW, leaseMs: LEASE_MS }
const msLater = (ms: number) => ({ nowMs: epochMs(NOW + ms), leaseMs: LEASE_MS })
const stateOf = () => state({ market, legs: [] })

describe('when every reply is lost', () => {
  it('looks a commit up, and knows it as its own', async () => {
    const { store, lose } = table.lossy()
    const lease = leaseIn(await store.acquire(outcomeOf(market), now))
    lose({ count: 3 })

    const committed = await store.commit(lease, 0, stateOf())

    expect(committed).toMatchObject({ is: 'written', rev: 1 })
    expect(await table.store.acquire(outcomeOf(market), msLater(LEASE_MS + 1))).toMatchObject({
      is: 'held',
      rev: 1,
    })
  })

  it('looks an acquisition up, and has the lease', async () => {
    const { store, lose } = table.lossy()
    lose({ count: 3 })

    const lease = leaseIn(await store.acquire(outcomeOf(market), now))

    expect(await table.store.commit(lease, 0, stateOf())).toMatchObject({ is: 'written', rev: 1 })
  })

  it('sends a commit once more that did not arrive, and the late first one changes nothing', async () => {
    const { store, drop } = table.dropping()
    const lease = leaseIn(await store.acquire(outcomeOf(market), now))
    const late = drop(3)

    const committed = await store.commit(lease, 0, stateOf())
    expect(committed).toMatchObject({ is: 'written', rev: 1 })

    await late()
    expect(await table.store.acquire(outcomeOf(market), msLater(LEASE_MS + 1))).toMatchObject({
      is: 'held',
      rev: 1,
    })
  })

  it('does not send it again where another has taken the lease meanwhile', async () => {
    const { store, drop } = table.dropping()
    const lease = leaseIn(await store.acquire(outcomeOf(market), now))
    await table.store.acquire(outcomeOf(market), msLater(LEASE_MS + 1))
    drop(3)

    expect((await store.commit(lease, 0, stateOf())).is).toBe('unknown')
    expect(await table.store.acquire(outcomeOf(market), msLater(3 * LEASE_MS))).toMatchObject({
      is: 'held',
      rev: 0,
    })
  })

  it('says unknown where the look is not answered either, and the next read tells the truth', async () => {
    const { store, lose } = table.lossy()
    const lease = leaseIn(await store.acquire(outcomeOf(market), now))
    lose({ count: 6 })

    const committed = await store.commit(lease, 0, stateOf())

    expect(committed).toEqual({
      is: 'unknown',
      why: expect.stringContaining('may or may not have happened'),
    })
    expect(await table.store.acquire(outcomeOf(market), msLater(LEASE_MS + 1))).toMatchObject({
      is: 'held',
      rev: 1,
    })
  })

  it('says unknown when the disambiguating read fails', async () => {
    const { store, lose } = table.lossy()
    await table.store.acquire(outcomeOf(market), now)
    lose({ skip: 1, count: 3 })

    expect((await store.acquire(outcomeOf(market), now)).is).toBe('unknown')
  })
})
