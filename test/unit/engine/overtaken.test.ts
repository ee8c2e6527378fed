import { describe, expect, test } from 'vitest'
import { MARKET, state, TOKEN } from '../../support/build.ts'
import { bench, hold, tick } from '../../support/engineBench.ts'

/** An item of another wallet is a STOP: something that the tick would latch. */
const mistaken = () => bench({ state: { ...state(), wallet: '0xother' } })

describe('a STOP that a tick finds', () => {
  test('is latched after a write has shown that the lease is its own', async () => {
    const of = mistaken()

    await tick(of)

    expect(of.control().codes).toEqual(['STATE_LOSS'])
    const { calls } = of.store
    expect(calls.indexOf('renew')).toBeGreaterThan(-1)
    expect(calls.indexOf('renew')).toBeLessThan(calls.indexOf('latchCondition'))
  })

  test('is none where another run has taken the lease since: the run is over, and writes nothing', async () => {
    const of = mistaken()
    const held = await hold(of)
    of.clock.advance(61_000)
    await of.store.acquire({ market: MARKET, tokenId: TOKEN }, { nowMs: of.clock.nowMs(), leaseMs: 60_000 })

    const ticked = await tick(of, held)

    expect(ticked).toMatchObject({ is: 'lost' })
    expect(of.control().codes).toEqual([])
    expect(of.store.calls).not.toContain('latchCondition')
    expect(of.store.calls).not.toContain('commit')
  })

  test('is latched where that write is not answered: a real condition does not wait for the table', async () => {
    const of = mistaken()
    of.store.fault = (call) => (call === 'renew' ? 'before' : null)

    await tick(of)

    expect(of.control().codes).toEqual(['STATE_LOSS'])
  })

  test('a tick that finds none asks for no such proof', async () => {
    const of = bench()

    await tick(of)

    expect(of.store.calls).not.toContain('renew')
  })
})
