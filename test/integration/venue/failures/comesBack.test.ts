import { expect, test } from 'vitest'
import type { OrderDraft } from '../../../../shared/domain/order.ts'
import type { StackSettings } from '../../../../shared/domain/settings.ts'
import { epochMs, marketId, monotonicMs, price, size, tokenId } from '../../../../shared/domain/units.ts'
import { runInvocation } from '../../../../shared/engine/invocation.ts'
import { approved } from '../../../support/approved.ts'
import { openMarket } from '../../../support/openMarket.ts'
import type { Stage } from '../bot.ts'
import { setStage } from '../stage.ts'

const BACK = marketId(`0x${'cd'.repeat(32)}`)
const BACK_TOKENS = [tokenId('1'.repeat(30)), tokenId('2'.repeat(30))] as const
const BUSY = marketId(`0x${'ce'.repeat(32)}`)
const BUSY_TOKENS = [tokenId('3'.repeat(30)), tokenId('4'.repeat(30))] as const
const HOUR_MS = 3_600_000

function list(stage: Stage, market: typeof BACK, [yes, no]: typeof BACK_TOKENS): void {
  const nowMs = stage.exchange.nowMs()
  stage.exchange.list(openMarket({ market, tokens: [yes, no], endMs: epochMs(nowMs + 90 * 24 * HOUR_MS) }))
  const level = (micros: number) => ({ priceMicros: price(micros), sizeMicros: size(500_000_000) })
  stage.exchange.feed(market, { type: 'book', atMs: nowMs, bids: [level(480_000)], asks: [level(520_000)] })
}

/** Trades of the account in a market that is not the bot's. */
async function tradeElsewhere(stage: Stage, count: number): Promise<void> {
  await stage.venue.market(BUSY)
  const draft: OrderDraft = {
    market: BUSY,
    tokenId: BUSY_TOKENS[0],
    purpose: 'entry',
    side: 'BUY',
    postOnly: true,
    priceMicros: price(490_000),
    sizeMicros: size(count * 100_000),
    expiresAtMs: epochMs(stage.exchange.nowMs() + 600_000),
  }
  const signing = await stage.venue.sign(approved(draft))
  if (signing.is !== 'signed') throw new Error(signing.why)
  const sendBy = monotonicMs(stage.ports.clock.monotonicMs() + 2_000)
  expect(await stage.venue.post(signing.order, sendBy)).toMatchObject({ is: 'accepted' })
  for (let nth = 0; nth < count; nth += 1)
    stage.exchange.hit(signing.order.id, { sizeMicros: 100_000, hideMs: 0 })
}

test('a market that comes back after more trades of the account than one read holds drags no other with it', async () => {
  // Two pages of an account that has made five meanwhile.
  const stage = await setStage({ adapter: { limits: { maxPages: 2 } } })
  list(stage, BACK, BACK_TOKENS)
  list(stage, BUSY, BUSY_TOKENS)
  const [first] = stage.stack.markets
  if (first === undefined) throw new Error('no market')
  const both = { ...stage.stack, markets: [first, { ...first, market: BACK, tokenId: BACK_TOKENS[0] }] }
  const run = async (stack: StackSettings, gapMs: number) => {
    await runInvocation(stage.ports, stack, monotonicMs(stage.ports.clock.monotonicMs() + 40_000))
    await stage.ports.clock.sleep(gapMs)
  }
  stage.store.control_ = { ...stage.control(), drain: true, armed: false }
  await run(both, 60_000)
  expect(stage.store.items.size).toBe(2)
  for (let hour = 0; hour < 5; hour += 1) {
    await tradeElsewhere(stage, 90)
    stage.show(0.48, 0.52)
    for (let part = 0; part < 6; part += 1) await run(stage.stack, HOUR_MS / 6)
  }
  stage.store.control_ = { ...stage.control(), drain: false, armed: true }
  stage.show(0.48, 0.52)

  await run(both, 10_000)
  const back = stage.store.items.get(BACK)?.state
  expect(back?.catchUp).toBeDefined()
  expect(stage.resting('BUY').map(({ market }) => market)).toEqual([first.market])
  await run(both, 10_000)

  expect(stage.store.items.get(BACK)?.state).not.toHaveProperty('catchUp')
  expect(stage.control().codes).toEqual([])
})
