import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { epochMs, type MarketId, marketId } from '../../../shared/domain/units.ts'
import { marketKey } from '../../../shared/dynamodb/table.ts'
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

describe('looking after a lease', () => {
  it('says whether it is ours still, of each, in their order, in as many requests as that takes', async () => {
    const many = Array.from({ length: 101 }, (_, nth) => marketId(`0x${String(nth).padStart(64, 'f')}`))
    const leases = await Promise.all(
      many.map(async (each) => leaseIn(await table.store.acquire(outcomeOf(each), now))),
    )
    await Promise.all(leases.slice(0, 1).map((each) => table.store.release(each)))
    await Promise.all(
      many.slice(-1).map((each) => table.store.claim(outcomeOf(each), { nowMs: NOW, atMs: NOW })),
    )

    const looked = await table.store.look(leases)

    expect(looked[0]).toEqual({ is: 'lost' })
    expect(looked[99]).toEqual({ is: 'ours', isClaimed: false })
    expect(looked[100]).toEqual({ is: 'ours', isClaimed: true })
  })

  it('changes nothing: the lease ends when it would have', async () => {
    const lease = leaseIn(await table.store.acquire(outcomeOf(market), now))
    const before = await table.read(marketKey(outcomeOf(market)))

    await table.store.look([lease])

    expect(await table.read(marketKey(outcomeOf(market)))).toEqual(before)
  })
})

describe('a run that most likely comes too early', () => {
  it('reads first: what another holds costs no write, and what is free is taken', async () => {
    const looking = { ...now, looksFirst: true as const }
    const lease = leaseIn(await table.store.acquire(outcomeOf(market), looking))

    expect(await table.store.acquire(outcomeOf(market), looking)).toEqual({
      is: 'busy',
      untilMs: lease.untilMs,
    })
    expect(
      (await table.store.acquire(outcomeOf(market), { ...msLater(LEASE_MS + 1), looksFirst: true })).is,
    ).toBe('held')
  })
})

describe('giving back what is known', () => {
  it('stores it by the same write', async () => {
    const lease = leaseIn(await table.store.acquire(outcomeOf(market), now))

    const released = await table.store.release(lease, { rev: 0, state: { ...stateOf(), settling: true } })

    expect(released).toEqual({ is: 'written' })
    expect(await table.store.acquire(outcomeOf(market), now)).toMatchObject({
      is: 'held',
      rev: 1,
      state: { settling: true },
    })
  })

  it('never over a newer revision: the lease is given back without', async () => {
    const lease = leaseIn(await table.store.acquire(outcomeOf(market), now))
    await table.store.commit(lease, 0, stateOf())

    const released = await table.store.release(lease, { rev: 0, state: { ...stateOf(), settling: true } })

    expect(released).toEqual({ is: 'written' })
    expect(await table.store.acquire(outcomeOf(market), now)).toMatchObject({
      is: 'held',
      rev: 1,
      state: { settling: false },
    })
  })

  it('is refused to a holder that was overtaken', async () => {
    const zombie = leaseIn(await table.store.acquire(outcomeOf(market), now))
    await table.store.acquire(outcomeOf(market), msLater(LEASE_MS + 1))

    expect(await table.store.release(zombie, { rev: 0, state: stateOf() })).toEqual({ is: 'lost' })
    expect((await table.read(marketKey(outcomeOf(market))))?.['state']).toBeUndefined()
  })
})
