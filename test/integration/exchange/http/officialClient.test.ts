import { ApiError, AssetType, OrderType, Side } from '@polymarket/clob-client-v2'
import { expect, test } from 'vitest'
import { epochMs, price, size } from '../../../../shared/domain/units.ts'
import { parseTradeRow } from '../../../../shared/polymarket/tradeRow.ts'
import { MARKET, NO, YES } from '../../../support/wireIds.ts'
import { account, clientOf, expiresIn, postSigned, type Stage, setStage, wallet } from './stage.ts'

const ttlSeconds = 300

async function quote({ client, exchange }: Stage, at: number, shares = 10, tokenID: string = YES) {
  const order = await client.createOrder(
    { tokenID, price: at, size: shares, side: Side.BUY, expiration: expiresIn(exchange, ttlSeconds) },
    { tickSize: '0.01', negRisk: false },
  )
  return client.postOrder(order, OrderType.GTD, true)
}

test('a wallet derives its key only after creating it, and gets the same one again', async () => {
  const { venue } = await setStage()
  const client = clientOf(venue.url)

  await expect(client.deriveApiKey(7)).rejects.toMatchObject({
    status: 400,
    message: 'Could not derive api key!',
  })
  const created = await client.createApiKey(7)
  const derived = await client.deriveApiKey(7)

  expect(derived).toEqual(created)
  expect(created.key).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  await expect(client.createApiKey(7)).rejects.toMatchObject({
    status: 400,
    message: 'Could not create api key',
  })
})

test('a deleted key opens nothing any more', async () => {
  const { client, venue } = await setStage()
  expect((await client.getApiKeys()).apiKeys).toHaveLength(1)

  expect(await client.deleteApiKey()).toBe('OK')

  await expect(client.getOpenOrders()).rejects.toMatchObject({ status: 401 })
  expect(venue.calls.get('GET /data/orders')).toBe(1)
})

test('an account in closed only mode is told so, and may not buy', async () => {
  const stage = await setStage()
  expect(await stage.client.getClosedOnlyMode()).toEqual({ closed_only: false })

  stage.exchange.ban(account, 'closedOnly')

  expect(await stage.client.getClosedOnlyMode()).toEqual({ closed_only: true })
  await expect(quote(stage, 0.46)).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('closed only mode'),
  })
})

test('a post-only GTD order rests and is found in the list and by its hash', async () => {
  const stage = await setStage()

  const posted = await quote(stage, 0.46)
  const open = await stage.client.getOpenOrders()
  const byId = await stage.client.getOrder(posted.orderID)

  expect(posted).toEqual({
    success: true,
    errorMsg: '',
    orderID: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    takingAmount: '',
    makingAmount: '',
    status: 'live',
    transactionsHashes: [],
    tradeIDs: [],
  })
  expect(open).toEqual([byId])
  expect(byId).toMatchObject({
    id: posted.orderID,
    status: 'LIVE',
    owner: stage.client.creds?.key,
    maker_address: wallet.address,
    market: MARKET,
    asset_id: YES,
    side: 'BUY',
    original_size: '10',
    size_matched: '0',
    price: '0.46',
    outcome: 'Yes',
    order_type: 'GTD',
    associate_trades: [],
    created_at: Math.floor(stage.exchange.nowMs() / 1000),
    expiration: String(expiresIn(stage.exchange, ttlSeconds)),
  })
})

test('lists are filtered by market and token, and with an id hold that order dead or alive', async () => {
  const stage = await setStage()
  const yes = await quote(stage, 0.46)
  const no = await quote(stage, 0.44, 10, NO)
  await stage.client.cancelOrder({ orderID: yes.orderID })

  const ids = async (filter: Parameters<Stage['client']['getOpenOrders']>[0]) =>
    (await stage.client.getOpenOrders(filter)).map((order) => order.id)

  expect(await ids({ asset_id: NO })).toEqual([no.orderID])
  expect(await ids({ asset_id: YES })).toEqual([])
  expect(await ids({ market: MARKET })).toEqual([no.orderID])
  expect(await ids({ market: `0x${'cd'.repeat(32)}` })).toEqual([])
  expect(await ids({ id: yes.orderID })).toEqual([yes.orderID])
})

test('cancels of all four kinds take what they name and say why not', async () => {
  const stage = await setStage()
  const { client } = stage
  const ids: string[] = []
  for (const at of [0.46, 0.47, 0.48, 0.49, 0.5]) ids.push((await quote(stage, at)).orderID)
  const no = (await quote(stage, 0.44, 10, NO)).orderID
  const [first = '', second = '', third = '', ...rest] = ids
  const unknown = `0x${'9'.repeat(64)}`

  expect(await client.cancelOrder({ orderID: first })).toEqual({ canceled: [first], not_canceled: {} })
  expect(await client.cancelOrder({ orderID: first })).toEqual({
    canceled: [],
    not_canceled: { [first]: expect.any(String) },
  })
  expect(await client.cancelOrders([second, third, unknown])).toEqual({
    canceled: [second, third],
    not_canceled: { [unknown]: expect.any(String) },
  })
  expect(await client.cancelMarketOrders({ asset_id: NO })).toEqual({ canceled: [no], not_canceled: {} })
  expect((await client.cancelMarketOrders({ market: MARKET })).canceled.toSorted()).toEqual(rest.toSorted())
  const last = (await quote(stage, 0.46)).orderID
  expect(await client.cancelAll()).toEqual({ canceled: [last], not_canceled: {} })
  expect(await client.getOpenOrders()).toEqual([])
  await expect(client.cancelMarketOrders({})).rejects.toMatchObject({ status: 400 })
  await expect(client.cancelOrder({ orderID: 'no hash' })).rejects.toThrow('Invalid orderID')
})

test.each([
  ['returned', { id: expect.any(String), status: 'CANCELED' }],
  ['null', null],
] as const)('a read by hash of a canceled order: %s', async (terminalOrders, expected) => {
  const stage = await setStage({ terminalOrders })
  const { orderID } = await quote(stage, 0.46)
  await stage.client.cancelAll()

  const read = await stage.client.getOrder(orderID)

  if (expected === null) expect(read).toBeNull()
  else expect(read).toMatchObject(expected)
})

test('a read by hash of a canceled order can be a 404, as that of an order nobody made or of another', async () => {
  const stage = await setStage({ terminalOrders: 'notFound' })
  const { orderID } = await quote(stage, 0.46)
  await stage.client.cancelAll()

  for (const id of [orderID, `0x${'1'.repeat(64)}`])
    await expect(stage.client.getOrder(id)).rejects.toMatchObject({ status: 404, message: 'Order not found' })
})

test('an order that crosses matches, with trade ids and no transaction yet', async () => {
  const stage = await setStage()
  const { client } = stage
  const order = await client.createOrder(
    { tokenID: YES, price: 0.55, size: 20, side: Side.BUY },
    { tickSize: '0.01', negRisk: false },
  )

  const response = (await postSigned(stage, order)).body as { orderID: string; tradeIDs: string[] }
  const trades = await client.getTrades({ id: response.tradeIDs[0] ?? '' })

  expect(response).toMatchObject({ success: true, status: 'matched', makingAmount: '11', takingAmount: '20' })
  expect(response).not.toHaveProperty('transactionsHashes')
  expect(trades).toHaveLength(1)
  expect(trades[0]).toMatchObject({
    taker_order_id: response.orderID,
    trader_side: 'TAKER',
    side: 'BUY',
    size: '20',
    price: '0.55',
    asset_id: YES,
    owner: client.creds?.key,
    maker_address: wallet.address,
    bucket_index: 0,
    match_time: String(Math.floor(stage.exchange.nowMs() / 1000)),
  })
})

test('the top of a trade has its average price rounded to three decimals; its makers add up to what was paid', async () => {
  const stage = await setStage()
  const order = await stage.client.createOrder(
    { tokenID: YES, price: 0.56, size: 107.03, side: Side.BUY },
    { tickSize: '0.01', negRisk: false },
  )
  await postSigned(stage, order)

  const [row] = await stage.client.getTrades()
  const [trade] = stage.exchange.trades(account)

  // 100 at 0.55 and 7.03 at 0.56: 0.550657 a share.
  expect(row).toMatchObject({ size: '107.03', price: '0.551' })
  expect(trade?.taker.usdcMicros).toBe(58_936_800)
  expect(parseTradeRow(row, { apiKey: stage.client.creds?.key ?? '', funder: account })).toMatchObject({
    legs: [{ role: 'taker', notionalMicros: 58_936_800, priceMicros: 550_657 }],
  })
})

test('a maker sees the taker at the top and himself among the makers, prefixed status and all', async () => {
  const stage = await setStage()
  const { orderID } = await quote(stage, 0.5)
  sell(stage, 4)

  const [trade] = await stage.client.getTrades()

  expect(trade).toMatchObject({
    trader_side: 'MAKER',
    market: MARKET,
    status: expect.stringMatching(/^TRADE_STATUS_MATCHED/),
    transaction_hash: '',
  })
  expect(trade?.owner).not.toBe(stage.client.creds?.key)
  expect(trade?.maker_orders).toEqual([
    {
      order_id: orderID,
      owner: stage.client.creds?.key,
      maker_address: wallet.address,
      matched_amount: '4',
      price: '0.5',
      fee_rate_bps: '',
      asset_id: YES,
      outcome: 'Yes',
      side: 'BUY',
    },
  ])
})

test('250 trades come in three pages, newest first, every one once', async () => {
  const stage = await setStage()
  await quote(stage, 0.5, 250)
  for (let i = 0; i < 250; i++) sell(stage, 1)

  const all = await stage.client.getTrades()
  const first = await stage.client.getTradesPaginated()

  expect(new Set(all.map((trade) => trade.id)).size).toBe(250)
  expect(all).toHaveLength(250)
  expect(stage.venue.calls.get('GET /data/trades')).toBe(4)
  expect(first).toMatchObject({ limit: 100, count: 100, next_cursor: 'MTAw' })
  const times = all.map((trade) => Number(trade.match_time))
  expect(times).toEqual(times.toSorted((a, b) => b - a))
  expect((await stage.client.getOpenOrders()).length).toBe(0)
})

test('trades are filtered by time, market, wallet and the token of the taker', async () => {
  const stage = await setStage()
  await quote(stage, 0.5, 30)
  for (let i = 0; i < 3; i++) sell(stage, 10, 10_000)
  const all = await stage.client.getTrades()
  const [newest, middle, oldest] = all
  const ids = async (filter: Parameters<Stage['client']['getTrades']>[0]) =>
    (await stage.client.getTrades(filter)).map((trade) => trade.id)

  expect(await ids({ after: oldest?.match_time ?? '' })).toEqual([newest?.id, middle?.id])
  expect(await ids({ before: newest?.match_time ?? '' })).toEqual([middle?.id, oldest?.id])
  expect(await ids({ market: MARKET, maker_address: wallet.address })).toHaveLength(3)
  expect(await ids({ maker_address: `0x${'1'.repeat(40)}` })).toEqual([])
  expect(await ids({ market: `0x${'cd'.repeat(32)}` })).toEqual([])
  // The crowd sells YES or buys NO as it likes; the filter goes by its token, not by ours.
  for (const token of [YES, NO])
    expect(await ids({ asset_id: token })).toEqual(
      all.filter((trade) => trade.asset_id === token).map((trade) => trade.id),
    )
  await expect(ids({ after: 'yesterday' })).rejects.toMatchObject({ status: 400 })
})

test('balances are base units in strings, by asset type, with allowances by contract', async () => {
  const { client, exchange } = await setStage()
  exchange.fundShares(account, YES, 12_340_000)
  const v2 = { asset_type: 'CONDITIONAL-V2' as AssetType, token_id: YES }

  const usdc = await client.getBalanceAllowance({ asset_type: AssetType.COLLATERAL })
  const shares = await client.getBalanceAllowance({ asset_type: AssetType.CONDITIONAL, token_id: YES })

  expect(usdc.balance).toBe('1000000000')
  expect(shares.balance).toBe('12340000')
  expect(Object.values(usdc.allowances)).toEqual(Array(3).fill(String(2n ** 256n - 1n)))
  expect(await client.getBalanceAllowance(v2)).toMatchObject({ balance: '0' })
  await client.updateBalanceAllowance({ asset_type: AssetType.COLLATERAL })
  exchange.approve(account, false)
  const after = await client.getBalanceAllowance({ asset_type: AssetType.COLLATERAL })
  expect(new Set(Object.values(after.allowances))).toEqual(new Set(['0']))
})

test('the book has its best price last on both sides and the hash the client computes', async () => {
  const stage = await setStage()
  await quote(stage, 0.5)

  const yes = await stage.client.getOrderBook(YES)
  const [no, ...others] = await stage.client.getOrderBooks([
    { token_id: NO, side: Side.BUY },
    { token_id: '1', side: Side.BUY },
  ])
  const { hash } = yes

  expect(yes.bids.map((level) => level.price)).toEqual(['0.44', '0.45', '0.5'])
  expect(yes.asks.map((level) => level.price)).toEqual(['0.56', '0.55'])
  expect(yes).toMatchObject({ min_order_size: '5', tick_size: '0.01', neg_risk: false, asset_id: YES })
  expect(await stage.client.getOrderBookHash(yes)).toBe(hash)
  expect(no?.asks.at(-1)).toEqual({ price: '0.5', size: '10' })
  expect(no?.bids.at(-1)).toEqual({ price: '0.45', size: '100' })
  expect(others).toEqual([])
  await expect(stage.client.getOrderBook('1')).rejects.toMatchObject({ status: 404 })
  expect(await stage.client.getMidpoint(YES)).toEqual({ mid: '0.525' })
  expect(await stage.client.getSpread(YES)).toEqual({ spread: '0.05' })
  expect(await stage.client.getPrice(YES, 'SELL')).toEqual({ price: '0.55' })
  expect(await stage.client.getPrice(YES, 'BUY')).toEqual({ price: '0.5' })
})

test('the client learns all it needs of a market', async () => {
  const { client, exchange } = await setStage()

  expect(await client.getOk()).toBe('OK')
  expect(await client.getVersion()).toBe(2)
  expect(await client.getServerTime()).toBe(Math.floor(exchange.nowMs() / 1000))
  expect(await client.getTickSize(YES)).toBe('0.01')
  expect(await client.getNegRisk(YES)).toBe(false)
  expect(await client.getFeeRateBps(YES)).toBe(1000)
  const info = await client.getClobMarketInfo(MARKET)
  expect(info).toMatchObject({ c: MARKET, mts: 0.01, mos: 5, ao: true, fd: { r: 0.04, e: 1, to: true } })
  expect(client.feeInfos[YES]).toEqual({ rate: 0.04, exponent: 1 })
  expect(await client.getMarket(MARKET)).toMatchObject({
    condition_id: MARKET,
    accepting_orders: true,
    closed: false,
    minimum_order_size: 5,
    tokens: [{ token_id: YES, outcome: 'Yes', price: 0.5, winner: false }, { token_id: NO }],
  })
  expect((await client.getMarkets()).data).toHaveLength(1)
  await expect(client.getMarket(`0x${'cd'.repeat(32)}`)).rejects.toMatchObject({ status: 404 })
  await expect(client.getTickSize('1')).rejects.toBeInstanceOf(ApiError)
})

/** The crowd sells at 0.5, a millisecond or so later. */
function sell({ exchange }: Stage, shares: number, afterMs = 1) {
  exchange.feed(MARKET, {
    type: 'trade',
    atMs: epochMs(exchange.nowMs() + afterMs),
    taker: 'SELL',
    priceMicros: price(500_000),
    sizeMicros: size(shares * 1e6),
  })
}
