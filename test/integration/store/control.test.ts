import { beforeEach, describe, expect, it } from 'vitest'
import { isManuallyFlipped, isRunning, isStopDone } from '../../../shared/domain/control.ts'
import { controlKey } from '../../../shared/dynamodb/table.ts'
import { armed, controlOf, flatten, stopped } from './controlItems.ts'
import { reason } from './samples.ts'
import { NOW, tableOfFile } from './tableFixture.ts'

const table = await tableOfFile()
beforeEach(() => table.putControl({ ...armed }))
const control = () => controlOf(table)
const flipByHand = () => table.putControl({ ...armed, halted: true })

describe('when a halt was first done', () => {
  it('is kept through further STOPs and gone with resume', async () => {
    await table.store.latchMessage(reason('ALARM'))
    expect((await control()).handSinceMs).toBeUndefined()
    await table.store.stopDone(1)
    expect((await control()).handSinceMs).toBe(NOW)
    await table.store.latchMessage(reason('ALARM'))
    await table.store.stopDone(2)
    expect((await control()).handSinceMs).toBe(NOW)
    await table.store.resume(2)
    expect((await control()).handSinceMs).toBeUndefined()
  })

  it.each([
    ['of an earlier halt', { handSinceMs: 5, handClearedSeq: 0, clearedSeq: 1, haltSeq: 2, doneSeq: 2 }],
    ['of no halt', { handSinceMs: 5 }],
    ['that is no time', { handSinceMs: 'x', handClearedSeq: 0 }],
  ])('%s is none', async (_, item) => {
    await table.putControl({ ...stopped, ...item })

    expect((await control()).handSinceMs).toBeUndefined()
  })

  /** As code left it that stamped no end: three STOPs, the second done, a loss that joined. */
  const older = {
    ...stopped,
    haltSeq: 7,
    doneSeq: 6,
    clearedSeq: 4,
    messages: [
      '2026-11-22T14:00:51.016Z OPERATOR: x',
      '2026-11-22T14:05:00.000Z ALARM: y',
      '2026-11-22T14:09:00.000Z LOSS: z',
    ],
  }
  const latchedAt = Date.parse('2026-11-22T14:05:00.000Z')

  it('is, of a halt that older code ended, the latch of the STOP that was done, and stays so', async () => {
    await table.putControl(older)

    const { handSinceMs } = await control()
    expect(handSinceMs).toBe(latchedAt)
    await table.store.stopDone(7, undefined, handSinceMs)
    expect(await control()).toMatchObject({ doneSeq: 7, handSinceMs: latchedAt })
    await table.store.resume(7)
    expect((await control()).handSinceMs).toBeUndefined()
  })

  it.each([
    ['that was never done', { doneSeq: 4 }],
    ['whose messages tell no time', { messages: ['at noon', 7, '2026-99-99T99:99:99Z x'] }],
    ['without messages', { messages: [] }],
  ])('is unknown of an older halt %s', async (_, over) => {
    await table.putControl({ ...older, ...over })

    expect((await control()).handSinceMs).toBeUndefined()
  })
})

describe('a condition', () => {
  it('counts once per halt and code', async () => {
    expect(await table.store.latchCondition(reason('EXPOSURE'))).toEqual({ is: 'latched', haltSeq: 1 })
    expect(await table.store.latchCondition(reason('EXPOSURE'))).toEqual({ is: 'already' })
    expect(await table.store.latchCondition(reason('BLIND'))).toEqual({ is: 'latched', haltSeq: 2 })
  })

  it.each(['LOSS', 'EXPOSURE'] as const)('%s joins the active STOP and raises no number', async (code) => {
    await table.putControl({ ...stopped, codes: new Set(['OPERATOR']), flatten: flatten(1) })

    expect(await table.store.latchCondition(reason(code))).toEqual({ is: 'latched', haltSeq: 1 })
    expect(await table.store.latchCondition(reason(code))).toEqual({ is: 'already' })
    const { haltSeq, codes, messages, flatten: request } = await control()
    expect({ haltSeq, codes: codes.toSorted(), request }).toEqual({
      haltSeq: 1,
      codes: [code, 'OPERATOR'].toSorted(),
      request: flatten(1),
    })
    expect(messages.at(-1)).toContain(code)
  })

  it('LOSS and EXPOSURE at once both join', async () => {
    await table.putControl({ ...stopped, codes: new Set(['OPERATOR']), messages: Array(10).fill('m') })

    const latched = await Promise.all(
      (['LOSS', 'EXPOSURE'] as const).map((code) => table.store.latchCondition(reason(code))),
    )

    expect(latched).toEqual([1, 2].map(() => ({ is: 'latched', haltSeq: 1 })))
    expect(await control()).toMatchObject({ haltSeq: 1, codes: ['EXPOSURE', 'LOSS', 'OPERATOR'] })
  })

  it('counts again in the next halt', async () => {
    await table.store.latchCondition(reason('EXPOSURE'))
    await table.store.stopDone(1)
    await table.store.resume(1)

    expect(await table.store.latchCondition(reason('EXPOSURE'))).toEqual({ is: 'latched', haltSeq: 2 })
  })

  it('counts where a person has set the flag back in the midst of a halt', async () => {
    await table.putControl({ ...stopped, halted: false })

    expect(isRunning(await control())).toBe(false)
    expect(await table.store.latchCondition(reason('BLIND'))).toEqual({ is: 'latched', haltSeq: 2 })
  })

  it('adds its code to a flip by hand', async () => {
    await flipByHand()

    expect(await table.store.latchCondition(reason('LOSS'))).toEqual({ is: 'latched', haltSeq: 1 })
  })
})

describe('a flip by hand', () => {
  it('is latched by whoever sees it first, once', async () => {
    await flipByHand()
    expect(isManuallyFlipped(await control())).toBe(true)

    const latched = await Promise.all([1, 2, 3].map(() => table.store.latchFlip(reason('OPERATOR'), 0)))

    expect(latched.map((one) => one.is).toSorted()).toEqual(['already', 'already', 'latched'])
    expect(await control()).toMatchObject({ haltSeq: 1, codes: ['OPERATOR'] })
  })

  it('is nothing any more once a STOP has counted it', async () => {
    await flipByHand()
    await table.store.latchMessage(reason('ALARM'))

    expect(await table.store.latchFlip(reason('OPERATOR'), 0)).toEqual({ is: 'already' })
    expect((await control()).haltSeq).toBe(1)
  })

  it('counts though the same hand has set it back: by hand the flag can only halt', async () => {
    expect(await table.store.latchFlip(reason('OPERATOR'), 0)).toEqual({ is: 'latched', haltSeq: 1 })
    expect(await control()).toMatchObject({ halted: true, haltSeq: 1, clearedSeq: 0, codes: ['OPERATOR'] })
  })

  it('of an already halted bot is no new STOP', async () => {
    await table.putControl({ ...stopped })

    expect(await table.store.latchFlip(reason('OPERATOR'), 1)).toEqual({ is: 'already' })
    expect((await control()).haltSeq).toBe(1)
  })

  it('seen before a resume does not count against the halt after it', async () => {
    await flipByHand()
    await table.store.latchFlip(reason('OPERATOR'), 0)
    await table.store.stopDone(1)
    await table.store.resume(1)

    expect(await table.store.latchFlip(reason('OPERATOR'), 0)).toEqual({ is: 'already' })
    expect(isRunning(await control())).toBe(true)
  })
})

describe('stopDone', () => {
  it('ends the STOP it was for, and may be said twice', async () => {
    await table.store.latchMessage(reason('ALARM'))

    expect(await table.store.stopDone(1)).toEqual({ is: 'written' })
    expect(await table.store.stopDone(1)).toEqual({ is: 'written' })
    expect(isStopDone(await control())).toBe(true)
  })

  it.each([
    ['a newer STOP', { ...stopped, haltSeq: 2 }],
    ['a resume', { ...stopped, halted: false, clearedSeq: 1 }],
    ['a flatten of it', { ...stopped, flatten: flatten(1) }],
  ])('is superseded by %s', async (_, item) => {
    await table.putControl(item)

    expect(await table.store.stopDone(1)).toEqual({ is: 'lost' })
    expect(await table.read(controlKey)).toEqual({ ...controlKey, ...item })
  })

  it.each([
    ['a message', () => table.store.latchMessage({ ...reason('OPERATOR'), restored: true })],
    [
      'a message over a list that is full',
      () => table.store.latchMessage({ ...reason('OPERATOR'), restored: true }, 'z'),
    ],
  ])(
    'waits for the longest life of an order and the slack after %s over a restored table',
    async (_, latch) => {
      await table.putControl({ ...armed, messages: Array(10).fill('m') })

      await latch()

      expect((await control()).restoredAtMs).toBe(NOW)
      expect(await table.store.stopDone(1, 90_000)).toEqual({ is: 'lost' })
      expect(isStopDone(await control())).toBe(false)
    },
  )

  it.each([
    ['at its end', NOW - 810_000, { is: 'lost' }],
    ['a millisecond later', NOW - 810_001, { is: 'written' }],
    ['where what a person typed is not an instant', 'yesterday', { is: 'written' }],
  ])('of a restored table is so %s', async (_, restoredAtMs, wrote) => {
    await table.putControl({ ...stopped, doneSeq: 0, restoredAtMs })

    expect(await table.store.stopDone(1, 90_000)).toEqual(wrote)
  })

  it('keeps that the table was restored through further STOPs, until resume', async () => {
    await table.putControl({ ...stopped, restoredAtMs: NOW - 810_001 })
    await table.store.latchMessage(reason('ALARM'))

    expect((await control()).restoredAtMs).toBe(NOW - 810_001)
    await table.store.stopDone(2, 90_000)
    await table.store.resume(2)
    expect((await control()).restoredAtMs).toBeUndefined()
  })

  it('is not held up by the flatten of an older STOP', async () => {
    await table.putControl({ ...stopped, haltSeq: 2, flatten: flatten(1) })

    expect(await table.store.stopDone(2)).toEqual({ is: 'written' })
  })
})

describe('resume', () => {
  it('runs again, with codes, messages and flatten gone', async () => {
    await table.putControl({ ...stopped, flatten: flatten(1) })

    expect(await table.store.resume(1)).toEqual({ is: 'written' })
    expect(await control()).toEqual({
      armed: true,
      halted: false,
      drain: false,
      haltSeq: 1,
      doneSeq: 1,
      clearedSeq: 1,
      codes: [],
      messages: [],
      flatten: null,
    })
    expect(isRunning(await control())).toBe(true)
  })

  it.each([
    ['a second STOP came between', { ...stopped, haltSeq: 2 }, 1],
    ['the second STOP is done but the operator names the first', { ...stopped, haltSeq: 2, doneSeq: 2 }, 1],
    ['the STOP is not done', { ...stopped, doneSeq: 0 }, 1],
    ['it was resumed before, and flipped by hand since', { ...stopped, clearedSeq: 1 }, 1],
    ['the number is of no STOP yet', stopped, 2],
  ])('is refused where %s', async (_, item, seq) => {
    await table.putControl(item)

    expect(await table.store.resume(seq)).toEqual({ is: 'lost' })
    expect(await table.read(controlKey)).toEqual({ ...controlKey, ...item })
  })
})

describe('flatten', () => {
  it('is stored for a STOP that is done', async () => {
    await table.putControl({ ...stopped })

    expect(await table.store.requestFlatten(flatten(1))).toEqual({ is: 'written' })
    expect((await control()).flatten).toEqual(flatten(1))
  })

  it.each([
    ['not done', { ...stopped, doneSeq: 0 }],
    ['followed by another', { ...stopped, haltSeq: 2 }],
    ['resumed', { ...stopped, halted: false, clearedSeq: 1 }],
  ])('is refused for a STOP that is %s', async (_, item) => {
    await table.putControl(item)

    expect(await table.store.requestFlatten(flatten(1))).toEqual({ is: 'lost' })
    expect((await control()).flatten).toBeNull()
  })

  it('is dropped by its own number only', async () => {
    await table.putControl({ ...stopped, flatten: flatten(1) })

    expect(await table.store.dropFlatten(2)).toEqual({ is: 'lost' })
    expect((await control()).flatten).toEqual(flatten(1))
    expect(await table.store.dropFlatten(1)).toEqual({ is: 'written' })
    expect((await control()).flatten).toBeNull()
  })
})

describe('an item of newer code', () => {
  const newer = { ...stopped, schema: 2 }

  it('is not read, not edited, and still halted by a latch', async () => {
    await table.putControl({ ...newer, halted: false })

    expect(await table.store.control()).toMatchObject({
      ok: false,
      unknown: expect.stringContaining('newer code'),
    })
    expect((await table.store.resume(1)).is).toBe('unknown')
    expect((await table.store.stopDone(1)).is).toBe('lost')
    expect(await table.store.latchMessage(reason('ALARM'))).toEqual({ is: 'latched', haltSeq: 2 })
    expect(await table.read(controlKey)).toMatchObject({ schema: 2, halted: true, haltSeq: 2 })
  })

  it('is halted though its counters mean something else, and the run fails', async () => {
    await table.putControl({ schema: 2, halted: false, haltSeq: 'a new kind' })

    expect((await table.store.latchMessage(reason('ALARM'))).is).toBe('unknown')
    expect(await table.read(controlKey)).toMatchObject({ halted: true, haltSeq: 'a new kind' })
  })
})
