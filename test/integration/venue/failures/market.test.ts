import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { epochMs, monotonicMs, price, size, tokenId } from '../../../../shared/domain/units.ts'
import { runInvocation } from '../../../../shared/engine/invocation.ts'
import { MARKET, YES } from '../../../support/wireIds.ts'
import { setStage } from '../stage.ts'

const ROOT = join(import.meta.dirname, '../../../..')

test('failure 23: no stream is trusted: a web socket ends a wait early, and no decision reads it', async () => {
  const sources = ['shared', 'functions'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => [`${folder}/${name}`, readFileSync(join(ROOT, folder, name), 'utf8')] as const),
  )
  const naming = (pattern: RegExp) => sources.filter(([, text]) => pattern.test(text)).map(([name]) => name)
  expect(sources.length).toBeGreaterThan(100)
  expect(naming(/\bWebSocket\b|wss:|from 'ws'/).sort()).toEqual([
    'shared/polymarket/channel/channelAddress.ts',
    'shared/polymarket/channel/openChannel.ts',
  ])
  // Of what is deployed the bell alone listens, and the port it rings by carries a market and nothing else.
  expect(naming(/polymarket\/bell\//)).toEqual(['functions/bell.ts'])
  // What a silent stream would hide is read in every tick.
  const stage = await setStage()
  await stage.ticks(5)
  expect(stage.requests('/data/trades').length).toBeGreaterThanOrEqual(5)
})

test('failure 27: no heartbeat is ever sent: the first one would bind all orders to the next ten seconds', async () => {
  const stage = await setStage()
  await stage.buy()
  await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
  await stage.ticks(6)
  expect([...stage.served.calls.keys()].filter((route) => route.includes('heartbeat'))).toEqual([])
  expect(stage.resting('SELL')).toHaveLength(1)
})

test.each([
  ['the order book does not know it', 'GET /clob-markets/:: reply 404 market not found, for 120s'],
  ['the catalogue does not know it', 'GET gamma-api/markets/keyset: reply 200 {"markets":[]}, for 120s'],
  [
    'its ids are empty',
    `GET gamma-api/markets/keyset: reply 200 {"markets":[{"conditionId":"${MARKET}","version":"v1","clobTokenIds":"[\\"\\",\\"\\"]"}]}, for 120s`,
  ],
])('failure 28: a new market is waited for while %s', async (_, rule) => {
  const stage = await setStage({ rules: [rule] })
  const report = await stage.ticks(6)
  // Its own wait, and no failure of the run: another market would be ticked.
  expect(report.failures).toEqual([])
  expect(stage.store.waits_.get(MARKET)?.wait).toMatchObject({ of: 'tick', why: expect.any(String) })
  expect(stage.store.items.get(MARKET)?.state).toBeNull()
  expect(stage.posts()).toEqual([])
  await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  expect(stage.control().codes).toEqual([])
})

test('failure 29: a tick that shrinks while orders rest is quoted in from the next order on', async () => {
  const stage = await setStage()
  await stage.buy()
  await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
  stage.exchange.change(MARKET, { tickMicros: price(1_000) })
  await stage.ticks(6)
  expect(stage.resting('SELL')).toHaveLength(1)
  stage.fill('SELL')
  stage.show(0.481, 0.519, 0.001)
  await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  expect((stage.resting('BUY')[0]?.priceMicros ?? 0) % 10_000).not.toBe(0)
  expect(stage.told.pages).toEqual([])
  expect(stage.control().codes).toEqual([])
})

test('failure 29: a tick that grows leaves a resting order off the grid, which is no STOP', async () => {
  const stage = await setStage({ listed: { tickMicros: price(1_000) } })
  stage.show(0.481, 0.519, 0.001)
  await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  expect((stage.resting('BUY')[0]?.priceMicros ?? 0) % 10_000).not.toBe(0)
  stage.show(0.48, 0.52)
  stage.exchange.change(MARKET, { tickMicros: price(10_000) })
  await stage.ticks(6)
  expect(stage.control().codes).toEqual([])
  if (stage.resting('BUY').length === 1) stage.fill('BUY')
  await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
  expect((stage.resting('SELL')[0]?.priceMicros ?? 1) % 10_000).toBe(0)
  expect(stage.told.pages).toEqual([])
  expect(stage.differences()).toEqual([])
})

test('failure 32: of two engines on one table one trades, the other finds the market busy', async () => {
  const stage = await setStage()
  await stage.ticks(1, 0)
  stage.plan.add('GET /book: delay-before 200ms')
  const until = monotonicMs(stage.ports.clock.monotonicMs() + 40_000)
  const reports = await Promise.all([
    runInvocation(stage.ports, stage.stack, until),
    runInvocation(stage.ports, stage.stack, until),
  ])
  expect(reports.map(({ busy }) => busy.length).sort()).toEqual([0, 1])
  await stage.ticks(3)
  expect(stage.posts('BUY')).toHaveLength(1)
  expect(stage.resting('BUY')).toHaveLength(1)
})

test('failure 32: another engine on the same wallet is a STOP, and its order goes too', async () => {
  const stage = await setStage()
  await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  const placed = stage.exchange.place({
    id: `0x${'9'.repeat(64)}` as never,
    account: stage.account,
    owner: stage.resting('BUY')[0]?.owner ?? '',
    token: YES,
    side: 'BUY',
    makerAmountMicros: 4_500_000,
    takerAmountMicros: 10_000_000,
    orderType: 'GTC',
    postOnly: true,
    expiresAtMs: null,
  })
  expect(placed.ok).toBe(true)
  await stage.until('it is a STOP', () => stage.control().halted, 10)
  await stage.ticks(3)
  expect(stage.control().codes).toEqual(['OPEN_ORDERS'])
  expect(stage.resting()).toEqual([])
})

test('failure 33: orders are never sent in batches, which fail in part', async () => {
  const stage = await setStage()
  await stage.buy()
  await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
  expect(stage.requests('/orders', 'POST')).toEqual([])
})

test('markets of Protocol V2 are bought, settled and sold by their position ids', async () => {
  const condition = `0x017089ce3ba22aaa0a4cba8250b8c8e1eb${'0'.repeat(28)}`
  const [yes, no] = ['00', '01'].map((outcome) => tokenId(String(BigInt(`${condition}${outcome}`))))
  if (yes === undefined || no === undefined) throw new Error('two outcomes')
  const market = `${condition}00` as typeof MARKET
  const stage = await setStage({
    listed: { market, tokens: [yes, no], version: 'v2', minSizeMicros: size(5e6) },
  })
  await stage.until('an entry rests', () => stage.resting('BUY').length === 1)
  stage.fill('BUY')
  await stage.until('an exit rests', () => stage.resting('SELL').length === 1)
  const kinds = stage.requests('/balance-allowance').map(({ query }) => query.get('asset_type'))
  expect(new Set(kinds)).toEqual(new Set(['CONDITIONAL-V2']))
  expect(stage.posts().every(({ order }) => order['tokenId'] === yes)).toBe(true)
  expect(stage.exchange.nowMs()).toBeGreaterThan(epochMs(0))
})
