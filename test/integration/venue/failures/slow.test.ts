import { describe, expect, test } from 'vitest'
import { runCommand } from '../../../../functions/commands.ts'
import { systemClock } from '../../../../functions/systemClock.ts'
import { known } from '../../../../shared/domain/read.ts'
import { monotonicMs, usdc } from '../../../../shared/domain/units.ts'
import { runStop } from '../../../../shared/engine/stop/stop.ts'
import type { AccountProbe } from '../../../../shared/ports/accountProbe.ts'
import { RUNNING } from '../../../support/runningControl.ts'
import { MARKET, YES } from '../../../support/wireIds.ts'
import { LAMBDA_MS, later, MARGIN_MS, SLOW_MS, SLOWEST_MS, setSlowStage } from '../slowStage.ts'

const PROBE: AccountProbe = {
  money: async () => known({ balanceMicros: usdc(100_000_000), mayTake: true }, systemClock.nowMs()),
  mayTakeShares: async () => known(true, systemClock.nowMs()),
  closedOnly: async () => known(false, systemClock.nowMs()),
  region: async () => known({ blocked: false, country: 'IE', region: '' }, systemClock.nowMs()),
}

describe.concurrent('with the real limits', () => {
  const cases: readonly (readonly [string, number | null, number])[] = [
    [`answers after ${SLOW_MS} ms, while an order must be cancelled`, SLOW_MS, LAMBDA_MS],
    [`answers after ${SLOWEST_MS} ms, while an order must be cancelled`, SLOWEST_MS, LAMBDA_MS],
    ['answers after 2,500 ms, while an order must be cancelled', 2_500, LAMBDA_MS],
    ['does not answer any more', null, LAMBDA_MS],
    [`answers after ${SLOW_MS} ms, with 30 s to go`, SLOW_MS, 30_000],
  ]
  test.each(cases)('failure 38: a venue that %s', { timeout: 90_000 }, async (_, delayMs, endsInMs) => {
    const stage = await setSlowStage()
    later(stage, 1_500, (venue) => {
      venue.delayMs = delayMs
    })
    later(stage, 2_000, (venue) => {
      venue.bid = 0.45
    })

    const tookMs = await stage.invoke(endsInMs)

    expect(tookMs).toBeLessThan(endsInMs - MARGIN_MS)
    expect(stage.store.items.get(MARKET)?.leaseId).toBeNull()
    expect(stage.store.control_?.codes).toEqual([])
    // What was posted is known by its hash, whatever was heard of it afterwards.
    const known = stage.orders().map(({ id }) => id)
    for (const [id, { status }] of stage.venue.orders) if (status === 'LIVE') expect(known).toContain(id)
    // A cancel gets its turn behind reads that were answered just in time.
    if (delayMs !== null && delayMs <= SLOW_MS && endsInMs === LAMBDA_MS)
      expect(stage.venue.cancels.length).toBeGreaterThan(0)
    await stage.venue.close()
  })

  test('failure 38: slow from its first request on, a market is begun in time', {
    timeout: 90_000,
  }, async () => {
    const stage = await setSlowStage()
    stage.venue.delayMs = SLOW_MS

    const tookMs = await stage.invoke()

    expect(tookMs).toBeLessThan(LAMBDA_MS - MARGIN_MS)
    expect(stage.store.items.get(MARKET)?.leaseId).toBeNull()
    expect(stage.store.items.get(MARKET)?.state).not.toBeNull()
    await stage.venue.close()
  })

  test('failure 38: a STOP in the middle of it cancels every market', { timeout: 90_000 }, async () => {
    const stage = await setSlowStage()
    later(stage, 1_500, (venue) => {
      venue.delayMs = SLOW_MS
      const { haltSeq } = RUNNING
      stage.store.control_ = { ...RUNNING, halted: true, haltSeq: haltSeq + 1, codes: ['OPERATOR'] }
    })

    const tookMs = await stage.invoke()

    expect(tookMs).toBeLessThan(LAMBDA_MS - MARGIN_MS)
    expect(stage.store.items.get(MARKET)?.leaseId).toBeNull()
    expect(stage.venue.cancels).toEqual(expect.arrayContaining(['/orders', '/cancel-market-orders']))
    expect([...stage.venue.orders.values()].map(({ status }) => status)).toEqual(['CANCELED'])
    expect(stage.orders().map(({ life }) => life.at)).not.toContain('LIVE')
    await stage.venue.close()
  })

  test.each([0, 9_000, 14_000])(
    'failure 38: arm, slow after %i ms, leaves no canary',
    { timeout: 90_000 },
    async (slowMs) => {
      const stage = await setSlowStage()
      stage.store.control_ = null
      if (slowMs === 0) stage.venue.delayMs = SLOW_MS
      else stage.venue.delayMs = 1_200
      later(stage, slowMs, (venue) => {
        venue.delayMs = SLOW_MS
      })
      const beganMs = performance.now()
      const until = monotonicMs(systemClock.monotonicMs() + LAMBDA_MS - 5_000)

      const answer = await runCommand(
        { ...(stage.ports as object), probe: PROBE, testNotice: async () => [] } as never,
        stage.stack,
        { command: 'arm' },
        until,
      )

      expect(performance.now() - beganMs).toBeLessThan(LAMBDA_MS - MARGIN_MS)
      expect(answer).toMatchObject({ command: 'arm' })
      expect(stage.store.items.get(MARKET)?.leaseId ?? null).toBeNull()
      expect([...stage.venue.orders.values()].map(({ status }) => status)).not.toContain('LIVE')
      await stage.venue.close()
    },
  )

  test('failure 38: adopt ends in time, adopted', { timeout: 90_000 }, async () => {
    const stage = await setSlowStage()
    stage.store.control_ = null
    stage.venue.delayMs = SLOW_MS
    const beganMs = performance.now()
    const until = monotonicMs(systemClock.monotonicMs() + LAMBDA_MS - 5_000)
    const request = {
      command: 'adopt',
      market: MARKET,
      token: YES,
      resolved: false,
      priceMicros: null,
    } as const

    const answer = await runCommand(
      { ...(stage.ports as object), probe: PROBE, testNotice: async () => [] } as never,
      stage.stack,
      request,
      until,
    )

    expect(performance.now() - beganMs).toBeLessThan(LAMBDA_MS - MARGIN_MS)
    expect(answer).toMatchObject({ command: 'adopt', is: 'adopted' })
    expect(stage.store.items.get(MARKET)?.leaseId).toBeNull()
    await stage.venue.close()
  })

  test('failure 38: a STOP at a venue that never answers latches, tries and ends', {
    timeout: 30_000,
  }, async () => {
    const stage = await setSlowStage()
    stage.venue.delayMs = null
    const reason = { code: 'ALARM', text: 'an alarm', atMs: systemClock.nowMs() } as const
    const beganMs = performance.now()
    const until = monotonicMs(systemClock.monotonicMs() + 8_000)

    const stopped = await runStop(stage.ports, stage.stack, { by: 'message', reason }, until)

    expect(performance.now() - beganMs).toBeLessThan(8_000 + MARGIN_MS)
    expect(stopped.is).toBe('not yet')
    expect(stage.store.control_).toMatchObject({ halted: true, codes: ['ALARM'] })
    expect(stage.venue.cancels).toContain('/cancel-market-orders')
    await stage.venue.close()
  })
})
