import { describe, expect, test } from 'vitest'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { safePass } from '../../../shared/engine/stop/safePass.ts'
import { runStop } from '../../../shared/engine/stop/stop.ts'
import { MARKET, order, state, TOKEN } from '../../support/build.ts'
import { type Bench, bench } from '../../support/engineBench.ts'
import type { VenueCall } from '../../support/memoryVenue.ts'

const READS: readonly VenueCall[] = [
  ...(['trades', 'tradesById', 'openOrders', 'order', 'books', 'market', 'balance', 'positions'] as const),
  ...(['timeMs', 'cancel', 'refreshBalance'] as const),
]
const throwing = (calls: readonly VenueCall[]) => (call: VenueCall) => {
  if (calls.includes(call)) throw new RangeError(`${call} broke`)
}

describe('a call that throws', () => {
  test.each(READS)(
    '%s: the STOP is latched, every market is cancelled, and it is not done before it answers',
    async (call) => {
      const of = bench({ state: state({ orders: [order()] }) })
      of.venue.before = throwing([call])
      const reason = { code: 'ALARM', text: 'x', atMs: of.clock.nowMs() } as const
      await runStop(of.ports, of.stack, { by: 'message', reason }, of.later(30))
      expect(of.control().halted).toBe(true)
      expect(of.venue.calls).toContain('cancelMarket')
    },
  )

  test('all of the venue’s and the reads of the table: latched all the same', async () => {
    const of = bench({ state: state({ orders: [order()] }) })
    of.venue.before = throwing([...READS, 'cancelMarket', 'cancelAll'])
    of.store.marketItems = () => Promise.reject(new Error('no items'))
    const reason = { code: 'ALARM', text: 'x', atMs: of.clock.nowMs() } as const
    expect(await runStop(of.ports, of.stack, { by: 'message', reason }, of.later(30))).toMatchObject({
      is: 'not yet',
    })
    expect(of.control().halted).toBe(true)
  })

  test.each(READS)('%s: the round goes on, and no order is sent on what was not read', async (call) => {
    const of = bench({ state: state() })
    of.venue.before = throwing([call])
    const report = await runInvocation(of.ports, { ...of.stack, cadenceMs: null }, of.later())
    expect(report.rounds).toBe(1)
    expect(of.control().halted).toBe(false)
    expect(of.stored().tokenId).toBe(TOKEN)
  })

  const odd = (value: unknown) => async () => value as never
  const MALFORMED: readonly (readonly [string, (of: Bench) => void])[] = [
    [
      'a list without records',
      (of) => Object.assign(of.venue, { openOrders: odd({ ok: true, value: {}, asOf: 1 }) }),
    ],
    ['an order that is nothing', (of) => Object.assign(of.venue, { order: odd(null) })],
    ['a cancel that is nothing', (of) => Object.assign(of.venue, { cancel: odd(undefined) })],
    ['a time that is nothing', (of) => Object.assign(of.venue, { timeMs: odd(undefined) })],
    ['no answer to the latch', (of) => Object.assign(of.store, { latchMessage: odd(undefined) })],
    [
      'a control item that is nothing',
      (of) => Object.assign(of.store, { control: odd({ ok: true, value: null }) }),
    ],
    [
      'an item whose orders are none',
      (of) => {
        const item = { market: MARKET, newerSchema: false, state: { ...state(), orders: null } }
        Object.assign(of.store, { marketItems: odd({ ok: true, value: [item], asOf: 1 }) })
      },
    ],
    ['items that are no list', (of) => Object.assign(of.store, { marketItems: odd({ ok: true, value: 7 }) })],
  ]

  test.each(MALFORMED)('%s breaks no STOP: its market is cancelled, and it is not done', async (_, spoil) => {
    const of = bench({ state: state({ orders: [order()] }) })
    spoil(of)
    const reason = { code: 'ALARM', text: 'x', atMs: of.clock.nowMs() } as const
    const stopped = await runStop(of.ports, of.stack, { by: 'message', reason }, of.later(30))
    expect(of.venue.calls).toContain('cancelMarket')
    expect(of.venue.orders.size === 0 || stopped.is === 'not yet').toBe(true)
  })

  const ANSWERS = MALFORMED.filter(([name]) => !name.includes('item'))
  test.each(ANSWERS)('%s breaks no invocation: no order is sent', async (_, spoil) => {
    const of = bench({ state: state({ orders: [order()] }) })
    spoil(of)
    const report = await runInvocation(of.ports, { ...of.stack, cadenceMs: null }, of.later())
    expect(report.rounds).toBe(1)
    expect(of.venue.posted).toEqual([])
  })

  test('a round that breaks ends the run as a failure, and its lease is given back', async () => {
    const of = bench({ state: state() })
    Object.assign(of.store, { control: odd({ ok: true, value: null }) })
    const report = await runInvocation(of.ports, { ...of.stack, cadenceMs: null }, of.later())
    expect(report.failures).toEqual([expect.stringContaining('a round failed')])
    expect(of.store.items.get(MARKET)?.leaseId).toBeNull()
  })

  test('a pass that breaks after its STOP was resumed from cancels nothing', async () => {
    const of = bench({ state: state({ orders: [order()] }) })
    Object.assign(of.store, { marketItems: odd({ ok: true, value: 7 }) })
    expect(await safePass(of.ports, of.stack, of.later(30))).toMatchObject({ is: 'resumed' })
    expect(of.venue.calls).not.toContain('cancelMarket')
  })

  test('telemetry that throws ends nothing', async () => {
    const of = bench({ state: state({ orders: [order()] }) })
    of.told.latched = () => {
      throw new Error('no log')
    }
    const reason = { code: 'ALARM', text: 'x', atMs: of.clock.nowMs() } as const
    await runStop(of.ports, of.stack, { by: 'message', reason }, of.later(30))
    expect(of.venue.calls).toContain('cancelMarket')
  })
})
