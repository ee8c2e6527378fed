import { OrderType, Side } from '@polymarket/clob-client-v2'
import { describe, expect, test } from 'vitest'
import { MARKET, YES } from '../../../support/wireIds.ts'
import { account, expiresIn, postSigned, type Stage, send, setStage, wait } from '../http/stage.ts'

const sign = ({ client, exchange }: Stage, at = 0.5) =>
  client.createOrder(
    { tokenID: YES, price: at, size: 10, side: Side.BUY, expiration: expiresIn(exchange, 600) },
    { tickSize: '0.01', negRisk: false },
  )

const rest = async (stage: Stage, at = 0.5): Promise<string> =>
  (await stage.client.postOrder(await sign(stage, at), OrderType.GTD, true)).orderID

describe('cancels that come too late', () => {
  test.each([
    ['late-fill 5s', '5'],
    ['late-fill 5s all', '10'],
  ])('%s: acknowledged, and the fill shows up afterwards', async (fault, matched) => {
    const stage = await setStage({ rules: [`DELETE /order: ${fault}`] })
    const id = await rest(stage)

    const ack = await stage.client.cancelOrder({ orderID: id })

    expect(ack).toEqual({ canceled: [id], not_canceled: {} })
    expect(await stage.client.getOpenOrders()).toEqual([])
    expect(await stage.client.getOrder(id)).toMatchObject({ status: 'CANCELED', size_matched: '0' })
    expect(await stage.client.getTrades()).toEqual([])
    wait(stage, 5_000)
    expect(await stage.client.getOrder(id)).toMatchObject({ size_matched: matched })
    const [trade] = await stage.client.getTrades()
    expect(trade?.maker_orders).toMatchObject([{ order_id: id, matched_amount: matched, price: '0.5' }])
    wait(stage, 60_000)
    expect(stage.exchange.holdings(account).sharesMicros.get(YES)).toBe(Number(matched) * 1e6)
  })

  test('the fill comes late by market and by cancel-all too', async () => {
    const stage = await setStage({ rules: ['DELETE /cancel-*: late-fill 1s'] })
    await rest(stage)
    await stage.client.cancelMarketOrders({ market: MARKET })
    await rest(stage)
    await stage.client.cancelAll()

    wait(stage, 1_000)

    expect(await stage.client.getTrades()).toHaveLength(2)
  })

  test('fill-first: the order had traded, and the answer says so', async () => {
    const stage = await setStage({ rules: ['DELETE /orders: fill-first'] })
    const id = await rest(stage)

    const ack = await stage.client.cancelOrders([id])

    expect(ack).toEqual({ canceled: [], not_canceled: { [id]: 'Order already matched' } })
    expect(await stage.client.getTrades()).toHaveLength(1)
  })

  test('not-canceled: the answer says no, and the order lives', async () => {
    const stage = await setStage({ rules: ['DELETE /order: not-canceled Order not found, nth 1'] })
    const id = await rest(stage)

    expect(await stage.client.cancelOrder({ orderID: id })).toEqual({
      canceled: [],
      not_canceled: { [id]: 'Order not found' },
    })
    expect((await stage.client.getOpenOrders()).map((order) => order.id)).toEqual([id])
  })
})

describe('batches', () => {
  const batch = async (stage: Stage, postOnly = true) => {
    const orders = [await sign(stage, 0.46), await sign(stage, 0.47)]
    return stage.client.postOrders(
      orders.map((order) => ({ order, orderType: OrderType.GTD })),
      postOnly,
    )
  }

  test('entries are refused by the limiter of the token', async () => {
    const stage = await setStage({ rules: ['POST /orders: token-limit'] })

    const answers = await batch(stage)

    expect(answers).toMatchObject([
      { success: false, orderID: '', status: 'delayed', errorMsg: `Rate limit exceeded for tokenId: ${YES}` },
      { success: false },
    ])
    expect(stage.exchange.openOrders(account)).toEqual([])
  })

  test('an answer is shorter than what was sent', async () => {
    const stage = await setStage({ rules: ['POST /orders: short-batch'] })

    expect(await batch(stage)).toHaveLength(1)
    expect(stage.exchange.openOrders(account)).toHaveLength(2)
  })

  test('in post-only mode each order that could take is refused in its place', async () => {
    const stage = await setStage()
    stage.venue.enterMode('postOnly', 60_000)

    expect(await batch(stage, false)).toMatchObject([
      { success: true, errorMsg: expect.stringContaining('post-only mode'), orderID: '' },
      { success: true, errorMsg: expect.stringContaining('post-only mode'), orderID: '' },
    ])
    expect(await batch(stage, true)).toMatchObject([{ status: 'live' }, { status: 'live' }])
  })
})

describe('modes', () => {
  test('a restart: 425 on every order endpoint, then two minutes of post-only, then as usual', async () => {
    const stage = await setStage({ rules: ['POST /order: restart 30s wipe, nth 2'] })
    const id = await rest(stage)
    const status = async (change: Record<string, unknown>) =>
      (await postSigned(stage, await sign(stage, 0.46), { orderType: 'GTD', ...change })).status
    const cancel = { method: 'DELETE', path: '/order', body: JSON.stringify({ orderID: id }) }

    expect(await status({ postOnly: true })).toBe(425)
    expect((await send(stage, cancel)).status).toBe(425)
    expect(await stage.client.getOpenOrders()).toEqual([])
    wait(stage, 30_000)
    expect(await postSigned(stage, await sign(stage), { orderType: 'GTD' })).toEqual({
      status: 503,
      body: {
        error: 'post-only mode: only post-only orders and cancels are allowed',
        code: 'post_only_mode',
        retry_after_seconds: 120,
      },
    })
    expect(await status({ postOnly: true })).toBe(200)
    wait(stage, 120_000)
    expect(await status({})).toBe(200)
  })

  test.each([
    ['cancel-only', 503, 200],
    ['disabled', 503, 503],
    ['post-only', 200, 200],
  ])('%s: a quote gets %i, a cancel %i', async (mode, quote, cancel) => {
    const stage = await setStage({ rules: [`POST /order: ${mode} 10s`] })
    const body = JSON.stringify({ orderID: `0x${'1'.repeat(64)}` })
    const post = async () =>
      (await postSigned(stage, await sign(stage), { orderType: 'GTD', postOnly: true })).status

    expect(await post()).toBe(quote)
    expect((await send(stage, { method: 'DELETE', path: '/order', body })).status).toBe(cancel)
    wait(stage, 10_000)
    expect(await post()).toBe(200)
  })
})

describe('token buckets', () => {
  test('a signer that has used up its tokens waits; a batch goes in whole or not at all', async () => {
    const stage = await setStage({ rules: ['venue: buckets tiny'] })
    const post = async () =>
      (await postSigned(stage, await sign(stage, 0.46), { orderType: 'GTD', postOnly: true })).status

    expect([await post(), await post(), await post(), await post()]).toEqual([200, 200, 200, 429])
    wait(stage, 500)
    expect([await post(), await post()]).toEqual([200, 429])
    wait(stage, 500)
    const orders = [await sign(stage, 0.46), await sign(stage, 0.47)]
    const both = stage.client.postOrders(
      orders.map((order) => ({ order, orderType: OrderType.GTD })),
      true,
    )
    await expect(both).rejects.toMatchObject({ status: 429 })
    expect(stage.exchange.openOrders(account)).toHaveLength(4)
  })

  test('headers say what is left, and a cancel of many costs many', async () => {
    const stage = await setStage({ rules: ['venue: buckets tiny'] })
    await rest(stage, 0.46)
    await rest(stage, 0.47)
    await stage.client.cancelAll()
    const headers = await stage.client.cancelOrder({ orderID: `0x${'1'.repeat(64)}` })
    expect(headers.canceled).toEqual([])

    const empty: number[] = []
    for (let i = 0; i < 4; i++) {
      const body = JSON.stringify({ orderID: `0x${'1'.repeat(64)}` })
      empty.push((await send(stage, { method: 'DELETE', path: '/order', body })).status)
    }

    expect(empty).toEqual([200, 200, 429, 429])
  })
})
