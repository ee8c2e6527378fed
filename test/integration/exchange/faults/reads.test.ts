import { AssetType, OrderType, Side } from '@polymarket/clob-client-v2'
import { expect, test } from 'vitest'
import { YES } from '../../../support/wireIds.ts'
import { account, expiresIn, type Stage, sell, setStage, wait, wallet } from '../http/stage.ts'

async function rest({ client, exchange }: Stage, at = 0.5, shares = 10): Promise<string> {
  const order = await client.createOrder(
    { tokenID: YES, price: at, size: shares, side: Side.BUY, expiration: expiresIn(exchange, 600) },
    { tickSize: '0.01', negRisk: false },
  )
  return (await client.postOrder(order, OrderType.GTD, true)).orderID
}

/** The crowd sells to us. */
test('stale lists show an earlier state: neither the new order, nor that the old one went', async () => {
  const stage = await setStage({ rules: ['GET /data/orders: stale 5s'] })
  const first = await rest(stage)
  wait(stage, 5_000)
  const second = await rest(stage)
  await stage.client.cancelOrder({ orderID: first })
  const ids = async () => (await stage.client.getOpenOrders()).map((order) => order.id)

  expect(await ids()).toEqual([first])
  wait(stage, 5_000)
  expect(await ids()).toEqual([second])
})

test('stale trades, orders and balances agree on an earlier moment', async () => {
  const stage = await setStage({
    rules: ['GET /data/trades: stale 4s', 'GET /data/order/:: stale 4s', 'GET /balance-allowance: stale 4s'],
  })
  const id = await rest(stage)
  wait(stage, 60_000)
  sell(stage, 4, 0)
  wait(stage, 3_000)
  const shares = async () =>
    (await stage.client.getBalanceAllowance({ asset_type: AssetType.CONDITIONAL, token_id: YES })).balance
  const statuses = async () => (await stage.client.getTrades()).map((trade) => trade.status)

  expect(await statuses()).toEqual([])
  expect((await stage.client.getOrder(id)).size_matched).toBe('0')
  wait(stage, 1_000)
  expect(await statuses()).toEqual(['TRADE_STATUS_MATCHED_NOT_BROADCASTED'])
  expect((await stage.client.getOrder(id)).size_matched).toBe('4')
  const [trade] = stage.exchange.trades(account)
  wait(stage, 60_000)
  expect(await statuses()).toEqual(['TRADE_STATUS_CONFIRMED'])
  expect(await shares()).toBe('4000000')
  expect(trade?.status).not.toBe('CONFIRMED')
})

test('positions can lag or be absent', async () => {
  const rules = ['GET data-api/v2/positions: stale 10s, nth 1..2', 'GET data-api/v2/positions: empty, nth 3']
  const stage = await setStage({ rules })
  const positions = async () => {
    const response = await fetch(`${stage.venue.dataUrl}/v2/positions?user=${wallet.address}`)
    return ((await response.json()) as { data: { current_size: number }[] }).data.map(
      (record) => record.current_size,
    )
  }
  stage.exchange.fundShares(account, YES, 7_000_000)
  wait(stage, 9_000)

  expect(await positions()).toEqual([])
  wait(stage, 1_000)
  expect(await positions()).toEqual([7])
  expect(await positions()).toEqual([])
  expect(await positions()).toEqual([7])
})

test('pages lose their cursor, repeat records, skip records and lead nowhere', async () => {
  const rules = ['no-cursor', 'empty-cursor', 'same-cursor', 'duplicate-rows 3', 'skip-rows 3'].map(
    (fault, i) => `GET /data/trades: ${fault}, nth ${i + 1}`,
  )
  const stage = await setStage({ rules })
  await rest(stage, 0.5, 250)
  for (let i = 0; i < 120; i++) sell(stage, 1, 0)
  const page = async () => {
    const { trades, next_cursor } = await stage.client.getTradesPaginated()
    return [trades.length, next_cursor] as const
  }

  expect(await page()).toEqual([100, undefined])
  expect(await page()).toEqual([100, ''])
  expect(await page()).toEqual([100, 'MA=='])
  expect(await page()).toEqual([100, Buffer.from('97').toString('base64')])
  expect(await page()).toEqual([100, Buffer.from('103').toString('base64')])
  expect(await page()).toEqual([100, 'MTAw'])
})

test('a last page repeats its own records, and trades come without their id', async () => {
  const stage = await setStage({
    rules: ['GET /data/trades: duplicate-rows 1, nth 1', 'GET /data/trades: no-trade-id, nth 2'],
  })
  await rest(stage, 0.5, 20)
  sell(stage, 5, 0)
  sell(stage, 6, 0)

  const repeated = (await stage.client.getTrades()).map((trade) => trade.id)

  expect(repeated).toHaveLength(3)
  expect(new Set(repeated).size).toBe(2)
  expect((await stage.client.getTrades()).map((trade) => trade.id)).toEqual(['', ''])
})

test('an order read by hash can be null, and spell its status otherwise', async () => {
  const stage = await setStage({
    rules: ['venue: order-reads null', 'GET /data/order/:: order-status ORDER_STATUS_LIVE, nth 1'],
  })
  const id = await rest(stage)

  expect(await stage.client.getOrder(id)).toMatchObject({ id, status: 'ORDER_STATUS_LIVE' })
  await stage.client.cancelAll()
  expect(await stage.client.getOrder(id)).toBeNull()
})
