import { describe, expect, test } from 'vitest'
import { monotonicMs, price } from '../../../../shared/domain/units.ts'
import { runInvocation } from '../../../../shared/engine/invocation.ts'
import type { Ports } from '../../../../shared/ports/ports.ts'
import type { Stage } from '../bot.ts'
import { setStage } from '../stage.ts'

/** Ticks half a minute apart: two hours are a dozen lives of an exit. */
const GAP_SECONDS = 30
const TWO_HOURS = 240

describe('a position held while something cannot be read', () => {
  test.each([
    'GET /data/orders',
    'GET /book',
    'GET /time',
    'GET /clob-markets/:',
    'GET /markets/:',
    'GET /balance-allowance',
    'GET data-api/v2/positions',
    'GET gamma-api/markets/keyset',
  ])('is still offered after two hours without %s', async (route) => {
    // Prepare
    const stage = await setStage()
    await stage.buy()
    const before = stage.posts('SELL').length
    stage.plan.add(`${route}: empty-500`)

    // Act
    await stage.ticks(TWO_HOURS, GAP_SECONDS)

    // Assess
    const [exit] = stage.resting('SELL')
    expect(exit?.sizeMicros).toBe(owned(stage))
    expect(stage.posts('SELL').length - before).toBeGreaterThan(4)
    expect(stage.posts('BUY')).toHaveLength(1)
    expect(stage.control().codes).toEqual([])
  })

  test('without a book it is offered at cost and target, and the book has the word once it is back', async () => {
    // Prepare
    const stage = await setStage()
    await stage.buy()
    await stage.until('the exit rests', () => stage.resting('SELL').length === 1)
    stage.plan.add('GET /book: empty-500')
    await stage.ticks(TWO_HOURS, GAP_SECONDS)
    const [unseen] = stage.resting('SELL')

    // Act
    stage.plan.clear()
    stage.show(0.54, 0.58)
    await stage.ticks(40, GAP_SECONDS)

    // Assess
    expect(unseen?.priceMicros).toBe(500_000)
    expect(stage.resting('SELL')[0]?.priceMicros).toBe(570_000)
  })
})

describe('a cold start while the catalogue is away', () => {
  test('leaves the position with an exit, as the item remembers the market', async () => {
    // Prepare
    const stage = await setStage()
    await stage.buy()
    stage.plan.add('GET gamma-api/markets/keyset: 500-internal')
    const cold = { ...stage.ports, venue: stage.fresh() }

    // Act
    await ticks(stage, cold, TWO_HOURS)

    // Assess
    expect(stage.resting('SELL')).toHaveLength(1)
    expect(stage.posts('SELL').length).toBeGreaterThan(4)
    expect(stage.control().codes).toEqual([])
  })

  test('enters nothing', async () => {
    const stage = await setStage()
    await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
    stage.plan.add('GET gamma-api/markets/keyset: 500-internal')
    await ticks(stage, { ...stage.ports, venue: stage.fresh() }, TWO_HOURS)

    expect(stage.posts('BUY')).toHaveLength(1)
    expect(stage.told.ticks.at(-1)?.decision.audit.refusals).toContain('infoUnknown')
  })

  test('lets the operator sell out', async () => {
    // Prepare
    const stage = await setStage()
    await stage.buy()
    const atMs = stage.exchange.nowMs()
    await stage.ports.store.latchMessage({ code: 'OPERATOR', text: 'halt', atMs })
    await stage.until('the STOP is done', () => stage.control().doneSeq === 1)
    stage.plan.add('GET gamma-api/markets/keyset: 500-internal')
    stage.plan.add('GET /clob-markets/:: 500-internal')

    // Act
    const request = { seq: 1, markets: [stage.market], floorMicros: price(400_000) }
    await stage.ports.store.requestFlatten(request)
    await ticks(stage, { ...stage.ports, venue: stage.fresh() }, 10)

    // Assess
    expect(owned(stage)).toBe(0)
  })

  test('lets a STOP cancel on both tokens', async () => {
    const stage = await setStage()
    await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
    stage.plan.add('GET gamma-api/markets/keyset: 500-internal')
    const atMs = stage.exchange.nowMs()
    await stage.ports.store.latchMessage({ code: 'OPERATOR', text: 'halt', atMs })
    await ticks(stage, { ...stage.ports, venue: stage.fresh() }, 3)

    const tokens = stage
      .requests('/cancel-market-orders')
      .flatMap(({ body }) => (body as { asset_id?: string }).asset_id ?? [])
    expect(new Set(tokens)).toEqual(new Set(stage.state().rules?.tokens))
    expect(new Set(tokens).size).toBe(2)
  })
})

const owned = (stage: Stage): number =>
  stage.exchange.holdings(stage.account).sharesMicros.get(stage.state().tokenId) ?? 0

async function ticks(stage: Stage, ports: Ports, count: number): Promise<void> {
  for (let tick = 0; tick < count; tick += 1) {
    await runInvocation(ports, stage.stack, monotonicMs(ports.clock.monotonicMs() + 40_000))
    await ports.clock.sleep(GAP_SECONDS * 1000)
  }
}
