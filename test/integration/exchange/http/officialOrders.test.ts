import { expect, test } from 'vitest'
import { MARKET, NO, YES } from '../../../support/wireIds.ts'
import { expiresIn, quote, type Stage, setStage, ttlSeconds, wallet } from './stage.ts'

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
