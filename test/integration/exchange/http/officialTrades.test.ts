import { Side } from '@polymarket/clob-client-v2'
import { expect, test } from 'vitest'
import { parseTradeRecord } from '../../../../shared/polymarket/tradeRecord.ts'
import { MARKET, NO, YES } from '../../../support/wireIds.ts'
import { account, postSigned, quote, type Stage, sell, setStage, wallet } from './stage.ts'

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

  const [record] = await stage.client.getTrades()
  const [trade] = stage.exchange.trades(account)

  // 100 at 0.55 and 7.03 at 0.56: 0.550657 a share.
  expect(record).toMatchObject({ size: '107.03', price: '0.551' })
  expect(trade?.taker.usdcMicros).toBe(58_936_800)
  expect(parseTradeRecord(record, { apiKey: stage.client.creds?.key ?? '', funder: account })).toMatchObject({
    legs: [{ role: 'taker', notionalMicros: 58_936_800, priceMicros: 550_657 }],
  })
})

test('a maker sees the taker at the top and itself among the makers, prefixed status and all', async () => {
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
