import { expect, test } from 'vitest'
import type { OrderDraft } from '../../../../shared/domain/order.ts'
import { epochMs, monotonicMs, price, size } from '../../../../shared/domain/units.ts'
import { approved } from '../../../support/approved.ts'
import { MARKET, YES } from '../../../support/wireIds.ts'
import type { Stage } from '../bot.ts'
import { setStage } from '../stage.ts'

/** One order is out, however its answer came; it is known by its hash, counted once, and sold once it is confirmed. */
async function endsWell(stage: Stage): Promise<void> {
  await stage.until('the order was sent', () => stage.posts('BUY').length === 1)
  expect(stage.state().orders).toHaveLength(1)
  expect(stage.state().orders[0]?.life.at).toBe('UNKNOWN')
  expect(stage.resting('BUY').map(({ id }) => id)).toEqual([stage.state().orders[0]?.id])
  stage.fill('BUY')
  await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
  expect(stage.posts('BUY')).toHaveLength(1)
  expect(stage.legs()).toHaveLength(1)
  expect(stage.control().codes).toEqual([])
  expect(stage.differences()).toEqual([])
}

/** Nothing arrived, and nobody can know: the market waits until the order can live no more, then quotes again. */
async function waitsItOut(stage: Stage): Promise<void> {
  await stage.until('the order was sent', () => stage.posts('BUY').length === 1)
  const [lost] = stage.state().orders
  await stage.ticks(20)
  expect(stage.posts('BUY')).toHaveLength(1)
  expect(stage.state().orders[0]?.life.at).toBe('UNKNOWN')
  await stage.until('it is quoted again', () => stage.resting('BUY').length === 1)
  expect(Number(stage.exchange.nowMs())).toBeGreaterThan((lost?.expiresAtMs ?? 0) + 60_000)
  expect(stage.posts('BUY')).toHaveLength(2)
  expect(stage.control().codes).toEqual([])
}

test('failure 04: a post that timed out and filled is one order and one position', async () => {
  await endsWell(await setStage({ rules: ['POST /order: drop-after, nth 1'] }))
})

test('failure 04: a post that was lost on the way is not sent again while it may be live', async () => {
  await waitsItOut(await setStage({ rules: ['POST /order: drop-before, nth 1'] }))
})

test('failure 05: a venue that hangs costs a tick its time-out, never the invocation', async () => {
  const limits = { requestTimeoutMs: 400, readDeadlineMs: 900 }
  const stage = await setStage({ rules: ['POST /order: delay-after, nth 1'], adapter: { limits } })
  await endsWell(stage)
  stage.plan.add('GET *: delay-before')
  const startedMs = performance.now()
  const before = stage.state().tradesReadAtMs
  await stage.ticks(1)
  expect(performance.now() - startedMs).toBeLessThan(8_000)
  expect(stage.state().tradesReadAtMs).toBe(before)
  expect(stage.told.ticks.at(-1)?.seen.trades).toMatchObject({
    ok: false,
    unknown: expect.stringContaining('no answer'),
  })
  expect(stage.posts()).toHaveLength(2)
})

test.each(['500-run', '500-insert', '500-timeout', '500-internal'])(
  'failure 06: %s proves nothing: an order that was taken is found by its hash',
  async (fault) => {
    await endsWell(await setStage({ rules: [`POST /order: ${fault} after, nth 1`] }))
  },
)

test('failure 06: a 500 of an order that was not taken is waited out', async () => {
  await waitsItOut(await setStage({ rules: ['POST /order: 500-run, nth 1'] }))
})

test('failure 13: what happens after a placement cannot make it an error: nobody polls for its transaction', async () => {
  const stage = await setStage()
  stage.exchange.fundShares(stage.account, YES, 20_000_000)
  await stage.venue.market(MARKET)
  const draft: OrderDraft = {
    market: MARKET,
    purpose: 'takerExit',
    side: 'SELL',
    tokenId: YES,
    priceMicros: price(480_000),
    sizeMicros: size(20_000_000),
    postOnly: false,
    expiresAtMs: epochMs(stage.exchange.nowMs() + 600_000),
  }
  const signing = await stage.venue.sign(approved(draft))
  if (signing.is !== 'signed') throw new Error(signing.why)
  const startedMs = performance.now()
  const outcome = await stage.venue.post(signing.order, monotonicMs(stage.ports.clock.monotonicMs() + 2_000))
  expect(outcome).toEqual({ is: 'accepted', id: signing.order.id })
  expect(performance.now() - startedMs).toBeLessThan(3_000)
  expect(stage.exchange.order(signing.order.id)?.status).toBe('MATCHED')
  expect(stage.requests('/data/trades')).toEqual([])
})

test.each([
  'html-502 after',
  'empty-500 after',
  'html-403 after',
  'truncated',
  'torn',
  'endless',
  'duplicated',
  'unmatched',
])('failure 34: a post answered by "%s" proves nothing, and is one order', async (fault) => {
  const limits = { requestTimeoutMs: 1_000, readDeadlineMs: 3_000, maxResponseBytes: 100_000 }
  await endsWell(await setStage({ rules: [`POST /order: ${fault}, nth 1`], adapter: { limits } }))
})

test.each(['425', '429 3', '503-post-only', '503-cancel-only', '503-disabled', '503-guide'])(
  'failure 26: an order answered by "%s" is waited out: it may have been taken',
  async (fault) => {
    await waitsItOut(await setStage({ rules: [`POST /order: ${fault}, nth 1`] }))
  },
)

test('failure 26: a restart that empties the book: orders are read again, and the bot goes on where it was', async () => {
  const stage = await setStage()
  await stage.buy()
  await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
  const exit = stage.restingId('SELL')
  stage.plan.add('GET /data/orders: restart 60s wipe')
  await stage.ticks(1)
  stage.show(0.48, 0.52)
  await stage.until('another exit rests', () => stage.resting('SELL').length === 1, 90)
  expect(stage.restingId('SELL')).not.toBe(exit)
  expect(stage.control().codes).toEqual([])
  stage.fill('SELL')
  await stage.until('it is sold', () => stage.legs().length === 2)
  await stage.ticks(3)
  expect(stage.differences()).toEqual([])
})
