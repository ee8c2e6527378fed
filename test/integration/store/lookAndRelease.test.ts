import { describe, expect, it } from 'vitest'
import { marketId } from '../../../shared/domain/units.ts'
import { marketKey } from '../../../shared/dynamodb/table.ts'
import { LEASE_MS, leaseIn, msLater, now, outcomeOfEachTest } from './leases.ts'
import { outcomeOf, state } from './samples.ts'
import { NOW, tableOfFile } from './tableFixture.ts'

const table = await tableOfFile()
const outcome = outcomeOfEachTest()

const stateOf = () => state({ market: outcome().market, legs: [] })

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
    const lease = leaseIn(await table.store.acquire(outcome(), now))
    const before = await table.read(marketKey(outcome()))

    await table.store.look([lease])

    expect(await table.read(marketKey(outcome()))).toEqual(before)
  })
})

describe('a run that most likely comes too early', () => {
  it('reads first: what another holds costs no write, and what is free is taken', async () => {
    const looking = { ...now, looksFirst: true as const }
    const lease = leaseIn(await table.store.acquire(outcome(), looking))

    expect(await table.store.acquire(outcome(), looking)).toEqual({
      is: 'busy',
      untilMs: lease.untilMs,
    })
    expect((await table.store.acquire(outcome(), { ...msLater(LEASE_MS + 1), looksFirst: true })).is).toBe(
      'held',
    )
  })
})

describe('giving back what is known', () => {
  it('stores it by the same write', async () => {
    const lease = leaseIn(await table.store.acquire(outcome(), now))

    const released = await table.store.release(lease, { rev: 0, state: { ...stateOf(), settling: true } })

    expect(released).toEqual({ is: 'written' })
    expect(await table.store.acquire(outcome(), now)).toMatchObject({
      is: 'held',
      rev: 1,
      state: { settling: true },
    })
  })

  it('never over a newer revision: the lease is given back without', async () => {
    const lease = leaseIn(await table.store.acquire(outcome(), now))
    await table.store.commit(lease, 0, stateOf())

    const released = await table.store.release(lease, { rev: 0, state: { ...stateOf(), settling: true } })

    expect(released).toEqual({ is: 'written' })
    expect(await table.store.acquire(outcome(), now)).toMatchObject({
      is: 'held',
      rev: 1,
      state: { settling: false },
    })
  })

  it('is refused to a holder that was overtaken', async () => {
    const zombie = leaseIn(await table.store.acquire(outcome(), now))
    await table.store.acquire(outcome(), msLater(LEASE_MS + 1))

    expect(await table.store.release(zombie, { rev: 0, state: stateOf() })).toEqual({ is: 'lost' })
    expect((await table.read(marketKey(outcome())))?.['state']).toBeUndefined()
  })
})
