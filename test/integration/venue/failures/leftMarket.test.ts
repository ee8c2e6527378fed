import { expect, test } from 'vitest'
import type { StackSettings } from '../../../../shared/domain/settings.ts'
import { epochMs, marketId, monotonicMs, tokenId, usdc } from '../../../../shared/domain/units.ts'
import { runInvocation } from '../../../../shared/engine/invocation.ts'
import { level } from '../../../support/level.ts'
import { openMarket } from '../../../support/openMarket.ts'
import { MARKET } from '../../../support/wireIds.ts'
import type { Stage } from '../bot.ts'
import { setStage } from '../stage.ts'

const OTHER = marketId(`0x${'cd'.repeat(32)}`)
const YES = tokenId('81321045679252212594626385532706912750332728571942532289631379312455583992563')
const NO = tokenId('62114319501245915516055106046884209969926127482827954674443846427813813222426')

/** The market holds 20 USDC under a cap of 50, and leaves; another one takes its place, with a cap of 11. */
async function replaced(accountUsdc: number): Promise<{ stage: Stage; after: StackSettings }> {
  const stage = await setStage({ settings: { entryUsdc: 20 } })
  await stage.buy()
  const endMs = epochMs(stage.exchange.nowMs() + 30 * 86_400_000)
  stage.exchange.list({ ...openMarket({ market: OTHER, tokens: [YES, NO], question: 'And snow?' }), endMs })
  stage.exchange.feed(OTHER, {
    type: 'book',
    atMs: stage.exchange.nowMs(),
    bids: [level(48, 500), level(47, 900)],
    asks: [level(52, 500), level(53, 900)],
  })
  const [own] = stage.stack.markets
  if (own === undefined) throw new Error('no market')
  const risk = { ...own.risk, maxUsdcLockedMicros: usdc(11e6), entryUsdcMicros: usdc(5e6) }
  const other = { ...own, market: OTHER, tokenId: YES, risk }
  return { stage, after: { ...stage.stack, accountMicros: usdc(accountUsdc * 1e6), markets: [other] } }
}

async function ticks(stage: Stage, stack: StackSettings, count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) {
    await runInvocation(stage.ports, stack, monotonicMs(stage.ports.clock.monotonicMs() + 40_000))
    await stage.ports.clock.sleep(10_000)
  }
}

const restingIn = (stage: Stage, market: string) =>
  stage.resting().flatMap((order) => (order.market === market ? [order.side] : []))

test('a market that left under a larger cap is sold out while one has a smaller cap, without a STOP', async () => {
  const { stage, after } = await replaced(61)

  await ticks(stage, after, 6)

  expect(stage.control()).toMatchObject({ halted: false, codes: [] })
  expect(restingIn(stage, MARKET)).toEqual(['SELL'])
  expect(restingIn(stage, OTHER)).toEqual(['BUY'])
})

test('its cap counts until it is sold out: entries of others wait, exits go on, then all is as configured', async () => {
  const { stage, after } = await replaced(60)

  await ticks(stage, after, 6)
  expect(stage.control()).toMatchObject({ halted: false, codes: [] })
  expect(restingIn(stage, MARKET)).toEqual(['SELL'])
  expect(restingIn(stage, OTHER)).toEqual([])
  expect(stage.told.pages.filter((text) => text.includes('exceed accountUsdc'))).toHaveLength(1)

  stage.fill('SELL')
  await ticks(stage, after, 8)
  expect(stage.differences()).toEqual([])
  expect(restingIn(stage, OTHER)).toEqual(['BUY'])
})
