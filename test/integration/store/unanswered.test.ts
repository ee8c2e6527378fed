import { beforeEach, describe, expect, it } from 'vitest'
import { controlKey, marketKey } from '../../../shared/dynamodb/table.ts'
import type { Store } from '../../../shared/ports/store.ts'
import { MARKET } from '../../support/wireIds.ts'
import { outcomeOf, reason, state } from './samples.ts'
import { NOW, tableOfFile } from './tableFixture.ts'

/**
 * Each call is a write and, where that is refused, a read and perhaps a further write. Here every attempt at one of
 * these goes unanswered, while those before it were answered: then nobody knows, and nobody says that he does.
 */
const table = await tableOfFile()

/** Attempts that the client makes of one request. */
const ATTEMPTS = 3
const armed = { schema: 1, armed: true, halted: false, drain: false, haltSeq: 3, doneSeq: 1, clearedSeq: 0 }
const full = { ...armed, messages: Array(10).fill('m') }
const broken = { schema: 2, haltSeq: 'a new kind' }
const held = { schema: 1, leaseId: 'theirs', leaseUntil: NOW + 1, fence: 2, rev: 5 }
const lease = { ...outcomeOf(MARKET), id: 'ours', fence: 2, untilMs: NOW, lastsMs: 55_000 }
const gone = { ...lease, id: 'theirs' }

describe('unanswered', () => {
  beforeEach(() => table.put({ ...marketKey(outcomeOf(MARKET)), ...held }))

  it.each<
    readonly [
      string,
      Record<string, unknown>,
      number,
      (store: Store) => Promise<{ readonly is: string }>,
      string,
    ]
  >([
    ['the read before arming', armed, 0, (store) => store.arm(), 'arm'],
    ['the write of arming', { ...armed, armed: false }, 1, (store) => store.arm(), 'arm'],
    ['the read after arming was refused', armed, 2, (store) => store.arm(), 'arm'],
    ['stopDone', { ...armed, doneSeq: 2 }, 0, (store) => store.stopDone(3), 'stopDone'],
    ['a latch', armed, 0, (store) => store.latchMessage(reason('ALARM')), 'latchMessage'],
    ['the read of a latch', full, 1, (store) => store.latchMessage(reason('ALARM')), 'latchMessage'],
    ['the second write of a latch', full, 2, (store) => store.latchMessage(reason('ALARM')), 'latchMessage'],
    ['the flag of newer code', broken, 2, (store) => store.latchMessage(reason('ALARM')), 'latchMessage'],
    [
      'an acquire',
      armed,
      0,
      (store) => store.acquire(outcomeOf(MARKET), { nowMs: NOW, leaseMs: 1 }),
      'acquire',
    ],
    [
      'the read of an acquire',
      armed,
      1,
      (store) => store.acquire(outcomeOf(MARKET), { nowMs: NOW, leaseMs: 1 }),
      'acquire',
    ],
    ['a commit', armed, 0, (store) => store.commit(lease, 5, state()), 'commit'],
    ['the read of a commit', armed, 1, (store) => store.commit(lease, 5, state()), 'commit'],
    ['a release', armed, 0, (store) => store.release(gone), 'release'],
    ['the read of a release', armed, 1, (store) => store.release(lease), 'release'],
  ])('%s is not known', async (_, control, skip, call, what) => {
    await table.putControl(control)
    const { store, lose } = table.lossy()
    lose({ skip, count: ATTEMPTS })

    expect(await call(store)).toEqual({
      is: 'unknown',
      why: expect.stringMatching(new RegExp(`^${what} on table bot: .*no answer`)),
    })
  })
})

describe('a latch that has to repair', () => {
  it('keeps the counters that are sound', async () => {
    await table.putControl(full)

    expect(await table.store.latchMessage(reason('ALARM'))).toEqual({ is: 'latched', haltSeq: 4 })
    expect(await table.read(controlKey)).toMatchObject({ haltSeq: 4, doneSeq: 1, clearedSeq: 0 })
  })

  it('counts a condition again where a person has set the flag back', async () => {
    await table.putControl({ ...full, codes: new Set(['BLIND']) })

    expect(await table.store.latchCondition(reason('BLIND'))).toEqual({ is: 'latched', haltSeq: 4 })
  })

  it('counts a condition that is named already where the counters are broken', async () => {
    await table.putControl({ ...armed, halted: true, haltSeq: 'x', codes: new Set(['LOSS']) })

    expect(await table.store.latchCondition(reason('LOSS'))).toEqual({ is: 'latched', haltSeq: 2 })
    expect(await table.read(controlKey)).toMatchObject({ haltSeq: 2, doneSeq: 1, clearedSeq: 1 })
  })

  it('counts no flip that was seen at another number', async () => {
    await table.putControl({ ...armed, halted: true, haltSeq: 2, doneSeq: 2, clearedSeq: 2 })

    expect(await table.store.latchFlip(reason('OPERATOR'), 1)).toEqual({ is: 'already' })
  })

  it('says what became of an item of newer code', async () => {
    await table.putControl(broken)

    expect(await table.store.latchMessage(reason('ALARM'))).toEqual({
      is: 'unknown',
      why: 'latchMessage: the control item was written by newer code; its flag is set, the STOP is not counted: deploy that version',
    })
  })
})

describe('a message', () => {
  it.each([
    [8.64e15, '+275760-09-13T00:00:00.000Z ALARM: late'],
    [8.64e15 + 2, '8640000000000002 ALARM: late'],
    [-8.64e15 - 2, '-8640000000000002 ALARM: late'],
  ])('of instant %d is stored as %s', async (atMs, stored) => {
    await table.putControl(armed)

    await table.store.latchMessage({ ...reason('ALARM', 'late'), atMs: atMs as never })

    expect((await table.read(controlKey))?.['messages']).toEqual([stored])
  })

  it('is stored cut to five hundred characters', async () => {
    await table.putControl(armed)

    await table.store.latchMessage(reason('ALARM', 'x'.repeat(600)))

    expect((await table.read(controlKey))?.['messages']).toEqual([expect.stringMatching(/^.{500}$/)])
  })
})

describe('a lease whose item is broken', () => {
  it.each([
    ['its revision', { rev: 'x' }],
    ['a fraction for its revision', { rev: 0.5 }],
    ['a fraction for its fence', { fence: 0.5 }],
  ])('by %s is not known, and a person has to see to it', async (_, change) => {
    await table.put({ ...marketKey(outcomeOf(MARKET)), schema: 1, fence: 2, rev: 5, ...change })

    expect(await table.store.acquire(outcomeOf(MARKET), { nowMs: NOW, leaseMs: 1_000 })).toEqual({
      is: 'unknown',
      why: `item of market ${MARKET}: fence, rev or leaseUntil is not an integer: correct the item in the table`,
    })
  })
})
