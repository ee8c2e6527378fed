import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { epochMs, tokenId } from '../../../shared/domain/units.ts'
import { ITEM_SCHEMA, marketKey, oldMarketKey } from '../../../shared/dynamodb/table.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import type { Acquired, Store } from '../../../shared/ports/store.ts'
import { MARKET } from '../../support/wireIds.ts'
import { flat, moveHistories, quoting } from './moveHistories.ts'
import { outcomeOf } from './samples.ts'
import { NOW, startTable, type TableFixture } from './tableFixture.ts'
import { versionOne } from './versionOne.ts'

let table: TableFixture
beforeEach(async () => {
  table = await startTable()
})
afterEach(() => table.close())

const LEASE_MS = 55_000
const OURS = outcomeOf(MARKET)
const SIBLING = { market: MARKET, tokenId: tokenId('8'.repeat(77)) }
const putOld = (of: MarketState, more: object = {}) =>
  table.put({ ...oldMarketKey(MARKET), schema: 1, rev: 3, fence: 3, commitId: 'last', state: of, ...more })
const acquire = (outcome = OURS, nowMs: number = NOW, store: Store = table.store) =>
  store.acquire(outcome, { nowMs: epochMs(nowMs), leaseMs: LEASE_MS })
function heldOf(acquired: Acquired) {
  if (acquired.is !== 'held') throw new Error(`not held: ${JSON.stringify(acquired)}`)
  return acquired
}
const shown = async () => {
  const read = await table.store.marketItems()
  if (!read.ok) throw new Error(read.unknown)
  return read.value
}

describe('an item of version 1', () => {
  test('without an unclosed order moves: the old one is marked and kept, the new one goes on from it', async () => {
    // Prepare
    await putOld(flat(7), { startAt: 5, unlatched: [{ id: 'm', code: 'LOSS', text: 't' }] })

    // Act
    const held = heldOf(await acquire())
    const wrote = await table.store.commit(held.lease, held.rev, flat(8))

    // Assess
    expect(held).toMatchObject({
      rev: 3,
      lease: { fence: 4 },
      state: { feeRatePpm: 7 },
      unlatched: [{ id: 'm' }],
    })
    expect(held.lease).not.toHaveProperty('isUnmoved')
    expect(wrote).toMatchObject({ is: 'written', rev: 4 })
    const [old, own] = [await table.read(oldMarketKey(MARKET)), await table.read(marketKey(OURS))]
    expect(old).toMatchObject({ schema: ITEM_SCHEMA, moved: true, rev: 3, state: { feeRatePpm: 7 } })
    expect(own).toMatchObject({ schema: ITEM_SCHEMA, rev: 4, fence: 4, startAt: 5, state: { feeRatePpm: 8 } })
    expect(await shown()).toMatchObject([{ ...OURS, state: { feeRatePpm: 8 }, newerSchema: false }])
  })

  test('with one is served where it is, by every call, until that is closed', async () => {
    // Prepare
    await putOld(quoting(1))

    // Act: served under the old key
    const held = heldOf(await acquire())
    const renewed = await table.store.renew(held.lease)
    const claimed = await table.store.claim(OURS, { nowMs: NOW, atMs: epochMs(NOW + 1) })
    const wrote = await table.store.commit(held.lease, held.rev, quoting(2))
    const marked = await table.store.putUnlatched(held.lease, [{ id: 'm', code: 'LOSS', text: 't' }])

    // Assess
    expect(held.lease).toMatchObject({ isUnmoved: true })
    expect([renewed, claimed, wrote, marked]).toMatchObject([
      { is: 'written' },
      { is: 'claimed' },
      { is: 'written', lease: { isUnmoved: true }, isClaimed: true },
      { is: 'written' },
    ])
    expect(await table.read(marketKey(OURS))).toBeUndefined()
    expect(await table.read(oldMarketKey(MARKET))).toMatchObject({ schema: 1, state: { feeRatePpm: 2 } })
    expect(await shown()).toMatchObject([{ ...OURS, state: { orders: [{}] }, unlatched: [{ id: 'm' }] }])

    // Act: the order is closed
    if (wrote.is !== 'written') throw new Error(wrote.is)
    const moved = await table.store.commit(wrote.lease, wrote.rev, flat(3))
    if (moved.is !== 'written') throw new Error(moved.is)
    const next = await table.store.commit(moved.lease, moved.rev, quoting(4))
    await table.store.release(moved.lease)

    // Assess
    expect(moved.lease).not.toHaveProperty('isUnmoved')
    expect(next).toMatchObject({ is: 'written' })
    expect(await table.read(oldMarketKey(MARKET))).toMatchObject({
      schema: ITEM_SCHEMA,
      moved: true,
      state: { feeRatePpm: 3 },
    })
    expect(await table.read(marketKey(OURS))).toMatchObject({ state: { feeRatePpm: 4 }, claimAt: NOW + 1 })
    expect(heldOf(await acquire())).toMatchObject({ state: { feeRatePpm: 4 }, unlatched: [{ id: 'm' }] })
  })

  test('whose move was cut off after its mark is read by STOP, and completed by whoever finds it', async () => {
    // Prepare: the holder died with its lease.
    await putOld(flat(7), { schema: 2, moved: true, leaseId: 'dead', leaseUntil: NOW + 10 })

    // Act
    const before = await shown()
    const busy = await acquire()
    const copied = await table.read(marketKey(OURS))
    const held = heldOf(await acquire(OURS, NOW + 11))

    // Assess
    expect(before).toMatchObject([{ ...OURS, state: { feeRatePpm: 7 }, newerSchema: false }])
    expect(busy).toMatchObject({ is: 'busy', untilMs: NOW + 10 })
    expect(copied).toMatchObject({ schema: ITEM_SCHEMA, rev: 3, state: { feeRatePpm: 7 } })
    expect(held).toMatchObject({ rev: 3, lease: { fence: 4 }, state: { feeRatePpm: 7 } })
    expect(await shown()).toHaveLength(1)
  })

  test('bars a second item: its market’s other outcome moves it first, or waits for its orders', async () => {
    // Prepare
    await putOld(quoting(1))

    // Act
    const waits = await acquire(SIBLING)
    await putOld(flat(1))
    const begun = heldOf(await acquire(SIBLING))

    // Assess
    expect(waits).toMatchObject({ is: 'unknown', why: expect.stringContaining('waits for its orders') })
    expect(begun).toMatchObject({ state: null, rev: 0, lease: { ...SIBLING, fence: 1 } })
    expect(await shown()).toMatchObject([
      { ...OURS, state: { feeRatePpm: 1 } },
      { ...SIBLING, state: null },
    ])
    expect(heldOf(await acquire())).toMatchObject({ state: { feeRatePpm: 1 } })
  })

  test('of newer code, or that cannot be read, stays, and keeps both outcomes from beginning', async () => {
    await putOld(flat(), { schema: 3 })
    const newer = [await acquire(), await acquire(SIBLING), await shown()]
    await table.put({ ...oldMarketKey(MARKET), schema: 1, rev: 3, fence: 3, state: { orders: 'none' } })
    const broken = [await acquire(), await acquire(SIBLING), await shown()]

    expect(newer).toMatchObject([
      { is: 'newerSchema', schema: 3 },
      { is: 'newerSchema', schema: 3 },
      [{ tokenId: null, newerSchema: true }],
    ])
    expect(broken).toMatchObject([
      { is: 'unknown', why: expect.stringContaining('unreadable') },
      { is: 'unknown', why: expect.stringContaining('unreadable') },
      [{ tokenId: null, broken: expect.stringContaining('unreadable') }],
    ])
    expect(await table.read(oldMarketKey(MARKET))).not.toHaveProperty('moved')
  })

  test('that held an unlatched STOP and no state yet leaves it to the outcome that begins', async () => {
    const unlatched = [{ id: 'm', code: 'REGION', text: 't' }]
    await table.put({ ...oldMarketKey(MARKET), schema: 1, rev: 0, fence: 3, unlatched })

    const before = await shown()
    const held = heldOf(await acquire())
    await table.store.putUnlatched(held.lease, [])

    expect(before).toMatchObject([{ tokenId: null, state: null, unlatched }])
    expect(held).toMatchObject({ state: null, unlatched, lease: { fence: 4 } })
    const after = await shown()
    expect(after).toMatchObject([{ ...OURS, state: null }])
    expect(after[0]).not.toHaveProperty('unlatched')
  })
})

test('where a market has no item, the old key is taken before an outcome begins: older code begins none of its own', async () => {
  const held = heldOf(await acquire())
  const both = heldOf(await acquire(SIBLING))
  const old = await versionOne(table, MARKET).acquire(NOW, LEASE_MS)

  expect(held).toMatchObject({ state: null, rev: 0, lease: { ...OURS, fence: 1 } })
  expect(both).toMatchObject({ state: null, lease: { ...SIBLING, fence: 1 } })
  expect(old).toBeNull()
  expect(await shown()).toMatchObject([OURS, SIBLING])
})

test('while older code still runs, whatever replies are lost, one item counts and no write to it is lost', async () => {
  expect(await moveHistories(table, { count: 60 })).toBeGreaterThanOrEqual(60)
}, 240_000)
