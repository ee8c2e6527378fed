import { describe, expect, it } from 'vitest'
import { LEASE_MS, leaseIn, msLater, now, outcomeOfEachTest } from './leases.ts'
import { state } from './samples.ts'
import { tableOfFile } from './tableFixture.ts'

const table = await tableOfFile()
const outcome = outcomeOfEachTest()

const stateOf = () => state({ market: outcome().market, legs: [] })

describe('when every reply is lost', () => {
  it('looks a commit up, and knows it as its own', async () => {
    const { store, lose } = table.lossy()
    const lease = leaseIn(await store.acquire(outcome(), now))
    lose({ count: 3 })

    const committed = await store.commit(lease, 0, stateOf())

    expect(committed).toMatchObject({ is: 'written', rev: 1 })
    expect(await table.store.acquire(outcome(), msLater(LEASE_MS + 1))).toMatchObject({
      is: 'held',
      rev: 1,
    })
  })

  it('looks an acquisition up, and has the lease', async () => {
    const { store, lose } = table.lossy()
    lose({ count: 3 })

    const lease = leaseIn(await store.acquire(outcome(), now))

    expect(await table.store.commit(lease, 0, stateOf())).toMatchObject({ is: 'written', rev: 1 })
  })

  it('sends a commit once more that did not arrive, and the late first one changes nothing', async () => {
    const { store, drop } = table.dropping()
    const lease = leaseIn(await store.acquire(outcome(), now))
    const late = drop(3)

    const committed = await store.commit(lease, 0, stateOf())
    expect(committed).toMatchObject({ is: 'written', rev: 1 })

    await late()
    expect(await table.store.acquire(outcome(), msLater(LEASE_MS + 1))).toMatchObject({
      is: 'held',
      rev: 1,
    })
  })

  it('does not send it again where another has taken the lease meanwhile', async () => {
    const { store, drop } = table.dropping()
    const lease = leaseIn(await store.acquire(outcome(), now))
    await table.store.acquire(outcome(), msLater(LEASE_MS + 1))
    drop(3)

    expect((await store.commit(lease, 0, stateOf())).is).toBe('unknown')
    expect(await table.store.acquire(outcome(), msLater(3 * LEASE_MS))).toMatchObject({
      is: 'held',
      rev: 0,
    })
  })

  it('says unknown where the look is not answered either, and the next read tells the truth', async () => {
    const { store, lose } = table.lossy()
    const lease = leaseIn(await store.acquire(outcome(), now))
    lose({ count: 6 })

    const committed = await store.commit(lease, 0, stateOf())

    expect(committed).toEqual({
      is: 'unknown',
      why: expect.stringContaining('may or may not have happened'),
    })
    expect(await table.store.acquire(outcome(), msLater(LEASE_MS + 1))).toMatchObject({
      is: 'held',
      rev: 1,
    })
  })

  it('says unknown when the disambiguating read fails', async () => {
    const { store, lose } = table.lossy()
    await table.store.acquire(outcome(), now)
    lose({ skip: 1, count: 3 })

    expect((await store.acquire(outcome(), now)).is).toBe('unknown')
  })
})
