import { describe, expect, test } from 'vitest'
import { runInvocation } from '../../../../shared/engine/invocation.ts'
import { entryState, halted, order, running, state } from '../../../support/build.ts'
import { bench, place, runOnce } from '../../../support/engineBench.ts'
import { live } from './haltedBench.ts'

describe('an invocation that is not armed, or drains', () => {
  test('NOT_ARMED: observes, posts nothing, cancels nothing, raises no alarm', async () => {
    const of = bench({ state: state(), control: { ...running, armed: false } })

    const report = await runOnce(of)

    expect(report.failures).toEqual([])
    expect(of.venue.posted).toEqual([])
    expect(of.venue.calls.some((call) => call.startsWith('cancel'))).toBe(false)
    expect(of.told.ticks[0]?.decision.audit).toMatchObject({
      row: 'NOT_ARMED: observe',
      reason: 'an entry would be posted',
    })
  })

  test('NOT_ARMED with an order that may be live is a STOP: the item was deleted, or disarm raced a post', async () => {
    const of = bench({ state: entryState, control: null })
    place(of, order())

    await runOnce(of)

    expect(of.control()).toMatchObject({ armed: false, halted: true, codes: ['STATE_LOSS'] })
    expect(live(of)).toEqual([])
  })

  test('NOT_ARMED: a STOP latched meanwhile is brought to its end by the ticks, and then left alone', async () => {
    const of = bench({ state: state(), control: { ...halted(), armed: false } })

    await runOnce(of)
    const passes = of.told.passes.length
    await runOnce(of)

    expect(of.control()).toMatchObject({ armed: false, halted: true, haltSeq: 4, doneSeq: 4 })
    expect(passes).toBe(1)
    expect(of.told.passes).toHaveLength(passes)
  })

  test('drain: no entries, normal exits, and once nothing is held it disarms itself', async () => {
    const of = bench({ state: state(), control: { ...running, drain: true } })

    await runOnce(of)

    expect(of.venue.posted).toEqual([])
    expect(of.control().armed).toBe(false)
  })

  test('a drain that the operator takes back in the same second does not disarm', async () => {
    const of = bench({ state: state(), control: { ...running, drain: true } })
    let looks = 0
    of.store.before = (call) => {
      if (call === 'marketItems') looks += 1
      // The first is of the markets that left; the second begins the end of the drain.
      if (call === 'marketItems' && looks === 2) of.store.control_ = { ...of.control(), drain: false }
    }

    await runInvocation(of.ports, { ...of.stack, cadenceMs: null }, of.later())

    expect(looks).toBe(2)
    expect(of.control()).toMatchObject({ armed: true, drain: false })
  })
})
