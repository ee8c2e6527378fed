import { describe, expect, test, vi } from 'vitest'
import { marketId } from '../../../../shared/domain/units.ts'
import { runInvocation } from '../../../../shared/engine/invocation.ts'
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
  shares,
  state,
  TOKEN,
} from '../../../support/build.ts'
import { type Bench, bench } from '../../../support/engineBench.ts'
import { book } from '../../../support/market.ts'

const run = (of: Bench, seconds = 45) => runInvocation(of.ports, of.stack, of.later(seconds))
const live = (of: Bench) => [...of.venue.orders.values()].filter((each) => each.status === 'LIVE')
function place(of: Bench, each: ReturnType<typeof order>): void {
  const { id: key, ...rest } = each
  of.venue.place({ id: key, salt: '1', timestamp: '1', wire: null, draft: { ...rest, market: MARKET } })
}

describe('STOP in an invocation', () => {
  test('a broken invariant latches STOP INVARIANT, cancels, and fails the run', async () => {
    const of = bench({ state: { ...entryState, schema: 2 as never } })
    place(of, order())

    const report = await run(of)

    expect(of.control()).toMatchObject({ halted: true, codes: ['INVARIANT'] })
    expect(live(of)).toEqual([])
    expect(report.failures).toEqual([expect.stringContaining('state: schema')])
  })

  test('whatever was thrown', async () => {
    const of = bench()
    of.venue.before = (call) => {
      if (call === 'sign') throw 'a string'
    }

    expect((await run(of)).failures).toEqual([expect.stringContaining('unexpected error: a string')])
    expect(of.control().codes).toEqual(['INVARIANT'])
  })

  test('an assertion of ours is named as one', async () => {
    const of = bench({ state: { ...state(), schema: 2 as never } })

    const report = await run(of)

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

    await run(of)

    expect(of.control()).toMatchObject({ halted: true, haltSeq: 4, codes: ['TRADE_ID_UNKNOWN'] })
  })

  test('one that cannot be latched fails the run, cancels, and trades no further', async () => {
    const of = bench({ state: entryState })
    place(of, order())
    of.venue.withoutId.push({ raw: '{}', market: MARKET, orderId: null })
    of.store.fault = (call) => (call === 'latchCondition' ? 'before' : null)

    const report = await run(of)

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

    expect((await run(of)).failures[0]).toContain('(STOP not latched)')
  })

  test('a flip by hand is latched as OPERATOR by the tick that sees it, and cancelled', async () => {
    const of = bench({ state: entryState, control: { ...running, halted: true } })
    place(of, order())

    await run(of)

    expect(of.control()).toMatchObject({ haltSeq: 4, doneSeq: 4, codes: ['OPERATOR'] })
    expect(live(of)).toEqual([])
    expect(of.stored().orders[0]?.life).toMatchObject({ at: 'DEAD' })
  })

  test('while halted and not done each round makes one pass; once done none, until something turns up', async () => {
    const of = bench({ state: state(), control: halted() })

    await run(of)
    const passes = of.told.passes.length
    of.clock.advance(60_000)
    await run(of)
    expect(passes).toBe(1)
    expect(of.told.passes).toHaveLength(1)
    // One of ours that the item has forgotten: what nobody knows would be the person's own.
    place(of, order({ id: id(66) }))
    of.store.records.set(`${MARKET} order ${id(66)}`, {
      kind: 'order',
      market: MARKET,
      order: order({ id: id(66) }),
    })
    await run(of)

    expect(live(of)).toEqual([])
  })

  test('a standing EXPOSURE is counted once, and bars neither its own end nor the operator’s flatten', async () => {
    const of = bench({
      state: openState,
      settings: settings({ risk: { maxUsdcLockedMicros: dollars(10) } }),
    })
    await run(of)
    expect(of.control()).toMatchObject({ haltSeq: 4, doneSeq: 4, codes: ['EXPOSURE'] })

    await of.store.requestFlatten({ seq: 4, markets: [MARKET], floorMicros: cents(10) })
    await run(of)

    // Nothing takes it in this venue: each tick of the halt takes it back and crosses again.
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

  test('a flatten that was accepted sells because of the loss: LOSS joins the STOP that stands', async () => {
    // Prepare: bought at 0.70, the others' mid is 0.57.
    const day = { utc: '2025-06-25', startEquityMicros: dollars(0) }
    const of = bench({
      state: state({ folded: holding(20, 70), day }),
      control: halted({ doneSeq: 4 }),
      settings: settings({ risk: { maxDailyLossMicros: dollars(2) } }),
    })
    const asked = await flatten(of.ports, { seq: 4, markets: [MARKET], floorMicros: cents(10) })

    // Act
    await run(of)

    // Assess
    expect(asked).toEqual({ is: 'done' })
    expect(of.control()).toMatchObject({ haltSeq: 4, codes: ['OPERATOR', 'LOSS'] })
    expect(of.venue.posted.map(({ draft }) => draft.purpose)).toContain('flatten')
    expect(of.told.latches.map(({ reason: { code } }) => code)).toEqual(['LOSS'])
  })

  test('emergencyExit "flatten" leaves the STOP of arming alone', async () => {
    const of = bench({
      state: openState,
      settings: settings({ risk: { emergencyExit: 'flatten' } }),
      control: halted({ doneSeq: 4, codes: ['ARMING'] }),
    })

    await run(of)

    expect(of.control().flatten).toBeNull()
    expect(of.venue.posted).toEqual([])
  })

  test('emergencyExit "flatten" asks by itself, if every code of the halt allows it', async () => {
    const exiting = settings({ risk: { emergencyExit: 'flatten' } })
    const sound = bench({
      state: openState,
      settings: exiting,
      control: halted({ codes: ['LOSS', 'ALARM'] }),
    })
    const unsound = bench({
      state: openState,
      settings: exiting,
      control: halted({ codes: ['LOSS', 'INVARIANT'] }),
    })

    await run(sound)
    await run(sound)
    await run(unsound)
    await run(unsound)

    expect(sound.venue.posted.length).toBeGreaterThan(0)
    expect(sound.venue.posted.every(({ draft }) => draft.purpose === 'flatten')).toBe(true)
    expect(unsound.venue.posted).toEqual([])
  })

  test('emergencyExit "flatten" asks for every market at once, also for one that another run ticks just now', async () => {
    const exiting = settings({ risk: { emergencyExit: 'flatten' } })
    const other = marketId('0xbb')
    const of = bench({
      state: openState,
      stack: { markets: [exiting, { ...exiting, market: other }] },
      control: halted({ codes: ['LOSS'] }),
    })
    const held = {
      leaseId: 'another run',
      leaseUntilMs: of.clock.nowMs() + 200_000,
      fence: 3,
      rev: 1,
      schema: 1,
    }
    of.store.items.set(other, { ...held, state: { ...openState, market: other } })
    const asked = vi.spyOn(of.store, 'requestFlatten')

    await run(of)
    await run(of)

    expect(asked.mock.calls[0]).toEqual([{ seq: of.control().haltSeq, markets: [MARKET, other] }])
  })

  test('it takes no bid that a taker exit would not take, and tells what is left once', async () => {
    const of = bench({
      state: state({ folded: holding(50) }),
      settings: settings({ risk: { emergencyExit: 'flatten' } }),
      control: halted({ codes: ['LOSS'] }),
    })
    of.venue.balances.set(TOKEN, shares(50))
    of.venue.book = book(
      [
        [0.56, 2],
        [0.3, 10],
        [0.2, 10],
        [0.12, 100],
      ],
      [[0.58, 500]],
    )

    await run(of)
    await run(of)

    expect(of.control().flatten).toEqual({ seq: 4, markets: [MARKET] })
    expect(of.venue.posted).toEqual([])
    expect(of.told.pages.filter((text) => text.includes('flatten 4 leaves 50 shares'))).toHaveLength(1)

    await of.store.requestFlatten({ seq: 4, markets: [MARKET], floorMicros: cents(12) })
    await run(of)
    expect(of.venue.posted[0]?.draft).toMatchObject({ priceMicros: cents(12), sizeMicros: shares(50) })
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

    const report = await run(of)

    expect(report.failures).toEqual(['the proof of the STOP could not be written'])
  })

  test('NOT_ARMED: observes, posts nothing, cancels nothing, raises no alarm', async () => {
    const of = bench({ state: state(), control: { ...running, armed: false } })

    const report = await run(of)

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

    await run(of)

    expect(of.control()).toMatchObject({ armed: false, halted: true, codes: ['STATE_LOSS'] })
    expect(live(of)).toEqual([])
  })

  test('NOT_ARMED: a STOP latched meanwhile is brought to its end by the ticks, and then left alone', async () => {
    const of = bench({ state: state(), control: { ...halted(), armed: false } })

    await run(of)
    const passes = of.told.passes.length
    await run(of)

    expect(of.control()).toMatchObject({ armed: false, halted: true, haltSeq: 4, doneSeq: 4 })
    expect(passes).toBe(1)
    expect(of.told.passes).toHaveLength(passes)
  })

  test('drain: no entries, normal exits, and once nothing is held it disarms itself', async () => {
    const of = bench({ state: state(), control: { ...running, drain: true } })

    await run(of)

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

  test('an unreadable control item is halted: what lives is cancelled, nothing is posted', async () => {
    const of = bench({ state: entryState })
    place(of, order())
    of.store.fault = (call) => (call === 'control' ? 'before' : null)

    await run(of)

    expect(live(of)).toEqual([])
    expect(of.venue.posted).toEqual([])
  })
})
