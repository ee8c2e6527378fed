import { beforeEach, describe, expect, it } from 'vitest'
import { armed, controlOf, flatten, stopped } from './controlItems.ts'
import { reason } from './samples.ts'
import { type TableFixture, tableOfFile } from './tableFixture.ts'

const table = await tableOfFile()
beforeEach(() => table.putControl({ ...armed }))
const control = () => controlOf(table)

type Lossy = ReturnType<TableFixture['lossy']>

describe.each([1, 2])('with %i lost replies', (count) => {
  it.each([
    ['disarm', armed, (t: Lossy) => t.store.disarm(), { armed: false }],
    ['drain', armed, (t: Lossy) => t.store.drain(true), { drain: true }],
    ['endDrain', { ...armed, drain: true }, (t: Lossy) => t.store.endDrain(), { armed: false }],
    ['stopDone', { ...stopped, doneSeq: 0 }, (t: Lossy) => t.store.stopDone(1), { doneSeq: 1 }],
    ['resume', stopped, (t: Lossy) => t.store.resume(1), { halted: false, clearedSeq: 1 }],
    ['requestFlatten', stopped, (t: Lossy) => t.store.requestFlatten(flatten(1)), { flatten: flatten(1) }],
    [
      'dropFlatten',
      { ...stopped, flatten: flatten(1) },
      (t: Lossy) => t.store.dropFlatten(1),
      { flatten: null },
    ],
  ])('%s knows its own write, wherever they are lost', async (_, item, call, expected) => {
    for (const skip of [0, 1]) {
      await table.putControl(item)
      const lossy = table.lossy()
      lossy.lose({ count, skip })

      expect(await call(lossy)).toEqual({ is: 'written' })
      expect(await control()).toMatchObject(expected)
    }
  })

  it('arm knows the number of its own STOP, wherever they are lost', async () => {
    for (const skip of [0, 1]) {
      await table.putControl({ ...armed, armed: false })
      const lossy = table.lossy()
      lossy.lose({ count, skip })

      expect(await lossy.store.arm()).toEqual({ is: 'armed', haltSeq: 1 })
      expect(await control()).toMatchObject({ armed: true, haltSeq: 1 })
    }
  })

  it('a message with an id still counts once', async () => {
    const { store, lose } = table.lossy()
    lose({ count })

    expect(await store.latchMessage(reason('ALARM'), 'id')).toEqual({ is: 'already' })
    expect(await control()).toMatchObject({ halted: true, haltSeq: 1 })
  })

  it('a condition still counts once', async () => {
    const { store, lose } = table.lossy()
    lose({ count })

    expect(await store.latchCondition(reason('LOSS'))).toEqual({ is: 'already' })
    expect(await control()).toMatchObject({ halted: true, haltSeq: 1, codes: ['LOSS'] })
  })

  it('a flip still counts once', async () => {
    await table.putControl({ ...armed, halted: true })
    const { store, lose } = table.lossy()
    lose({ count })

    expect(await store.latchFlip(reason('OPERATOR'), 0)).toEqual({ is: 'already' })
    expect(await control()).toMatchObject({ halted: true, haltSeq: 1 })
  })

  it('a message counts at least once', async () => {
    const { store, lose } = table.lossy()
    lose({ count })

    expect(await store.latchMessage(reason('ALARM'))).toEqual({ is: 'latched', haltSeq: count + 1 })
    expect((await control()).halted).toBe(true)
  })
})

describe('when every reply is lost', () => {
  it.each([
    ['arm', (t: Lossy) => t.store.arm()],
    ['resume', (t: Lossy) => t.store.resume(1)],
    ['stopDone', (t: Lossy) => t.store.stopDone(1)],
    ['latchMessage', (t: Lossy) => t.store.latchMessage(reason('ALARM'))],
    ['latchCondition', (t: Lossy) => t.store.latchCondition(reason('LOSS'))],
  ])('%s says unknown, never written', async (_, call) => {
    await table.putControl({ ...stopped, armed: false })
    const lossy = table.lossy()
    lossy.lose({ count: 9 })

    expect(await call(lossy)).toEqual({ is: 'unknown', why: expect.stringContaining('no answer') })
  })
})
