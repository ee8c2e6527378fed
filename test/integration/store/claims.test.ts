import { describe, expect, it } from 'vitest'
import { epochMs } from '../../../shared/domain/units.ts'
import { marketKey } from '../../../shared/dynamodb/table.ts'
import { leaseIn, outcomeOfEachTest } from './leases.ts'
import { state } from './samples.ts'
import { NOW, tableOfFile } from './tableFixture.ts'

const table = await tableOfFile()
const outcome = outcomeOfEachTest()

const LEASE_MS = 60_000
const at = (ms: number) => epochMs(NOW + ms)
const acquire = (startMs: number, afterMs = 0, claimId?: string) =>
  table.store.acquire(outcome(), {
    nowMs: at(afterMs),
    leaseMs: LEASE_MS,
    startMs: at(startMs),
    ...(claimId === undefined ? {} : { claimId }),
  })
const claim = (atMs: number, afterMs = 0) =>
  table.store.claim(outcome(), { nowMs: at(afterMs), atMs: at(atMs) })

async function claimed(atMs: number): Promise<string> {
  const answer = await claim(atMs)
  if (answer.is !== 'claimed') throw new Error(`not claimed: ${answer.is}`)
  return answer.id
}

describe('a claim', () => {
  it('is shown to the holder by its next commit, and by a renewal', async () => {
    const lease = leaseIn(await acquire(0))
    const before = await table.store.renew(lease)
    await claimed(60_000)

    const committed = await table.store.commit(lease, 0, state({ market: outcome().market, legs: [] }))
    const after = await table.store.renew(lease)

    expect(before).toMatchObject({ is: 'written', isClaimed: false })
    expect(committed).toMatchObject({ is: 'written', rev: 1, isClaimed: true })
    expect(after).toMatchObject({ is: 'written', isClaimed: true })
  })

  it('is refused where the event of the holder, or another claim, is not older', async () => {
    await acquire(0)

    expect(await claim(0)).toEqual({ is: 'late' })
    const id = await claimed(60_000)
    expect(await claim(60_000)).toEqual({ is: 'late' })
    expect(await claim(59_999)).toEqual({ is: 'late' })
    expect(await acquire(60_000, 1_000, id)).toMatchObject({ is: 'busy', claimId: id })
    expect((await claim(60_001)).is).toBe('claimed')
    expect(await acquire(60_000, 1_000, id)).toEqual({ is: 'late', lastStartMs: at(60_001) })
  })

  it('opens the lease to its own run once that is given back, and to no older or equal event', async () => {
    const lease = leaseIn(await acquire(0))
    const id = await claimed(60_000)
    await table.store.release(lease)

    expect(await acquire(60_000, 1_000)).toEqual({ is: 'late', lastStartMs: at(60_000) })
    expect(await acquire(30_000, 1_000, 'another')).toEqual({ is: 'late', lastStartMs: at(60_000) })
    expect((await acquire(60_000, 1_000, id)).is).toBe('held')
    expect(await table.read(marketKey(outcome()))).not.toHaveProperty('claimId')
  })

  it('of a run that has died bars no younger event, and no command', async () => {
    const lease = leaseIn(await acquire(0))
    await claimed(60_000)
    await table.store.release(lease)

    const command = await table.store.acquire(outcome(), { nowMs: at(1_000), leaseMs: LEASE_MS })
    expect(command.is).toBe('held')
    await table.store.release(leaseIn(command))
    await claimed(61_000)
    expect((await acquire(120_000, 60_000)).is).toBe('held')
  })

  it('that lies further ahead than any lease, or is no time, is nobody’s', async () => {
    const lease = leaseIn(await acquire(0))
    for (const claimAt of [NOW + 3_600_000, 'soon']) {
      await table.put({ ...(await table.read(marketKey(outcome()))), claimId: 'x', claimAt } as never)

      expect(await table.store.renew(lease)).toMatchObject({ isClaimed: false })
      expect((await claim(60_000)).is).toBe('claimed')
    }
    await table.put({
      ...(await table.read(marketKey(outcome()))),
      claimId: 'x',
      claimAt: 'soon',
    } as never)
    await table.store.release(lease)
    expect((await acquire(60_000, 1_000)).is).toBe('held')
  })

  it('waits for nothing that nobody ever held', async () => {
    expect(await claim(0)).toEqual({ is: 'late' })
    expect(await table.read(marketKey(outcome()))).toBeUndefined()
  })

  it('is recognised as its own where the first reply was lost', async () => {
    const { store, lose } = table.lossy()
    await acquire(0)

    lose({ count: 1 })
    const answer = await store.claim(outcome(), { nowMs: NOW, atMs: at(60_000) })

    expect(answer).toMatchObject({ is: 'claimed' })
  })
})

describe('a renewal', () => {
  it('lets the lease run for its whole time from now on, and so does a commit', async () => {
    const lease = { ...leaseIn(await acquire(0)), lastsMs: 90_000 }

    expect(await table.store.renew(lease)).toMatchObject({ lease: { untilMs: at(90_000) } })
    expect((await table.read(marketKey(outcome())))?.['leaseUntil']).toBe(at(90_000))
    const committed = await table.store.commit(
      { ...lease, lastsMs: 95_000 },
      0,
      state({ market: outcome().market, legs: [] }),
    )
    expect(committed).toMatchObject({ lease: { untilMs: at(95_000) } })
    expect((await table.read(marketKey(outcome())))?.['leaseUntil']).toBe(at(95_000))
  })

  it('is refused to a holder that was overtaken or has given the lease back', async () => {
    const zombie = leaseIn(await acquire(0))
    const thief = leaseIn(await acquire(60_000, LEASE_MS + 1))

    expect(await table.store.renew(zombie)).toEqual({ is: 'lost' })
    await table.store.release(thief)
    expect(await table.store.renew(thief)).toEqual({ is: 'lost' })
  })

  it('of an item of older code changes nothing that it does not know: its commit leaves the claim', async () => {
    await table.put({
      ...marketKey(outcome()),
      schema: 1,
      rev: 0,
      fence: 4,
      leaseId: 'old',
      leaseUntil: NOW + 55_000,
      startAt: NOW,
    })

    const id = await claimed(60_000)

    expect(await acquire(60_000, 30_000, id)).toMatchObject({ is: 'busy', untilMs: NOW + 55_000 })
    expect((await acquire(60_000, 55_001, id)).is).toBe('held')
  })
})
