import { randomBytes } from 'node:crypto'
import {
  type ApiKeyCreds,
  AssetType,
  ClobClient,
  OrderType,
  PriceHistoryInterval,
  Side,
} from '@polymarket/clob-client-v2'
import { Wallet } from 'ethers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseStandaloneOptions } from '../../../../desk/standalone/standaloneOptions.ts'
import { type Standalone, startStandalone } from '../../../../desk/standalone/startStandalone.ts'
import { signerOf } from './stage.ts'

/**
 * All that a maker calls, by the official client as it is published, against the venue as a stranger starts it: what
 * this test knows is a host, a chain id, a market and a key, as it would of the real one.
 */
let venue: Standalone
let client: ClobClient
let creds: ApiKeyCreds
let token: string

beforeAll(async () => {
  venue = await startStandalone(parseStandaloneOptions({ port: '0', seed: '3' }))
  token = venue.market.tokens[0]
  const signer = signerOf(new Wallet(venue.testKey))
  const anonymous = new ClobClient({ host: venue.url, chain: venue.chainId, signer, throwOnError: true })
  creds = await anonymous.createOrDeriveApiKey()
  client = new ClobClient({ host: venue.url, chain: venue.chainId, signer, creds, throwOnError: true })
})

afterAll(() => venue.close())

const inFiveMinutes = async () => (await client.getServerTime()) + 300

const sign = async (price: number, size = 5, side = Side.BUY) =>
  client.createOrder(
    { tokenID: token, price, size, side, expiration: await inFiveMinutes() },
    { tickSize: '0.01', negRisk: false },
  )

const quote = async (price: number, size = 5): Promise<string> =>
  (await client.postOrder(await sign(price, size), OrderType.GTD, true)).orderID

test('keys: derived again, listed, deleted; some for reading only', async () => {
  expect(await client.deriveApiKey()).toEqual(creds)
  const second = await client.createApiKey(1)
  const keys = (await client.getApiKeys()).apiKeys as unknown as string[]
  expect(keys).toEqual(expect.arrayContaining([creds.key, second.key]))
  const other = new ClobClient({
    host: venue.url,
    chain: venue.chainId,
    signer: signerOf(new Wallet(venue.testKey)),
    creds: second,
    throwOnError: true,
  })
  await other.deleteApiKey()
  await expect(other.getOpenOrders()).rejects.toMatchObject({ status: 401 })

  const { apiKey } = await client.createReadonlyApiKey()
  expect(await client.getReadonlyApiKeys()).toEqual([apiKey])
  expect(await client.deleteReadonlyApiKey(apiKey)).toBe(true)
  expect(await client.getReadonlyApiKeys()).toEqual([])
  expect((await client.getClosedOnlyMode()).closed_only).toBe(false)
})

test('the market: what it is, its book, its prices', async () => {
  const condition = venue.market.market
  const info = await client.getClobMarketInfo(condition)
  expect(info.t.map(({ t }) => t)).toEqual(venue.market.tokens)
  expect((await client.getMarket(condition)).condition_id).toBe(condition)
  for (const list of [
    await client.getMarkets(),
    await client.getSimplifiedMarkets(),
    await client.getSamplingMarkets(),
    await client.getSamplingSimplifiedMarkets(),
  ]) {
    expect(list.data.map((market) => market.condition_id)).toEqual([condition])
    expect(list.next_cursor).toBe('LTE=')
  }

  const book = await client.getOrderBook(token)
  expect(await client.getOrderBookHash({ ...book })).toBe(book.hash)
  const prices = book.bids.map((level) => Number(level.price))
  expect(prices).toEqual(prices.toSorted((a, b) => a - b))
  const both = venue.market.tokens.map((token_id) => ({ token_id, side: Side.BUY }))
  expect((await client.getOrderBooks(both)).map((each) => each.asset_id)).toEqual([...venue.market.tokens])
  const bid = Math.max(...prices)
  const ask = Math.min(...book.asks.map((level) => Number(level.price)))
  expect(Number((await client.getPrice(token, 'BUY')).price)).toBeCloseTo(bid, 6)
  expect(Number((await client.getMidpoint(token)).mid)).toBeCloseTo((bid + ask) / 2, 6)
  expect(Number((await client.getSpread(token)).spread)).toBeCloseTo(ask - bid, 6)
  expect(Object.keys(await client.getMidpoints(both))).toHaveLength(2)
  expect(Object.keys(await client.getSpreads(both))).toHaveLength(2)
  const sides = [...both, ...both.map((each) => ({ ...each, side: Side.SELL }))]
  expect(Object.keys((await client.getPrices(sides))[token])).toEqual(['BUY', 'SELL'])
  expect(await client.getLastTradesPrices(both)).toHaveLength(2)
  expect(Number((await client.getLastTradePrice(token)).price)).toBeGreaterThan(0)
  const history = await client.getPricesHistory({ market: token, interval: PriceHistoryInterval.ONE_HOUR })
  expect(history).toHaveProperty('history')
})

test('orders: single and batch, found by list, by market and by hash; cancels of all four kinds', async () => {
  const single = await quote(0.1)
  const [first, second] = await client.postOrders(
    [
      { order: await sign(0.11), orderType: OrderType.GTD },
      { order: await sign(0.12), orderType: OrderType.GTD },
    ],
    true,
  )
  const third = await quote(0.13)
  const ids = [single, first?.orderID, second?.orderID, third]

  expect((await client.getOpenOrders()).map((order) => order.id)).toEqual(ids)
  expect(await client.getOpenOrders({ market: venue.market.market })).toHaveLength(4)
  expect(await client.getOrder(single)).toMatchObject({ id: single, status: 'LIVE', original_size: '5' })
  expect(await client.isOrderScoring({ order_id: single })).toEqual({ scoring: false })
  expect(await client.areOrdersScoring({ orderIds: [single, third] })).toEqual({
    [single]: false,
    [third]: false,
  })

  expect((await client.cancelOrder({ orderID: single })).canceled).toEqual([single])
  expect((await client.cancelOrders([String(first?.orderID)])).canceled).toEqual([first?.orderID])
  expect((await client.cancelMarketOrders({ market: venue.market.market })).canceled).toHaveLength(2)
  const last = await quote(0.1)
  expect((await client.cancelAll()).canceled).toEqual([last])
  expect(await client.getOpenOrders()).toEqual([])
  expect(await client.getPreMigrationOrders()).toEqual([])
})

test('260 open orders and 260 trades come in pages, each once', { timeout: 90_000 }, async () => {
  const posted = new Set<string>()
  for (let batch = 0; batch < 26; batch += 1) {
    const orders = await Promise.all(Array.from({ length: 10 }, () => sign(0.05)))
    const answers = await client.postOrders(
      orders.map((order) => ({ order, orderType: OrderType.GTD })),
      true,
    )
    for (const answer of answers) posted.add(answer.orderID)
  }
  const open = (await client.getOpenOrders()).map((order) => order.id)
  expect(open).toHaveLength(260)
  expect(new Set(open)).toEqual(posted)
  await client.cancelAll()

  const since = String((await client.getServerTime()) - 60)
  const traded = new Set<string>()
  for (let batch = 0; batch < 26; batch += 1) {
    const orders = await Promise.all(Array.from({ length: 10 }, () => sign(0.99)))
    const answers = await client.postOrders(
      orders.map((order) => ({ order, orderType: OrderType.GTD })),
      false,
      true,
    )
    for (const answer of answers) for (const id of answer.tradeIDs ?? []) traded.add(id)
  }
  expect(traded.size).toBe(260)
  const trades = (await client.getTrades({ after: since })).map((trade) => trade.id)
  expect(trades).toHaveLength(260)
  expect(new Set(trades)).toEqual(traded)
  const page = await client.getTradesPaginated({ after: since })
  expect([page.trades.length, page.next_cursor]).toEqual([100, 'MTAw'])
})

test('balances, notifications and what there is to earn', async () => {
  const usdc = await client.getBalanceAllowance({ asset_type: AssetType.COLLATERAL })
  const shares = await client.getBalanceAllowance({ asset_type: AssetType.CONDITIONAL, token_id: token })
  expect(Number(usdc.balance)).toBeGreaterThan(0)
  expect(Number(shares.balance)).toBeGreaterThan(0)
  await client.updateBalanceAllowance({ asset_type: AssetType.COLLATERAL })

  const notes = (await client.getNotifications()) as unknown as { id: string; type: number }[]
  expect(new Set(notes.map((note) => note.type))).toEqual(new Set([1, 2]))
  const [newest] = notes
  await client.dropNotifications({ ids: [String(newest?.id)] })
  expect(await client.getNotifications()).toHaveLength(notes.length - 1)

  expect(await client.getCurrentRewards()).toMatchObject([{ condition_id: venue.market.market }])
  expect(await client.getRawRewardsForMarket(venue.market.market)).toHaveLength(1)
  const today = new Date().toISOString().slice(0, 10)
  expect(Array.isArray(await client.getEarningsForUserForDay(today))).toBe(true)
  expect(Array.isArray(await client.getTotalEarningsForUserForDay(today))).toBe(true)
  expect(await client.getRewardPercentages()).toEqual({})
  expect(await client.getUserEarningsAndMarketsConfig(today)).toMatchObject([
    { condition_id: venue.market.market, earnings: [{ asset_rate: 1 }] },
  ])
})

test('heartbeats are a chain of ids; a wrong one is answered with what it should have been', async () => {
  const first = await client.postHeartbeat()
  const second = await client.postHeartbeat(first.heartbeat_id)
  const wrong = await client.postHeartbeat(randomBytes(16).toString('hex')).catch((error: unknown) => error)

  expect(second.heartbeat_id).not.toBe(first.heartbeat_id)
  expect(wrong).toMatchObject({
    status: 400,
    data: { error: { error_msg: 'Invalid Heartbeat ID', heartbeat_id: second.heartbeat_id } },
  })
  expect((await client.postHeartbeat(second.heartbeat_id)).heartbeat_id).toMatch(/^[0-9a-f-]{36}$/)
})
