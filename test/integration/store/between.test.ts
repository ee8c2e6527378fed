import { DeleteCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, it } from 'vitest'
import { createStore } from '../../../shared/dynamodb/store.ts'
import { controlKey } from '../../../shared/dynamodb/table.ts'
import type { Store } from '../../../shared/ports/store.ts'
import { reason } from './samples.ts'
import { clock, tableOfFile } from './tableFixture.ts'

/** What happens between a call's read of the control item and its write. */
const table = await tableOfFile()

const armed = { schema: 1, armed: true, halted: false, drain: false, haltSeq: 0, doneSeq: 0, clearedSeq: 0 }
const remove = async () => {
  await table.client.send(new DeleteCommand({ TableName: table.tableName, Key: controlKey }))
}

/** A store that lets `happen` happen just before its first write, a later one, or each. */
function interrupted(happen: () => Promise<unknown>, which: number | 'each' = 0): Store {
  let writes = 0
  const client = new Proxy(table.client, {
    get: (target, name) =>
      name === 'send'
        ? async (command: UpdateCommand) => {
            if (command instanceof UpdateCommand) {
              if (which === 'each' || which === writes) await happen()
              writes += 1
            }
            return target.send(command)
          }
        : Reflect.get(target, name),
  }) satisfies DynamoDBDocumentClient
  return createStore({ client, tableName: table.tableName, clock })
}

describe('arm', () => {
  it('of a fresh table gives way to the STOP that came first', async () => {
    await remove()
    const store = interrupted(() => table.store.latchMessage(reason('ALARM')))

    expect(await store.arm()).toEqual({ is: 'lost' })
    expect(await table.read(controlKey)).toMatchObject({ halted: true, haltSeq: 1, clearedSeq: 0 })
    expect(await table.store.control()).toMatchObject({ value: { armed: false, codes: ['ALARM'] } })
  })

  it('of an item that was deleted begins again, with all that a control item has', async () => {
    await table.putControl({ ...armed, armed: false })

    expect(await interrupted(remove).arm()).toEqual({ is: 'armed', haltSeq: 1 })
    expect(await table.read(controlKey)).toMatchObject({ ...armed, halted: true, haltSeq: 1 })
  })
})

describe('an edit', () => {
  const editedByHand = { ...armed, armed: false, editId: 'before' }

  it.each([
    ['that nobody has edited', { ...armed, armed: false }],
    ['edited before', editedByHand],
  ])('of an item %s goes on after a rival’s', async (_, item) => {
    await table.putControl(item)
    const store = interrupted(() => table.store.drain(true))

    expect(await store.arm()).toEqual({ is: 'armed', haltSeq: 1 })
    expect(await table.read(controlKey)).toMatchObject({ armed: true, drain: false })
  })

  it('gives way after three of them', async () => {
    await table.putControl(editedByHand)
    let writes = 0
    const store = interrupted(async () => {
      writes += 1
      await table.store.drain(true)
    }, 'each')

    expect(await store.arm()).toEqual({ is: 'lost' })
    expect(writes).toBe(3)
  })

  it.each([
    ['that nobody has edited', armed],
    ['edited before', { ...editedByHand, armed: true }],
  ])('of an item %s that refuses it is tried once', async (_, item) => {
    await table.putControl(item)
    let writes = 0
    const store = interrupted(async () => {
      writes += 1
    }, 'each')

    expect(await store.arm()).toEqual({ is: 'lost' })
    expect(writes).toBe(1)
  })

  it('of an item of newer code is not made, and says why', async () => {
    await table.putControl({ ...armed, schema: 2 })

    expect(await table.store.arm()).toEqual({
      is: 'unknown',
      why: 'arm: the control item was written by newer code: deploy that version',
    })
  })
})

it('a latch that loses every race gives up, says so, and the STOPs that won them count', async () => {
  await table.putControl({ ...armed, messages: Array(10).fill('m') })
  const store = interrupted(() => table.store.latchMessage(reason('ALARM')), 'each')

  expect(await store.latchMessage(reason('ALARM'))).toEqual({
    is: 'unknown',
    why: 'latchMessage: the control item changed in each of 5 rounds',
  })
  expect(await table.read(controlKey)).toMatchObject({ halted: true, haltSeq: 6 })
})

describe('of an item that was deleted nothing comes back', () => {
  it.each([
    ['disarm', armed, 0, (store: Store) => store.disarm(), 'lost'],
    ['drain', armed, 0, (store: Store) => store.drain(true), 'lost'],
    // Its first write is refused for what newer code keeps there.
    [
      'the flag of newer code',
      { schema: 2, haltSeq: 'a new kind' },
      1,
      (store: Store) => store.latchMessage(reason('ALARM')),
      'unknown',
    ],
  ] as const)('by %s', async (_, item, writesBefore, call, is) => {
    await table.putControl(item)

    expect((await call(interrupted(remove, writesBefore))).is).toBe(is)
    expect(await table.read(controlKey)).toBeUndefined()
  })
})

describe('three messages at once are three STOPs', () => {
  it.each([
    ['where ten are stored already', { ...armed, messages: Array(10).fill('m') }, [1, 2, 3]],
    ['where the count is none', { ...armed, haltSeq: 'many', doneSeq: 4 }, [5, 6, 7]],
  ])('%s', async (_, item, numbers) => {
    await table.putControl(item)

    const latched = await Promise.all([1, 2, 3].map(() => table.store.latchMessage(reason('ALARM'))))

    expect(latched.map((one) => (one.is === 'latched' ? one.haltSeq : one.is)).toSorted()).toEqual(numbers)
  })
})
