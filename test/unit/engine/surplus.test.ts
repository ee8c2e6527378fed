import { describe, expect, test } from 'vitest'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import { confirmedMicros } from '../../../shared/machine/inventory.ts'
import { holding, shares, state, TOKEN } from '../../support/build.ts'
import { type Bench, bench } from '../../support/engineBench.ts'

const minutes = async (of: Bench, count: number): Promise<void> => {
  for (let minute = 0; minute < count; minute += 1) {
    const endMs = of.clock.nowMs() + 60_000
    await runInvocation(of.ports, of.stack, of.later(45))
    of.clock.advance(Math.max(0, endMs - of.clock.nowMs()))
  }
}
const told = (of: Bench): readonly string[] =>
  of.told.pages.filter((text) => text.includes('none of our fills explains'))

/** Twenty shares are held by our fills. */
const held = () => bench({ state: state({ folded: holding(20) }) })

describe('shares in the wallet that no fill explains', () => {
  test('are reported once when they outlast the lag and a fresh look at the chain, and never counted', async () => {
    const of = held()
    const own = confirmedMicros(of.stored())
    of.venue.balances.set(TOKEN, shares(35))
    await minutes(of, 15)

    expect(told(of)).toEqual([expect.stringContaining('15 shares')])
    expect(of.venue.calls.filter((call) => call === 'refreshBalance')).toHaveLength(1)
    expect(of.stored().surplus).toMatchObject({ sizeMicros: shares(15) })
    expect(confirmedMicros(of.stored())).toBe(own)
    expect(of.venue.posted.every(({ draft }) => draft.sizeMicros <= own)).toBe(true)
    expect(of.control().codes).toEqual([])
  })

  test('are none where the venue’s cache lagged: it is asked to look again before anybody is paged', async () => {
    const of = held()
    of.venue.balances.set(TOKEN, shares(35))
    of.venue.onRefresh = () => of.venue.balances.set(TOKEN, shares(20))
    await minutes(of, 15)

    expect(told(of)).toEqual([])
    expect(of.stored()).not.toHaveProperty('surplus')
  })

  test('are informed of by nobody while the venue does not answer to that', async () => {
    const of = held()
    of.venue.balances.set(TOKEN, shares(35))
    of.venue.silent.add('refreshBalance')
    await minutes(of, 13)
    expect(told(of)).toEqual([])

    of.venue.silent.delete('refreshBalance')
    await minutes(of, 2)
    expect(told(of)).toHaveLength(1)
  })

  test('within the tolerance are dust, and one that goes is over', async () => {
    const of = held()
    of.venue.balances.set(TOKEN, shares(20.005))
    await minutes(of, 13)
    expect(of.stored()).not.toHaveProperty('surplus')

    of.venue.balances.set(TOKEN, shares(35))
    await minutes(of, 13)
    of.venue.balances.set(TOKEN, shares(20))
    await minutes(of, 2)
    expect(told(of)).toHaveLength(1)
    const events = of.told.ticks.flatMap((tick) => tick.events)
    expect(events.filter((event) => event.is === 'waitEnded')).toMatchObject([{ name: 'surplus' }])
  })
})
