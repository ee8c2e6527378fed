import { describe, expect, test } from 'vitest'
import { runCommand } from '../../../../functions/commands.ts'
import { createStopHandler } from '../../../../functions/stop.ts'
import { systemClock } from '../../../../functions/systemClock.ts'
import type { Control } from '../../../../shared/domain/control.ts'
import { epochMs, monotonicMs } from '../../../../shared/domain/units.ts'
import { confirmedMicros } from '../../../../shared/machine/inventory.ts'
import type { MarketState } from '../../../../shared/machine/state.ts'
import { RUNNING } from '../../../support/runningControl.ts'
import { MARKET, YES } from '../../../support/wireIds.ts'
import { LAMBDA_MS, MARGIN_MS, SLOW_MS, SLOWEST_MS, type SlowStage, setSlowStage } from '../slowStage.ts'

/** One round, and no more. */
const ONE_ROUND_MS = 18_000
const HALTED: Control = { ...RUNNING, halted: true, haltSeq: 1, doneSeq: 1, codes: ['OPERATOR'] }

/** Holds 20 shares, their exit at rest, after one invocation without a delay. */
async function holding(of: Parameters<typeof setSlowStage>[0] = {}, bid = 0.48): Promise<SlowStage> {
  const stage = await setSlowStage({ shares: 20, ...of })
  stage.venue.bid = bid
  await stage.invoke(ONE_ROUND_MS)
  expect(live(stage)).toHaveLength(1)
  return stage
}

const live = ({ venue }: SlowStage) => [...venue.orders.values()].filter(({ status }) => status === 'LIVE')

function change(stage: SlowStage, with_: Partial<MarketState>): void {
  const item = stage.store.items.get(MARKET)
  if (item?.state == null) throw new Error('nothing is stored')
  stage.store.items.set(MARKET, { ...item, state: { ...item.state, ...with_ } })
}

/** Whatever came of it: it ended in time, its lease is back, and every order at the venue is known by its hash. */
async function endsInTime(stage: SlowStage, endsInMs = LAMBDA_MS): Promise<void> {
  const tookMs = await stage.invoke(endsInMs)
  expect(tookMs).toBeLessThan(endsInMs - MARGIN_MS)
  expect(stage.store.items.get(MARKET)?.leaseId).toBeNull()
  const known = stage.orders().map(({ id }) => String(id))
  for (const { id, status } of stage.venue.orders.values()) if (status === 'LIVE') expect(known).toContain(id)
}

describe.concurrent('every act at a venue that answers just in time', { timeout: 120_000 }, () => {
  test('failure 38: a market with shares is begun, and sold', async () => {
    const stage = await setSlowStage({ shares: 20 })
    stage.venue.delayMs = SLOWEST_MS
    await endsInTime(stage)
    expect(stage.store.control_?.codes).toEqual([])
    await stage.venue.close()
  })

  test('failure 38: an exit is repriced', async () => {
    const stage = await holding()
    stage.venue.delayMs = SLOW_MS
    stage.venue.bid = 0.5
    await endsInTime(stage)
    expect(stage.store.control_?.codes).toEqual([])
    expect(stage.venue.cancels).not.toEqual([])
    await stage.venue.close()
  })

  test('failure 38: a stop-loss takes the bid', async () => {
    const stage = await holding({ exit: { takerExit: true, stopLossCents: 1 } }, 0.46)
    stage.venue.delayMs = SLOW_MS
    stage.venue.bid = 0.44
    await endsInTime(stage)
    expect(stage.store.control_?.codes).toEqual([])
    expect(stage.venue.cancels).not.toEqual([])
    await stage.venue.close()
  })

  test('failure 38: a drain goes on', async () => {
    const stage = await holding()
    stage.store.control_ = { ...RUNNING, drain: true }
    stage.venue.delayMs = SLOWEST_MS
    stage.venue.bid = 0.55
    await endsInTime(stage)
    expect(stage.store.control_).toMatchObject({ codes: [], armed: true })
    await stage.venue.close()
  })

  test('failure 38: a flatten is posted, or waits', async () => {
    const stage = await holding()
    stage.store.control_ = { ...HALTED, flatten: { seq: 1, markets: [MARKET] } }
    stage.venue.delayMs = SLOW_MS
    await endsInTime(stage)
    await stage.venue.close()
  })

  test('failure 38: an active STOP that is not done makes its pass', async () => {
    const stage = await holding()
    stage.store.control_ = { ...HALTED, doneSeq: 0 }
    stage.venue.delayMs = SLOWEST_MS
    await endsInTime(stage)
    expect(stage.venue.cancels).toEqual(expect.arrayContaining(['/orders']))
    expect(live(stage)).toEqual([])
    await stage.venue.close()
  })

  test('failure 38: a market that is behind catches up', async () => {
    const stage = await holding()
    change(stage, { tradesReadAtMs: epochMs(Date.now() - 3 * 3_600_000), legs: [] })
    stage.venue.delayMs = SLOW_MS
    await endsInTime(stage)
    expect(stage.store.control_?.codes).toEqual([])
    await stage.venue.close()
  })

  test('failure 38: the STOP function ends before its end', async () => {
    const stage = await holding()
    stage.venue.delayMs = SLOW_MS
    const stop = createStopHandler(stage.ports, stage.stack)
    const beganMs = performance.now()
    const endsInMs = 85_000
    const left = {
      awsRequestId: 'r',
      getRemainingTimeInMillis: () => endsInMs - (performance.now() - beganMs),
    }
    await stop({ Records: [] }, left as never).catch(() => undefined)
    expect(performance.now() - beganMs).toBeLessThan(endsInMs - MARGIN_MS)
    expect(stage.store.control_).toMatchObject({ halted: true, haltSeq: 1 })
    expect(live(stage)).toEqual([])
    await stage.venue.close()
  })

  test.each([
    ['resolved', { resolved: true }, true],
    ['the balance', { unsettled: true }, false],
    ['undecided', { undecided: true as const }, false],
  ] as const)('failure 38: adopt by %s ends in time', async (_, asked, isResolved) => {
    const stage = await setSlowStage({ shares: 20 })
    await stage.invoke(ONE_ROUND_MS)
    for (const [id, order] of stage.venue.orders) stage.venue.orders.set(id, { ...order, status: 'CANCELED' })
    change(stage, { orders: [] })
    stage.store.control_ = HALTED
    stage.venue.isResolved = isResolved
    stage.venue.delayMs = SLOW_MS
    const beganMs = performance.now()
    const until = monotonicMs(systemClock.monotonicMs() + LAMBDA_MS - 5_000)
    const request = { market: MARKET, token: YES, resolved: false, priceMicros: null, ...asked }

    const ports = { ...(stage.ports as object), probe: {}, testNotice: async () => [] } as never
    const answer = await runCommand(ports, stage.stack, { command: 'adopt', ...request }, until)

    expect(performance.now() - beganMs).toBeLessThan(LAMBDA_MS - MARGIN_MS)
    expect(answer).toMatchObject({
      command: 'adopt',
      is: 'adopted',
      sharesMicros: isResolved ? 0 : 20_000_000,
    })
    expect(stage.store.items.get(MARKET)?.leaseId).toBeNull()
    const { state } = stage.store.items.get(MARKET) ?? {}
    expect(state == null ? null : confirmedMicros(state)).toBe(isResolved ? 0 : 20_000_000)
    await stage.venue.close()
  })
})
