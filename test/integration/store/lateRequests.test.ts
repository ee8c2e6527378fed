import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { expect, it } from 'vitest'
import { price } from '../../../shared/domain/units.ts'
import { createStore } from '../../../shared/dynamodb/store.ts'
import { controlKey, marketKey } from '../../../shared/dynamodb/table.ts'
import type { Store } from '../../../shared/ports/store.ts'
import { MARKET } from '../../support/wireIds.ts'
import { outcomeOf, reason, state } from './samples.ts'
import { clock, NOW, tableOfFile } from './tableFixture.ts'

/**
 * A request that timed out here can still reach the table long after, when its retry has succeeded and the world
 * has moved on. Each test makes the call, moves the world on, and delivers the call's write once more.
 */
const table = await tableOfFile()

const stopped = { schema: 1, armed: true, halted: true, drain: false, haltSeq: 1, doneSeq: 1, clearedSeq: 0 }
const flatten = { seq: 1, markets: [MARKET], floorMicros: price(250_000) }

/** Runs the call on a client that keeps its writes, so that they can be sent again. */
async function recorded(call: (store: Store) => Promise<unknown>): Promise<() => Promise<unknown>> {
  const sent: UpdateCommand[] = []
  const { client } = table
  const recording = new Proxy(client, {
    get: (target, name) =>
      name === 'send'
        ? (command: UpdateCommand) => {
            if (command instanceof UpdateCommand) sent.push(command)
            return target.send(command)
          }
        : Reflect.get(target, name),
  }) satisfies DynamoDBDocumentClient
  await call(createStore({ client: recording, tableName: table.tableName, clock }))
  const [write] = sent
  if (write === undefined || sent.length > 1) throw new Error(`one write was expected, not ${sent.length}`)
  return () => client.send(new UpdateCommand(write.input))
}

it.each([
  [
    'arm, after the disarm that followed',
    { ...stopped, armed: false },
    (store: Store) => store.arm(),
    () => table.store.disarm(),
  ],
  [
    'the end of a drain, after the next drain',
    stopped,
    (store: Store) => store.drain(false),
    () => table.store.drain(true),
  ],
  [
    'a resume, after a flip by hand',
    stopped,
    (store: Store) => store.resume(1),
    async () => table.putControl({ ...(await table.read(controlKey)), halted: true }),
  ],
  [
    'a resume, after the next STOP',
    stopped,
    (store: Store) => store.resume(1),
    () => table.store.latchMessage(reason('ALARM')),
  ],
  [
    'a request to flatten, after it was dropped',
    stopped,
    (store: Store) => store.requestFlatten(flatten),
    () => table.store.dropFlatten(1),
  ],
  [
    'stopDone, after the request to flatten that it allowed',
    { ...stopped, doneSeq: 0 },
    (store: Store) => store.stopDone(1),
    () => table.store.requestFlatten(flatten),
  ],
  [
    'the latch of a flip, after it was resumed from',
    { ...stopped, clearedSeq: 1 },
    (store: Store) => store.latchFlip(reason('OPERATOR'), 1),
    async () => {
      await table.store.stopDone(2)
      await table.store.resume(2)
    },
  ],
])('delivered late, %s, changes nothing', async (_, item, call, moveOn) => {
  for (const edited of [{}, { editId: 'of an edit before' }]) {
    await table.putControl({ ...item, ...edited })
    const deliverAgain = await recorded(call)
    await moveOn()
    const before = await table.read(controlKey)

    await expect(deliverAgain()).rejects.toThrow('conditional request failed')
    expect(await table.read(controlKey)).toEqual(before)
  }
})

it('delivered late, a commit changes nothing, whether the lease went on or to somebody else', async () => {
  const acquired = await table.store.acquire(outcomeOf(MARKET), { nowMs: NOW, leaseMs: 1_000 })
  if (acquired.is !== 'held') throw new Error('not held')
  const deliverAgain = await recorded((store) => store.commit(acquired.lease, 0, state()))
  await table.store.commit(acquired.lease, 1, state({ settling: true }))

  await expect(deliverAgain()).rejects.toThrow('conditional request failed')
  await table.store.release(acquired.lease)
  await table.store.acquire(outcomeOf(MARKET), { nowMs: NOW, leaseMs: 1_000 })
  await expect(deliverAgain()).rejects.toThrow('conditional request failed')
  expect((await table.read(marketKey(outcomeOf(MARKET))))?.['state']).toMatchObject({ settling: true })
})
