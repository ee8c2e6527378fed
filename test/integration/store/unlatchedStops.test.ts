import { beforeEach, describe, expect, it } from 'vitest'
import type { UnlatchedStop } from '../../../shared/domain/control.ts'
import { marketKey } from '../../../shared/dynamodb/table.ts'
import type { Lease } from '../../../shared/ports/store.ts'
import { MARKET } from '../../support/wireIds.ts'
import { outcomeOf, state } from './samples.ts'
import { NOW, tableOfFile } from './tableFixture.ts'

const table = await tableOfFile()

const UNLATCHED: UnlatchedStop = { id: `${MARKET}#1#0#BLIND`, code: 'BLIND', text: 'trades unread' }
let lease: Lease
const acquire = () => table.store.acquire(outcomeOf(MARKET), { nowMs: NOW, leaseMs: 1_000 })
const listed = async () => {
  const items = await table.store.marketItems()
  return items.ok ? items.value[0]?.unlatched : items.unknown
}
beforeEach(async () => {
  await table.put({ ...marketKey(outcomeOf(MARKET)) })
  const acquired = await acquire()
  if (acquired.is !== 'held') throw new Error(acquired.is)
  lease = acquired.lease
})

describe('STOPs stored with a market’s state', () => {
  it('are written by a commit, kept by the next, read by whoever acquires and by STOP, and removed', async () => {
    expect(await table.store.commit(lease, 0, state(), [UNLATCHED])).toMatchObject({ is: 'written', rev: 1 })
    expect(await table.store.commit(lease, 1, state())).toMatchObject({ is: 'written', rev: 2 })
    expect(await listed()).toEqual([UNLATCHED])
    await table.store.release(lease)
    const next = await acquire()
    expect(next).toMatchObject({ is: 'held', unlatched: [UNLATCHED] })
    if (next.is === 'held') expect(await table.store.putUnlatched(next.lease, [])).toEqual({ is: 'written' })
    expect(await listed()).toBeUndefined()
  })

  it('are written without a commit, whatever the revision, and by the holder alone', async () => {
    await table.store.commit(lease, 0, state())

    expect(await table.store.putUnlatched(lease, [UNLATCHED])).toEqual({ is: 'written' })
    expect(await table.store.putUnlatched({ ...lease, fence: lease.fence - 1 }, [])).toEqual({ is: 'lost' })
    expect(await table.store.putUnlatched({ ...lease, id: 'another' }, [])).toEqual({ is: 'lost' })
    expect(await listed()).toEqual([UNLATCHED])
  })

  it.each([
    ['no list', 'x'],
    ['a list of anything', [7]],
    ['one without a text', [{ id: 'a', code: 'BLIND' }]],
    ['a code of no STOP', [{ id: 'a', code: 'NOVEL', text: 't' }]],
  ])('that cannot be read are a STOP that was found: %s', async (_, unlatched) => {
    const item = await table.read(marketKey(outcomeOf(MARKET)))
    await table.store.commit(lease, 0, state())
    await table.put({ ...item, ...(await table.read(marketKey(outcomeOf(MARKET)))), unlatched })

    expect(await listed()).toMatchObject([{ id: `${MARKET}#unreadable`, code: 'INVARIANT' }])
  })
})
