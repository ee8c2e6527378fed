import { beforeEach, describe, expect, it } from 'vitest'
import { controlKey } from '../../../shared/dynamodb/table.ts'
import { armed, controlOf, flatten, stopped } from './controlItems.ts'
import { reason } from './samples.ts'
import { NOW, startTable, type TableFixture, tableOfFile } from './tableFixture.ts'

const table = await tableOfFile()
beforeEach(() => table.putControl({ ...armed }))
const control = () => controlOf(table)

describe('arming', () => {
  const arming = { armed: true, halted: true, haltSeq: 1, doneSeq: 0, clearedSeq: 0, codes: ['ARMING'] }

  it('begins a fresh table with a STOP of its own, which resume ends', async () => {
    const fresh = await startTable('fresh')

    expect(await fresh.store.control()).toEqual({ ok: true, value: 'absent', asOf: NOW })
    expect(await fresh.store.arm()).toEqual({ is: 'armed', haltSeq: 1 })
    expect(await fresh.store.control()).toMatchObject({ value: arming })
    await fresh.store.stopDone(1)
    await fresh.store.resume(1)
    expect(await fresh.read(controlKey)).toMatchObject({ ...armed, haltSeq: 1, doneSeq: 1, clearedSeq: 1 })
    await fresh.close()
  })

  it('of a stack that was armed before is the next STOP', async () => {
    await table.putControl({ ...armed, armed: false, haltSeq: 4, doneSeq: 4, clearedSeq: 4 })

    expect(await table.store.arm()).toEqual({ is: 'armed', haltSeq: 5 })
    expect(await control()).toMatchObject({ ...arming, haltSeq: 5, doneSeq: 4, clearedSeq: 4 })
  })

  it('is refused where the bot is armed', async () => {
    expect(await table.store.arm()).toEqual({ is: 'lost' })
  })

  it.each([
    ['a STOP is active', { ...stopped, armed: false, doneSeq: 0 }],
    ['an active STOP is done', { ...stopped, armed: false }],
    ['a person has set the flag', { ...armed, armed: false, halted: true }],
    ['the counters make no sense', { ...armed, armed: false, doneSeq: 'x' }],
    ['there is no flag', { schema: 1 }],
  ])('is refused where %s', async (_, item) => {
    await table.putControl(item)

    expect(await table.store.arm()).toEqual({ is: 'lost' })
    expect(await table.read(controlKey)).toEqual({ ...controlKey, ...item })
  })

  it('ends the drain that led to the disarming', async () => {
    await table.store.drain(true)
    expect((await control()).drain).toBe(true)
    await table.store.disarm()

    await table.store.arm()

    expect(await control()).toMatchObject({ armed: true, drain: false, halted: true })
  })

  it('is undone by disarm, which keeps the item', async () => {
    expect(await table.store.disarm()).toEqual({ is: 'written' })
    expect(await control()).toMatchObject({ armed: false, halted: false })
  })
})

describe('without an item', () => {
  it.each([
    ['disarm', (fresh: TableFixture) => fresh.store.disarm()],
    ['drain', (fresh: TableFixture) => fresh.store.drain(true)],
    ['endDrain', (fresh: TableFixture) => fresh.store.endDrain()],
    ['resume', (fresh: TableFixture) => fresh.store.resume(0)],
    ['stopDone', (fresh: TableFixture) => fresh.store.stopDone(0)],
    ['requestFlatten', (fresh: TableFixture) => fresh.store.requestFlatten(flatten(0))],
    ['dropFlatten', (fresh: TableFixture) => fresh.store.dropFlatten(0)],
  ])('%s writes nothing', async (_, call) => {
    const fresh = await startTable('fresh')

    expect(await call(fresh)).toEqual({ is: 'lost' })
    expect(await fresh.store.control()).toMatchObject({ value: 'absent' })
    await fresh.close()
  })

  it('a message still latches, and keeps the stack from being armed', async () => {
    const fresh = await startTable('fresh')

    expect(await fresh.store.latchMessage(reason('ALARM'))).toEqual({ is: 'latched', haltSeq: 1 })
    expect(await fresh.store.arm()).toEqual({ is: 'lost' })
    expect(await fresh.store.control()).toMatchObject({
      value: { armed: false, halted: true, haltSeq: 1, doneSeq: 0, clearedSeq: 0, codes: ['ALARM'] },
    })
    await fresh.close()
  })
})
