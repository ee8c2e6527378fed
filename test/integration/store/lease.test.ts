import { describe, expect, it } from 'vitest'
import { InvariantError } from '../../../shared/domain/assert.ts'
import { epochMs } from '../../../shared/domain/units.ts'
import { marketKey } from '../../../shared/dynamodb/table.ts'
import type { Lease } from '../../../shared/ports/store.ts'
import { LEASE_MS, leaseIn, msLater, now, outcomeOfEachTest } from './leases.ts'
import { leg, OTHER_MARKET, state } from './samples.ts'
import { NOW, tableOfFile } from './tableFixture.ts'

const table = await tableOfFile()
const outcome = outcomeOfEachTest()

const stateOf = () => state({ market: outcome().market, legs: [] })

describe('acquiring', () => {
  it('opens a fresh market with fence 1, revision 0 and no state', async () => {
    const acquired = await table.store.acquire(outcome(), now)

    expect(acquired).toEqual({
      is: 'held',
      lease: {
        ...outcome(),
        id: expect.any(String),
        fence: 1,
        untilMs: NOW + LEASE_MS,
        lastsMs: LEASE_MS,
      },
      rev: 0,
      state: null,
    })
  })

  it('lets exactly one of many contenders have the lease', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => table.store.acquire(outcome(), now)))

    expect(all.filter((one) => one.is === 'held')).toHaveLength(1)
    expect(all.filter((one) => one.is === 'busy')).toEqual(
      Array.from({ length: 7 }, () => ({ is: 'busy', untilMs: NOW + LEASE_MS })),
    )
  })

  it('steals a lease only when it has run out, and the fence moves', async () => {
    await table.store.acquire(outcome(), now)

    const onTheInstant = await table.store.acquire(outcome(), msLater(LEASE_MS))
    const later = await table.store.acquire(outcome(), msLater(LEASE_MS + 1))

    expect(onTheInstant.is).toBe('busy')
    expect(leaseIn(later).fence).toBe(2)
  })

  it.each([
    ['as long as the longest', 300_000, 'busy'],
    ['longer than any lease lives', 300_001, 'held'],
  ])('one that reaches %s ahead of now is %s', async (_, aheadMs, is) => {
    await table.put({
      ...marketKey(outcome()),
      schema: 1,
      rev: 0,
      fence: 4,
      leaseId: 'x',
      leaseUntil: NOW + aheadMs,
    })

    expect((await table.store.acquire(outcome(), now)).is).toBe(is)
  })

  it('drops an event that is not younger than the last start, and tells that one', async () => {
    const dueAt = (ms: number, afterMs = 0) =>
      table.store.acquire(outcome(), {
        nowMs: epochMs(NOW + afterMs),
        leaseMs: 1_000,
        startMs: epochMs(NOW + ms),
      })
    await dueAt(0)

    expect(await dueAt(0, 2_000)).toEqual({ is: 'late', lastStartMs: NOW })
    expect(await dueAt(-60_000, 2_000)).toEqual({ is: 'late', lastStartMs: NOW })
    // A command is never late, and no start.
    leaseIn(await table.store.acquire(outcome(), msLater(2_000)))
    expect((await dueAt(60_000, 60_000)).is).toBe('held')
    expect((await table.read(marketKey(outcome())))?.['startAt']).toBe(NOW + 60_000)
  })

  it('takes a start that lies further ahead than any lease for no measure', async () => {
    await table.put({
      ...marketKey(outcome()),
      schema: 1,
      rev: 0,
      fence: 4,
      startAt: NOW + 3_600_000,
    })

    expect((await table.store.acquire(outcome(), { ...now, startMs: NOW })).is).toBe('held')
  })

  it('leaves an item of newer code as it is, even while its lease is free', async () => {
    await table.put({ ...marketKey(outcome()), schema: 4, rev: 9, fence: 4, state: { schema: 4 } })

    const acquired = await table.store.acquire(outcome(), now)

    expect(acquired).toEqual({ is: 'newerSchema', schema: 4 })
    const item = { ...marketKey(outcome()), schema: 4, rev: 9, fence: 4, state: { schema: 4 } }
    expect(await table.read(marketKey(outcome()))).toEqual(item)
  })

  it.each([
    ['a missing key', { ...state(), legs: undefined }, 'legs'],
    ['an unknown key', { ...state(), surprise: 1 }, 'surprise'],
    ['a number as text', { ...state(), feeRatePpm: '0' }, 'feeRatePpm'],
    ['a fraction of a micro', { ...state(), minSizeMicros: 1.5 }, 'minSizeMicros'],
    ['the same leg twice', { ...state(), legs: [leg(), leg()] }, 'one leg twice'],
    ['another market', state({ market: OTHER_MARKET }), 'of market'],
    ['no map', 'gone', 'state'],
  ])(
    'calls a stored state with %s unknown, never a first start, and gives the lease back',
    async (_, stored, why) => {
      const own =
        typeof stored === 'object' && stored.market !== OTHER_MARKET
          ? { ...stored, market: outcome().market }
          : stored
      const clean = JSON.parse(JSON.stringify(own)) as unknown
      await table.put({ ...marketKey(outcome()), schema: 1, rev: 3, fence: 3, state: clean })

      const acquired = await table.store.acquire(outcome(), now)

      expect(acquired).toEqual({ is: 'unknown', why: expect.stringContaining(why) })
      expect(await table.read(marketKey(outcome()))).not.toHaveProperty('leaseId')
    },
  )

  it('calls a state that was committed once and is gone unknown', async () => {
    await table.put({ ...marketKey(outcome()), schema: 1, rev: 3, fence: 3 })

    const acquired = await table.store.acquire(outcome(), now)

    expect(acquired).toEqual({ is: 'unknown', why: expect.stringContaining('the state is gone') })
  })

  it('calls an item whose version is none unknown', async () => {
    await table.put({ ...marketKey(outcome()), schema: 'one', rev: 0, fence: 0 })

    expect(await table.store.acquire(outcome(), now)).toEqual({
      is: 'unknown',
      why: expect.stringContaining('schema is not a version'),
    })
  })

  it('takes a lease attribute of a strange type for busy, not for free', async () => {
    await table.put({ ...marketKey(outcome()), schema: 1, leaseId: 7, leaseUntil: 'soon' })

    const acquired = await table.store.acquire(outcome(), now)

    expect(acquired).toEqual({ is: 'busy', untilMs: null })
  })
})

describe('committing', () => {
  it('stores the state whole and gives it back to the next holder', async () => {
    const lease = leaseIn(await table.store.acquire(outcome(), now))

    const committed = await table.store.commit(lease, 0, stateOf())
    await table.store.release(lease)
    const next = await table.store.acquire(outcome(), now)

    expect(committed).toMatchObject({ is: 'written', rev: 1 })
    expect(next).toMatchObject({ is: 'held', rev: 1, state: stateOf(), lease: { fence: 2 } })
  })

  it('never asks whether the bot is halted: an answer must not be lost', async () => {
    const lease = leaseIn(await table.store.acquire(outcome(), now))
    await table.putControl({ schema: 1, armed: true, halted: true, haltSeq: 1, doneSeq: 0, clearedSeq: 0 })

    expect((await table.store.commit(lease, 0, stateOf())).is).toBe('written')
  })

  it('refuses a holder that was overtaken, before and after the thief commits', async () => {
    const zombie = leaseIn(await table.store.acquire(outcome(), now))
    const thief = leaseIn(await table.store.acquire(outcome(), msLater(LEASE_MS + 1)))

    const before = await table.store.commit(zombie, 0, stateOf())
    await table.store.commit(thief, 0, { ...stateOf(), settling: true })
    const afterwards = await table.store.commit(zombie, 1, stateOf())

    expect([before.is, afterwards.is]).toEqual(['lost', 'lost'])
    expect((await table.read(marketKey(outcome())))?.['state']).toMatchObject({ settling: true })
  })

  it('refuses a holder of an old revision, even with the same lease', async () => {
    const lease = leaseIn(await table.store.acquire(outcome(), now))
    await table.store.commit(lease, 0, stateOf())

    const again = await table.store.commit(lease, 0, { ...stateOf(), settling: true })

    expect(again).toEqual({ is: 'lost' })
    expect((await table.read(marketKey(outcome())))?.['state']).toMatchObject({ settling: false })
  })

  it('refuses a holder that has released', async () => {
    const lease = leaseIn(await table.store.acquire(outcome(), now))
    await table.store.release(lease)

    expect((await table.store.commit(lease, 0, stateOf())).is).toBe('lost')
  })

  it('throws on a broken state of our own, before anything is sent', async () => {
    const lease = leaseIn(await table.store.acquire(outcome(), now))
    const broken = { ...stateOf(), feeRatePpm: 0.5 }

    await expect(table.store.commit(lease, 0, broken)).rejects.toThrow(InvariantError)
    await expect(table.store.commit(lease, 0, broken)).rejects.toThrow('feeRatePpm')
    expect(await table.read(marketKey(outcome()))).not.toHaveProperty('state')
  })

  it('throws on a state of another market', async () => {
    const lease = leaseIn(await table.store.acquire(outcome(), now))

    await expect(table.store.commit(lease, 0, state({ market: OTHER_MARKET }))).rejects.toThrow(
      InvariantError,
    )
  })

  it('stores as many legs as the machine may hold', async () => {
    const lease = leaseIn(await table.store.acquire(outcome(), now))
    const legs = Array.from({ length: 400 }, (_, n) => leg(n))

    expect((await table.store.commit(lease, 0, { ...stateOf(), legs })).is).toBe('written')
  })

  it('throws on a state beyond its bound, well before DynamoDB would refuse it', async () => {
    const lease = leaseIn(await table.store.acquire(outcome(), now))
    const huge = {
      ...stateOf(),
      orders: [{ ...baseOrder(), cancelAsked: { atMs: NOW, why: 'x'.repeat(400_000) } }],
    }

    await expect(table.store.commit(lease, 0, huge)).rejects.toThrow(/bytes/)
  })
})

const baseOrder = () => {
  const [order] = state().orders
  if (order === undefined) throw new Error('the sample has an order')
  return order
}

describe('releasing', () => {
  it('frees the market for the next at once', async () => {
    const lease = leaseIn(await table.store.acquire(outcome(), now))

    expect(await table.store.release(lease)).toEqual({ is: 'written' })
    expect((await table.store.acquire(outcome(), now)).is).toBe('held')
  })

  it('does not free what a thief holds', async () => {
    const zombie = leaseIn(await table.store.acquire(outcome(), now))
    await table.store.acquire(outcome(), msLater(LEASE_MS + 1))

    expect(await table.store.release(zombie)).toEqual({ is: 'lost' })
    expect((await table.store.acquire(outcome(), msLater(LEASE_MS + 2))).is).toBe('busy')
  })
})

describe('each mark of a writer alone identifies it', () => {
  const item = () => ({
    ...marketKey(outcome()),
    schema: 1,
    leaseId: 'ours',
    leaseUntil: NOW + 1,
    fence: 2,
    rev: 5,
    commitId: 'last',
    state: stateOf(),
  })
  const ours = (changes: Partial<Lease> = {}): Lease => ({
    ...outcome(),
    id: 'ours',
    fence: 2,
    untilMs: epochMs(NOW + 1),
    lastsMs: LEASE_MS,
    ...changes,
  })

  it.each<readonly [string, Partial<Lease>, number]>([
    ['its id', { id: 'theirs' }, 5],
    ['its fence', { fence: 1 }, 5],
    ['its revision', {}, 4],
  ])('a commit by %s', async (_, changes, rev) => {
    await table.put(item())

    expect(await table.store.commit(ours(changes), rev, { ...stateOf(), settling: true })).toEqual({
      is: 'lost',
    })
    expect(await table.read(marketKey(outcome()))).toEqual(item())
    expect(await table.store.commit(ours(), 5, stateOf())).toMatchObject({ is: 'written', rev: 6 })
  })

  it.each<readonly [string, Partial<Lease>]>([
    ['its id', { id: 'theirs' }],
    ['its fence', { fence: 1 }],
  ])('a release by %s', async (_, changes) => {
    await table.put(item())

    expect(await table.store.release(ours(changes))).toEqual({ is: 'lost' })
    expect(await table.read(marketKey(outcome()))).toEqual(item())
    expect(await table.store.release(ours())).toEqual({ is: 'written' })
  })
})

describe.each([1, 2])('with %i lost replies', (count) => {
  it('recognises its own lease', async () => {
    const { store, lose } = table.lossy()
    lose({ count })

    const acquired = await store.acquire(outcome(), now)

    expect(acquired).toMatchObject({ is: 'held', rev: 0, state: null, lease: { fence: 1 } })
    expect((await table.store.commit(leaseIn(acquired), 0, stateOf())).is).toBe('written')
  })

  it('recognises its own commit', async () => {
    const { store, lose } = table.lossy()
    const lease = leaseIn(await store.acquire(outcome(), now))
    lose({ count })

    expect(await store.commit(lease, 0, stateOf())).toMatchObject({ is: 'written', rev: 1 })
    expect((await table.read(marketKey(outcome())))?.['rev']).toBe(1)
  })

  it('recognises its own release', async () => {
    const { store, lose } = table.lossy()
    const lease = leaseIn(await store.acquire(outcome(), now))
    lose({ count })

    expect(await store.release(lease)).toEqual({ is: 'written' })
  })

  it('still tells that somebody else holds the lease', async () => {
    const { store, lose } = table.lossy()
    await table.store.acquire(outcome(), now)
    lose({ count })

    expect((await store.acquire(outcome(), now)).is).toBe('busy')
  })

  it('still tells that a commit came too late', async () => {
    const { store, lose } = table.lossy()
    const zombie = leaseIn(await store.acquire(outcome(), now))
    await table.store.acquire(outcome(), msLater(LEASE_MS + 1))
    lose({ count })

    expect((await store.commit(zombie, 0, stateOf())).is).toBe('lost')
  })
})
