import { describe, expect, test } from 'vitest'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { runStop } from '../../../shared/engine/stop.ts'
import { order, state, TOKEN } from '../machine/build.ts'
import { bench } from './bench.ts'
import type { VenueCall } from './memoryVenue.ts'

const READS: readonly VenueCall[] = [
  ...(['trades', 'tradesById', 'openOrders', 'order', 'books', 'market', 'balance', 'positions'] as const),
  ...(['timeMs', 'cancel', 'refreshBalance'] as const),
]
const throwing = (calls: readonly VenueCall[]) => (call: VenueCall) => {
  if (calls.includes(call)) throw new RangeError(`${call} broke`)
}

describe('a call that throws', () => {
  test.each(READS)(
    '%s: the STOP is latched, the sweep made, and it is not done before it answers',
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
