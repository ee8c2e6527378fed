import { beforeEach, describe, expect, it } from 'vitest'
import { isRunning } from '../../../shared/domain/control.ts'
import { controlKey } from '../../../shared/dynamodb/table.ts'
import { MARKET } from '../../support/wireIds.ts'
import { armed, controlOf } from './controlItems.ts'
import { reason } from './samples.ts'
import { NOW, tableOfFile } from './tableFixture.ts'

const table = await tableOfFile()
beforeEach(() => table.putControl({ ...armed }))
const control = () => controlOf(table)

describe('a message', () => {
  it('counts each time', async () => {
    expect(await table.store.latchMessage(reason('ALARM'))).toEqual({ is: 'latched', haltSeq: 1 })
    expect(await table.store.latchMessage(reason('ALARM'))).toEqual({ is: 'latched', haltSeq: 2 })
    expect(await control()).toMatchObject({ halted: true, haltSeq: 2, codes: ['ALARM'] })
  })

  it('counts each time among many at once', async () => {
    const latched = await Promise.all(
      Array.from({ length: 6 }, () => table.store.latchMessage(reason('ALARM'))),
    )

    expect(latched.map((one) => (one.is === 'latched' ? one.haltSeq : 0)).toSorted()).toEqual([
      1, 2, 3, 4, 5, 6,
    ])
  })

  it('keeps the first ten texts of a halt, each of 500 characters, and goes on counting', async () => {
    for (let n = 1; n <= 12; n += 1)
      await table.store.latchMessage(reason('ALARM', `${n}:${'x'.repeat(600)}`))

    const { haltSeq, messages } = await control()
    expect(haltSeq).toBe(12)
    expect(messages).toHaveLength(10)
    expect(messages.every((text) => text.length === 500)).toBe(true)
    expect(messages[9]).toContain('ALARM: 10:xxx')
    expect((await table.read(controlKey))?.['messages']).toHaveLength(10)
  })

  it('collects every distinct code of the halt', async () => {
    await table.store.latchMessage(reason('ALARM'))
    await table.store.latchCondition({ ...reason('LOSS', 'down 12'), market: MARKET })

    const { codes, messages } = await control()
    expect(codes).toEqual(['LOSS', 'ALARM'])
    expect(messages[1]).toBe(`${new Date(NOW).toISOString()} LOSS ${MARKET}: down 12`)
  })
})

describe('the id of a message', () => {
  it('is stored by the write that counts it, and counts no more, also after resume', async () => {
    expect(await table.store.latchMessage(reason('ALARM'), 'one')).toEqual({ is: 'latched', haltSeq: 1 })
    expect(await table.store.latchMessage(reason('ALARM'), 'one')).toEqual({ is: 'already' })
    await table.store.stopDone(1)
    await table.store.resume(1)

    expect(await table.store.latchMessage(reason('ALARM'), 'one')).toEqual({ is: 'already' })
    expect(isRunning(await control())).toBe(true)
    expect(await table.store.latchMessage(reason('ALARM'), 'two')).toEqual({ is: 'latched', haltSeq: 2 })
  })

  it('is forgotten once 32 newer ones were counted, and not before', async () => {
    const ids = Array.from({ length: 33 }, (_, n) => `id-${n}`)
    for (const id of ids) await table.store.latchMessage(reason('ALARM'), id)

    expect((await table.read(controlKey))?.['messageIds']).toEqual(ids.slice(1))
    expect(await table.store.latchMessage(reason('ALARM'), 'id-1')).toEqual({ is: 'already' })
    expect(await table.store.latchMessage(reason('ALARM'), 'id-0')).toEqual({ is: 'latched', haltSeq: 34 })
  })

  it('among many at once counts each once', async () => {
    const ids = [1, 2, 3, 4, 5, 1, 2, 3].map(String)
    const latched = await Promise.all(ids.map((id) => table.store.latchMessage(reason('ALARM'), id)))

    expect(latched.filter(({ is }) => is === 'latched')).toHaveLength(5)
    expect((await control()).haltSeq).toBe(5)
  })

  it('counts where a person has typed something else in place of the list', async () => {
    await table.putControl({ ...armed, messageIds: 'one' })

    expect(await table.store.latchMessage(reason('ALARM'), 'one')).toEqual({ is: 'latched', haltSeq: 1 })
    expect(await table.store.latchMessage(reason('ALARM'), 'one')).toEqual({ is: 'already' })
  })
})

describe('a message that may be left aside', () => {
  const latch = (id?: string) => table.store.latchIfArmed(reason('ALARM'), id)

  it('counts where the stack is armed', async () => {
    expect(await latch('one')).toEqual({ is: 'latched', haltSeq: 1 })
    expect(await latch('one')).toEqual({ is: 'already' })
  })

  it.each([
    ['not armed', { ...armed, armed: false }],
    ['armed by no flag', { ...armed, armed: 'yes' }],
  ])('writes nothing where the stack is %s, its id neither', async (_, item) => {
    await table.putControl(item)

    expect(await latch('one')).toEqual({ is: 'not armed' })
    expect(await table.read(controlKey)).toEqual({ ...controlKey, ...item })
  })

  it('was counted before it could be left aside', async () => {
    await latch('one')
    await table.store.disarm()

    expect(await latch('one')).toEqual({ is: 'already' })
  })

  it('counts with ten messages stored already', async () => {
    await table.putControl({ ...armed, messages: Array(10).fill('m') })

    expect(await latch()).toEqual({ is: 'latched', haltSeq: 1 })
  })
})
