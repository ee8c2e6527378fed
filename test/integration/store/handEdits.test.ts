import { NumberValue } from '@aws-sdk/lib-dynamodb'
import { describe, expect, it } from 'vitest'
import { type Control, isManuallyFlipped, isRunning, isStopDone } from '../../../shared/domain/control.ts'
import { controlKey } from '../../../shared/dynamodb/table.ts'
import { MARKET } from '../../support/wireIds.ts'
import { reason } from './samples.ts'
import { tableOfFile } from './tableFixture.ts'

const table = await tableOfFile()

const running = {
  schema: 1,
  armed: true,
  halted: false,
  drain: false,
  haltSeq: 3,
  doneSeq: 3,
  clearedSeq: 3,
}
const without = (name: string) => Object.fromEntries(Object.entries(running).filter(([key]) => key !== name))

async function control(): Promise<Control> {
  const read = await table.store.control()
  if (!read.ok || read.value === 'absent') throw new Error(`no control: ${JSON.stringify(read)}`)
  return read.value
}

/** Every type that a person can leave behind in the console. */
const WRONG: ReadonlyArray<readonly [string, unknown]> = [
  ['text', 'false'],
  ['empty text', ''],
  ['null', null],
  ['a list', [false]],
  ['a map', { BOOL: false }],
  ['a set of texts', new Set(['false'])],
  ['a set of numbers', new Set([3])],
  ['bytes', new Uint8Array([0])],
  ['a number', -1],
  ['a fraction', 2.5],
  ['a number too long for JavaScript', NumberValue.from('12345678901234567890.5')],
  ['a number of forty digits', NumberValue.from(`1${'0'.repeat(39)}`)],
]

it('runs only as the item of this test is', async () => {
  await table.putControl(running)

  expect(isRunning(await control())).toBe(true)
})

describe.each([...WRONG, ['nothing', undefined] as const])('with %s in place of', (_, wrong) => {
  const edited = (name: string) => (wrong === undefined ? without(name) : { ...running, [name]: wrong })

  it('halted, it is halted by hand, and the latch makes it a STOP', async () => {
    await table.putControl(edited('halted'))
    const seen = await control()

    expect(isRunning(seen)).toBe(false)
    expect(isManuallyFlipped(seen)).toBe(true)
    expect(await table.store.latchFlip(reason('OPERATOR'), seen.haltSeq)).toEqual({
      is: 'latched',
      haltSeq: 4,
    })
    expect((await table.read(controlKey))?.['halted']).toBe(true)
  })

  it('armed, it is not armed', async () => {
    await table.putControl(edited('armed'))

    expect((await control()).armed).toBe(false)
    expect(await table.store.arm()).toEqual({ is: 'armed', haltSeq: 4 })
    expect((await control()).armed).toBe(true)
  })

  it.each(['haltSeq', 'doneSeq', 'clearedSeq', 'schema'])(
    '%s, it is halted, and a STOP of it can be ended',
    async (name) => {
      await table.putControl(edited(name))
      const seen = await control()
      expect(isRunning(seen)).toBe(false)
      expect(isManuallyFlipped(seen)).toBe(true)

      const latched = await table.store.latchFlip(reason('OPERATOR'), seen.haltSeq)
      const haltSeq = latched.is === 'latched' ? latched.haltSeq : 0
      const afterLatch = await control()
      const done = await table.store.stopDone(haltSeq)
      const resumed = await table.store.resume(haltSeq)

      expect(haltSeq).toBeGreaterThan(3)
      expect(afterLatch).toMatchObject({ halted: true, haltSeq, codes: ['OPERATOR'] })
      expect(isStopDone(afterLatch)).toBe(false)
      expect([done.is, resumed.is]).toEqual(['written', 'written'])
      expect(isRunning(await control())).toBe(true)
    },
  )

  it.each(['haltSeq', 'doneSeq', 'clearedSeq', 'schema', 'codes', 'messages', 'flatten', 'halted'])(
    '%s, a message and a condition still latch',
    async (name) => {
      await table.putControl(edited(name))
      const byMessage = await table.store.latchMessage(reason('ALARM'))
      const afterMessage = await control()
      await table.putControl(edited(name))
      const byCondition = await table.store.latchCondition(reason('LOSS'))
      const afterCondition = await control()

      expect([byMessage.is, byCondition.is]).toEqual(['latched', 'latched'])
      expect(afterMessage).toMatchObject({ halted: true, codes: expect.arrayContaining(['ALARM']) })
      expect(afterCondition).toMatchObject({ halted: true, codes: expect.arrayContaining(['LOSS']) })
      expect(afterMessage.messages.at(-1)).toContain('ALARM')
      for (const after of [afterMessage, afterCondition]) {
        expect(after.haltSeq).toBeGreaterThan(after.clearedSeq)
        expect(isStopDone(after)).toBe(false)
      }
    },
  )
})

it('repairs in the same call what the blind latch of a flip cannot see', async () => {
  await table.putControl({ ...running, halted: true, doneSeq: 'x' })

  const latched = await table.store.latchFlip(reason('OPERATOR'), 3)
  const after = await control()

  expect(latched).toEqual({ is: 'latched', haltSeq: after.haltSeq })
  expect(isManuallyFlipped(after)).toBe(false)
  expect(isStopDone(after)).toBe(false)
})

it('reads at most ten messages of 500 characters, and only texts', async () => {
  await table.putControl({ ...running, messages: [7, ...Array.from({ length: 20 }, () => 'y'.repeat(900))] })

  expect((await control()).messages).toEqual(Array.from({ length: 10 }, () => 'y'.repeat(500)))
})

it('does not run where a person made the counters agree without a STOP that was done', async () => {
  await table.putControl({ ...running, haltSeq: 4, clearedSeq: 4 })

  expect(isRunning(await control())).toBe(false)
})

it('reads a code that it does not know as INVARIANT, so that no halt flattens by itself for its sake', async () => {
  await table.putControl({ ...running, halted: true, haltSeq: 4, codes: new Set(['LOSS', 'NOVEL']) })

  expect(new Set((await control()).codes)).toEqual(new Set(['INVARIANT', 'LOSS']))
})

it.each([
  ['no number', { seq: 'x', markets: [], floorMicros: 1 }],
  ['a floor above one dollar', { seq: 4, markets: [], floorMicros: 1_000_001 }],
  ['markets of a wrong type', { seq: 4, markets: [7], floorMicros: 1 }],
])('reads a flatten with %s as none', async (_, flatten) => {
  await table.putControl({ ...running, flatten })

  expect((await control()).flatten).toBeNull()
})

it.each([[null], ['no'], [0], [true]])('reads drain %j as wanted', async (drain) => {
  await table.putControl({ ...running, drain })

  expect((await control()).drain).toBe(true)
})

it.each([['all'], [true], [[7]], [{ market: MARKET }]])(
  'reads %j as markets to drain: a list of none, so the whole stack drains',
  async (drainMarkets) => {
    await table.putControl({ ...running, drainMarkets })
    expect((await control()).drain).toBe(true)

    await table.store.drain(true, MARKET)
    expect(await control()).toMatchObject({ drain: true, drainMarkets: [MARKET] })
    await table.store.drain(false, MARKET)
    expect((await control()).drainMarkets).toBeUndefined()
    expect((await control()).drain).toBe(true)
  },
)
