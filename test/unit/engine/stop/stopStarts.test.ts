import { describe, expect, test } from 'vitest'
import { runStop } from '../../../../shared/engine/stop/stop.ts'
import { halted, holding, id, MARKET, now, order, running, state } from '../../../support/build.ts'
import { type Bench, bench, place } from '../../../support/engineBench.ts'
import { failAt, live, resting } from './haltedBench.ts'

const reason = { code: 'ALARM', text: 'an alarm', atMs: now } as const
const message = { by: 'message', reason } as const

const run = (of: Bench, trigger: Parameters<typeof runStop>[2], seconds = 900) =>
  runStop(of.ports, of.stack, trigger, of.later(seconds))

/** The first such call gets no answer. */
const failOnce = (of: Bench, call: string): void => failAt(of, call, (nth) => (nth === 1 ? 'before' : null))

describe('a STOP run started by a message with an id', () => {
  const once = { ...message, id: 'sns-1' } as const

  test('delivered again makes passes while the STOP is active and not done, and adds no number', async () => {
    const of = bench({ state: resting })
    place(of, order())
    of.store.messageIds = ['sns-1']
    of.store.control_ = halted()

    expect(await run(of, once)).toMatchObject({ is: 'done' })
    expect(of.control()).toMatchObject({ haltSeq: 4, doneSeq: 4 })
    expect(live(of)).toEqual([])
  })

  test('delivered again once it is done, or resumed from, does nothing', async () => {
    const of = bench({ state: resting })
    await run(of, once)
    const { calls } = of.venue
    calls.length = 0

    expect(await run(of, once)).toEqual({ is: 'nothing to do' })
    of.store.control_ = { ...running, haltSeq: 4, doneSeq: 4, clearedSeq: 4 }
    place(of, order({ id: id(70) }))
    expect(await run(of, once)).toEqual({ is: 'nothing to do' })
    expect(of.control()).toMatchObject({ halted: false, haltSeq: 4 })
    expect(calls).toEqual([])
  })

  test('whose latch lost its answer counts once', async () => {
    const of = bench({ state: resting })
    place(of, order())
    failAt(of, 'latchMessage', (nth) => (nth === 1 ? 'after' : null))

    // The pass that followed has done it: asked again, there is nothing left.
    expect(await run(of, once)).toEqual({ is: 'nothing to do' })
    expect(of.control()).toMatchObject({ haltSeq: 4, doneSeq: 4 })
    expect(live(of)).toEqual([])
  })
})

describe('a STOP run started by an alarm of this stack', () => {
  const alarm = { ...message, id: 'sns-1', mayLeaveAside: true } as const
  const unarmed = { ...running, armed: false }

  test.each([
    ['nothing was ever armed', null],
    ['it is not armed', unarmed],
    ['it is not armed, and its last STOP is done', halted({ armed: false, doneSeq: 4 })],
    ['a person has set the flag of what is not armed', { ...unarmed, halted: true }],
  ])('is left aside where %s, and nothing is written', async (_, control) => {
    const of = bench({ state: state({ folded: holding(20) }), control })

    expect(await run(of, alarm)).toEqual({ is: 'left aside' })
    expect(of.store.control_).toEqual(control)
    expect(of.store.messageIds).toEqual([])
    expect(of.venue.calls).toEqual([])
    // The items after the control item: an order stored between the two is seen.
    expect(of.store.calls).toEqual(['latchIfArmed', 'control', 'marketItems'])
  })

  test.each([
    ['it is armed', running, state()],
    ['it is armed and halted', halted({ doneSeq: 4 }), state()],
    ['a STOP is not done', halted({ armed: false }), state()],
    ['an order may be live though nothing is armed', unarmed, resting],
    ['the control item was deleted with an order alive', null, resting],
  ])('counts where %s', async (_, control, kept) => {
    const of = bench({ state: kept, control })
    for (const each of kept.orders) place(of, each)
    const before = control?.haltSeq ?? 0

    expect(await run(of, alarm)).toMatchObject({ is: 'done' })
    expect(of.control()).toMatchObject({ halted: true, haltSeq: before + 1, doneSeq: before + 1 })
    expect(live(of)).toEqual([])
  })

  test.each(['control', 'marketItems'] as const)('counts where %s cannot be read', async (call) => {
    const of = bench({ control: unarmed })
    failOnce(of, call)

    expect(await run(of, alarm)).toMatchObject({ is: 'done' })
    expect(of.control()).toMatchObject({ halted: true, haltSeq: 4 })
  })

  test('counts where an item was written by newer code', async () => {
    const of = bench({ control: unarmed })
    const item = of.store.items.get(MARKET)
    if (item !== undefined) of.store.items.set(MARKET, { ...item, schema: 2 })

    await run(of, alarm, 20)

    expect(of.control()).toMatchObject({ halted: true, haltSeq: 4 })
  })

  test('of a stack armed just now counts, by what is there after the first look', async () => {
    const of = bench({ control: unarmed })
    of.store.before = (call) => {
      if (call === 'control') of.store.control_ = { ...of.control(), armed: true }
    }

    expect(await run(of, alarm)).toMatchObject({ is: 'done' })
    expect(of.control().haltSeq).toBe(4)
  })
})

describe('a STOP run started by the stream', () => {
  test('a flip that was set back before anybody counted it is a STOP', async () => {
    const of = bench({ state: resting, control: running })
    place(of, order())

    expect(await run(of, { by: 'stream', flippedAtSeq: 3 })).toMatchObject({ is: 'done' })
    expect(of.control()).toMatchObject({ halted: true, haltSeq: 4, doneSeq: 4, codes: ['OPERATOR'] })
    expect(live(of)).toEqual([])
  })

  test('its record delivered again after resume stops nothing', async () => {
    const resumed = { ...running, haltSeq: 4, doneSeq: 4, clearedSeq: 4 }
    const of = bench({ state: resting, control: resumed })
    place(of, order())

    expect(await run(of, { by: 'stream', flippedAtSeq: 3 })).toEqual({ is: 'nothing to do' })
    expect(of.store.control_).toEqual(resumed)
    expect(live(of)).toHaveLength(1)
  })

  test('for a change that shows no flip cancels nothing of a running bot, though its first read fails', async () => {
    const of = bench({ state: resting, control: running })
    place(of, order())
    failOnce(of, 'control')

    expect(await run(of, { by: 'stream' })).toEqual({ is: 'nothing to do' })
    expect(live(of)).toHaveLength(1)
  })

  const stream = { by: 'stream' } as const

  test.each([
    ['running', running],
    ['NOT_ARMED', { ...running, armed: false }],
    ['no control item', null],
    ['done', halted({ doneSeq: 4 })],
  ])('finds %s: returns after one read and never counts', async (_, control) => {
    const of = bench({ state: resting, control })

    expect(await run(of, stream)).toEqual({ is: 'nothing to do' })
    expect(of.store.calls).toEqual(['control'])
    expect(of.store.control_).toEqual(control)
  })

  test('a flip by hand is latched as OPERATOR and cancelled', async () => {
    const of = bench({ state: resting, control: { ...running, halted: true } })
    place(of, order())

    expect(await run(of, stream)).toMatchObject({ is: 'done' })
    expect(of.control()).toMatchObject({ haltSeq: 4, doneSeq: 4, codes: ['OPERATOR'] })
  })

  test('a STOP that counts already is not counted again', async () => {
    const of = bench({ state: resting, control: halted() })
    place(of, order())

    expect(await run(of, stream)).toMatchObject({ is: 'done' })
    expect(of.control().haltSeq).toBe(4)
  })

  test.each(['control', 'latchFlip'] as const)('where %s gets no answer it is tried again', async (call) => {
    const of = bench({ state: resting, control: { ...running, halted: true } })
    place(of, order())
    failOnce(of, call)

    expect(await run(of, stream)).toMatchObject({ is: 'done' })
    expect(of.control()).toMatchObject({ haltSeq: 4, doneSeq: 4 })
  })
})
