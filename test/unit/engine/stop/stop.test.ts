import { describe, expect, test } from 'vitest'
import { monotonicMs } from '../../../../shared/domain/units.ts'
import { runStop } from '../../../../shared/engine/stop/stop.ts'
import { at, halted, id, MARKET, now, order, running, state } from '../../../support/build.ts'
import { type Bench, bench, place } from '../../../support/engineBench.ts'
import { failAt, live, resting } from './haltedBench.ts'

const reason = { code: 'ALARM', text: 'an alarm', atMs: now } as const

describe('the STOP run', () => {
  const run = (of: Bench, trigger: Parameters<typeof runStop>[2], seconds = 900) =>
    runStop(of.ports, of.stack, trigger, of.later(seconds))
  const message = { by: 'message', reason } as const

  test('a message latches first, always, then cancels until no order is live', async () => {
    const of = bench({ state: resting })
    place(of, order())

    const result = await run(of, message)

    expect(of.store.calls[0]).toBe('latchMessage')
    expect(result).toEqual({ is: 'done', passes: 1 })
    expect(of.control()).toMatchObject({ halted: true, haltSeq: 4, doneSeq: 4, codes: ['ALARM'] })
    expect(of.told.passes).toEqual([{ pass: 'done', haltSeq: 4, why: '' }])
    expect(live(of)).toEqual([])
  })

  test('every message counts, halted or not', async () => {
    const of = bench({ state: state(), control: halted({ doneSeq: 4 }) })

    await run(of, message)

    expect(of.control()).toMatchObject({ haltSeq: 5, doneSeq: 5, codes: ['OPERATOR', 'ALARM'] })
  })

  test('works on a stack that was never armed', async () => {
    const of = bench({ state: null, control: null })

    expect(await run(of, message)).toMatchObject({ is: 'done' })
    expect(of.control()).toMatchObject({ armed: false, halted: true, haltSeq: 1 })
  })

  test('a latch that fails does not stop the cancelling, and is tried again', async () => {
    const of = bench({ state: resting })
    place(of, order())
    failAt(of, 'latchMessage', (nth) => (nth < 3 ? 'before' : null))

    const result = await run(of, message)

    expect(result).toEqual({ is: 'done', passes: 3 })
    expect(of.control()).toMatchObject({ halted: true, haltSeq: 4, doneSeq: 4 })
  })

  test('one that never succeeds is never done, whatever the passes say', async () => {
    const of = bench({ state: resting })
    place(of, order())
    of.store.fault = (call) => (call === 'latchMessage' ? 'before' : null)

    const result = await run(of, message, 60)

    expect(result).toMatchObject({ is: 'not yet', why: 'the STOP could not be latched' })
    expect(live(of)).toEqual([])
  })

  test('goes on until an unknown order cannot live any more', async () => {
    const of = bench({ state: resting })

    const result = await run(of, message)

    expect(result.is).toBe('done')
    expect(of.clock.nowMs()).toBeGreaterThan(at(340))
    expect(of.told.passes.slice(0, -1).every(({ pass: is }) => is === 'not yet')).toBe(true)
  })

  test('at its deadline it says what is missing', async () => {
    const of = bench({ state: resting })

    const result = await run(of, message, 59)

    expect(result).toMatchObject({ is: 'not yet', why: `order ${id(1)} may still be live` })
    expect(of.clock.nowMs()).toBeLessThanOrEqual(at(60))
  })

  test('superseded by another STOP it makes its passes for that one', async () => {
    const of = bench({ state: resting })
    place(of, order())
    let isSecond = false
    of.venue.before = (call) => {
      if (call !== 'openOrders' || isSecond) return
      isSecond = true
      of.store.control_ = { ...of.control(), haltSeq: of.control().haltSeq + 1 }
    }

    expect(await run(of, message)).toEqual({ is: 'done', passes: 2 })
    expect(of.told.passes.map(({ pass: is }) => is)).toEqual(['superseded', 'done'])
    expect(of.control()).toMatchObject({ haltSeq: 5, doneSeq: 5 })
  })

  test('superseded at its deadline it says so', async () => {
    const of = bench({ state: resting })
    place(of, order())
    of.store.before = (call) => {
      if (call === 'marketItems') of.store.control_ = { ...of.control(), haltSeq: of.control().haltSeq + 1 }
    }

    expect(await run(of, message, 12)).toMatchObject({ is: 'not yet', why: 'superseded' })
    // However many come: it cancels for the active one.
    expect(live(of)).toEqual([])
  })

  describe('that outlives its STOP', () => {
    test('ends once the STOP was resumed from, and cancels nothing of the bot that trades again', async () => {
      const of = bench({ state: resting })
      place(of, order())
      of.venue.silent.add('openOrders')
      const sleep = of.clock.sleep.bind(of.clock)
      of.clock.sleep = async (ms) => {
        await sleep(ms)
        of.venue.silent.delete('openOrders')
        of.store.control_ = { ...running, haltSeq: 4, doneSeq: 4, clearedSeq: 4 }
        const item = of.store.items.get(MARKET)
        if (item !== undefined)
          of.store.items.set(MARKET, { ...item, state: state({ orders: [order({ id: id(70) })] }) })
        place(of, order({ id: id(70) }))
        of.venue.calls.length = 0
      }

      expect(await run(of, message)).toEqual({ is: 'nothing to do' })
      expect(of.venue.orders.get(id(70))?.status).toBe('LIVE')
      expect(of.venue.calls).toEqual([])
    })

    test('keeps cancelling where its own STOP was never stored for certain', async () => {
      const of = bench({ state: resting, control: running })
      place(of, order())
      of.store.fault = (call) => (call === 'latchMessage' ? 'before' : null)

      await run(of, message, 20)

      expect(live(of)).toEqual([])
    })
  })

  test('is bounded even where time does not move', async () => {
    const of = bench({ state: resting })
    of.venue.silent.add('openOrders')
    of.clock.sleep = async () => undefined

    const result = await runStop(of.ports, of.stack, message, monotonicMs(Number.MAX_SAFE_INTEGER))

    expect(result).toMatchObject({ is: 'not yet', passes: 400 })
  })
})
