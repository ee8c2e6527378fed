import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Control, isFlippedByHand, isRunning, isStopDone } from '../../shared/domain/control.ts'
import { price } from '../../shared/domain/units.ts'
import { controlKey } from '../../shared/dynamodb/table.ts'
import { MARKET, reason } from './samples.ts'
import { NOW, startTable, type TableFixture } from './tableFixture.ts'

let table: TableFixture
beforeAll(async () => {
  table = await startTable()
})
afterAll(() => table.close())
/** The item as `arm` leaves it on a fresh table. */
const armed = { schema: 1, armed: true, halted: false, drain: false, haltSeq: 0, doneSeq: 0, clearedSeq: 0 }
beforeEach(() => table.putControl({ ...armed }))

async function control(): Promise<Control> {
  const read = await table.store.control()
  if (!read.ok || read.value === 'absent') throw new Error(`no control: ${JSON.stringify(read)}`)
  return read.value
}

const flatten = (seq: number) => ({ seq, markets: [MARKET], floorMicros: price(250_000) })
/** A STOP with nothing alive any more: where an operator may resume or flatten. */
const stopped = {
  ...armed,
  halted: true,
  haltSeq: 1,
  doneSeq: 1,
  codes: new Set(['EXPOSURE']),
  messages: ['m'],
}
const flipByHand = () => table.putControl({ ...armed, halted: true })

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
    ['a STOP stands', { ...stopped, armed: false, doneSeq: 0 }],
    ['a STOP stands that is done', { ...stopped, armed: false }],
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
})

describe('a condition', () => {
  it('counts once per halt and code', async () => {
    expect(await table.store.latchCondition(reason('EXPOSURE'))).toEqual({ is: 'latched', haltSeq: 1 })
    expect(await table.store.latchCondition(reason('EXPOSURE'))).toEqual({ is: 'already' })
    expect(await table.store.latchCondition(reason('BLIND'))).toEqual({ is: 'latched', haltSeq: 2 })
  })

  it.each(['LOSS', 'EXPOSURE'] as const)(
    '%s joins the STOP that stands and raises no number',
    async (code) => {
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
    },
  )

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
    expect(isFlippedByHand(await control())).toBe(true)

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
    ['where what a person typed is no instant', 'yesterday', { is: 'written' }],
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
      ...{ armed: true, halted: false, drain: false, haltSeq: 1, doneSeq: 1, clearedSeq: 1 },
      ...{ codes: [], messages: [], flatten: null },
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
    await flipByHand()
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

type Lossy = ReturnType<TableFixture['lossy']>

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

  it('is halted though its counters mean something else, and the run is told to fail', async () => {
    await table.putControl({ schema: 2, halted: false, haltSeq: 'a new kind' })

    expect((await table.store.latchMessage(reason('ALARM'))).is).toBe('unknown')
    expect(await table.read(controlKey)).toMatchObject({ halted: true, haltSeq: 'a new kind' })
  })
})
