import { describe, expect, test } from 'vitest'
import { flatten } from '../../../../shared/operator/operator.ts'
import {
  cents,
  dollars,
  entryState,
  halted,
  holding,
  id,
  MARKET,
  openState,
  order,
  running,
  settings,
  state,
} from '../../../support/build.ts'
import { bench, place, runOnce } from '../../../support/engineBench.ts'
import { live } from './haltedBench.ts'

describe('STOP in an invocation', () => {
  test('a broken invariant latches STOP INVARIANT, cancels, and fails the run', async () => {
    const of = bench({ state: { ...entryState, schema: 2 as never } })
    place(of, order())

    const report = await runOnce(of)

    expect(of.control()).toMatchObject({ halted: true, codes: ['INVARIANT'] })
    expect(live(of)).toEqual([])
    expect(report.failures).toEqual([expect.stringContaining('state: schema')])
  })

  test('whatever was thrown', async () => {
    const of = bench()
    of.venue.before = (call) => {
      if (call === 'sign') throw 'a string'
    }

    expect((await runOnce(of)).failures).toEqual([expect.stringContaining('unexpected error: a string')])
    expect(of.control().codes).toEqual(['INVARIANT'])
  })

  test('an assertion of ours is named as one', async () => {
    const of = bench({ state: { ...state(), schema: 2 as never } })

    const report = await runOnce(of)

    expect(of.control().codes).toEqual(['INVARIANT'])
    expect(report.failures[0]).toContain('invariant: state: schema')
    expect(of.told.pages).toEqual(['broken invariant: state: schema'])
  })

  test('a STOP whose latch gets no answer is latched again before anything else', async () => {
    const of = bench({ state: entryState })
    place(of, order())
    of.venue.withoutId.push({ raw: '{}', market: MARKET, orderId: null })
    let tries = 0
    of.store.fault = (call) => {
      if (call !== 'latchCondition') return null
      tries += 1
      return tries < 3 ? 'before' : null
    }

    await runOnce(of)

    expect(of.control()).toMatchObject({ halted: true, haltSeq: 4, codes: ['TRADE_ID_UNKNOWN'] })
  })

  test('one that cannot be latched fails the run, cancels, and trades no further', async () => {
    const of = bench({ state: entryState })
    place(of, order())
    of.venue.withoutId.push({ raw: '{}', market: MARKET, orderId: null })
    of.store.fault = (call) => (call === 'latchCondition' ? 'before' : null)

    const report = await runOnce(of)

    expect(report).toMatchObject({ rounds: 1, failures: ['a STOP could not be latched'] })
    expect(of.told.pages).toEqual([
      'STOP TRADE_ID_UNKNOWN could not be latched (latchCondition: no answer): its market is halted until a tick latches it; "npx bot halt" stops all markets now. Cause: a trade of ours has no usable id: {}',
    ])
    expect(live(of)).toEqual([])
    expect(of.venue.posted).toEqual([])
  })

  test('a broken invariant that cannot be latched says so', async () => {
    const of = bench({ state: { ...state(), schema: 2 as never } })
    of.store.fault = (call) => (call === 'latchCondition' ? 'before' : null)

    expect((await runOnce(of)).failures[0]).toContain('(STOP not latched)')
  })

  test('a flip by hand is latched as OPERATOR by the tick that sees it, and cancelled', async () => {
    const of = bench({ state: entryState, control: { ...running, halted: true } })
    place(of, order())

    await runOnce(of)

    expect(of.control()).toMatchObject({ haltSeq: 4, doneSeq: 4, codes: ['OPERATOR'] })
    expect(live(of)).toEqual([])
    expect(of.stored().orders[0]?.life).toMatchObject({ at: 'DEAD' })
  })

  test('while halted and not done each round makes one pass; once done none, until something turns up', async () => {
    const of = bench({ state: state(), control: halted() })

    await runOnce(of)
    const passes = of.told.passes.length
    of.clock.advance(60_000)
    await runOnce(of)
    expect(passes).toBe(1)
    expect(of.told.passes).toHaveLength(1)
    // One of ours that the item has forgotten: what nobody knows would be the person's own.
    place(of, order({ id: id(66) }))
    of.store.records.set(`${MARKET} order ${id(66)}`, {
      kind: 'order',
      market: MARKET,
      order: order({ id: id(66) }),
    })
    await runOnce(of)

    expect(live(of)).toEqual([])
  })

  test('a lasting EXPOSURE is counted once, and bars neither its own end nor the operator’s flatten', async () => {
    const of = bench({
      state: openState,
      settings: settings({ risk: { maxUsdcLockedMicros: dollars(10) } }),
    })
    await runOnce(of)
    expect(of.control()).toMatchObject({ haltSeq: 4, doneSeq: 4, codes: ['EXPOSURE'] })

    await of.store.requestFlatten({ seq: 4, markets: [MARKET], floorMicros: cents(10) })
    await runOnce(of)

    // Nothing fills it in this venue: each tick of the halt cancels it and crosses again.
    for (const { draft } of of.venue.posted) {
      expect(draft).toMatchObject({
        purpose: 'flatten',
        side: 'SELL',
        priceMicros: cents(56),
        postOnly: false,
      })
    }
    expect(of.venue.posted.length).toBeGreaterThan(0)
    expect(live(of).length).toBeLessThanOrEqual(1)
    expect(of.control().haltSeq).toBe(4)
  })

  test('a flatten that was accepted sells because of the loss: LOSS joins the active STOP', async () => {
    // Prepare: bought at 0.70, the others' mid is 0.57.
    const day = { utc: '2025-06-25', startEquityMicros: dollars(0) }
    const of = bench({
      state: state({ folded: holding(20, 70), day }),
      control: halted({ doneSeq: 4 }),
      settings: settings({ risk: { maxDailyLossMicros: dollars(2) } }),
    })
    const asked = await flatten(of.ports, { seq: 4, markets: [MARKET], floorMicros: cents(10) })

    // Act
    await runOnce(of)

    // Assess
    expect(asked).toEqual({ is: 'done' })
    expect(of.control()).toMatchObject({ haltSeq: 4, codes: ['OPERATOR', 'LOSS'] })
    expect(of.venue.posted.map(({ draft }) => draft.purpose)).toContain('flatten')
    expect(of.told.latches.map(({ reason: { code } }) => code)).toEqual(['LOSS'])
  })

  test('evidence that cannot be written fails the run, and the order stays as it is in the item', async () => {
    const of = bench({ state: entryState, control: halted() })
    let commits = 0
    of.store.fault = (call) => {
      if (call !== 'commit') return null
      commits += 1
      return commits > 1 ? 'before' : null
    }
    of.venue.before = (call) => {
      // It shows up only when the pass asks for it.
      if (call === 'cancelMarket' || (call === 'cancel' && of.venue.calls.includes('cancel')))
        place(of, order())
    }

    const report = await runOnce(of)

    expect(report.failures).toEqual(['the proof of the STOP could not be written'])
  })

  test('an unreadable control item is halted: what lives is cancelled, nothing is posted', async () => {
    const of = bench({ state: entryState })
    place(of, order())
    of.store.fault = (call) => (call === 'control' ? 'before' : null)

    await runOnce(of)

    expect(live(of)).toEqual([])
    expect(of.venue.posted).toEqual([])
  })
})
