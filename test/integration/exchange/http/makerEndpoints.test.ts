import { OrderType, Side } from '@polymarket/clob-client-v2'
import { describe, expect, test } from 'vitest'
import { epochMs, marketId, price, size, tokenId, usdc } from '../../../../shared/domain/units.ts'
import { MARKET, NO, YES } from '../../../support/wireIds.ts'
import {
  account,
  expiresIn,
  market,
  postSigned,
  type Stage,
  sell,
  send,
  setStage,
  wait,
  wallet,
} from './stage.ts'

async function rest({ client, exchange }: Stage, at: number, shares = 10, tokenID: string = YES) {
  const order = await client.createOrder(
    { tokenID, price: at, size: shares, side: Side.BUY, expiration: expiresIn(exchange, 3600) },
    { tickSize: '0.01', negRisk: false },
  )
  return (await client.postOrder(order, OrderType.GTD, true)).orderID
}

/** To ten seconds after the next midnight: what the test waits for lies in one day and in known minutes. */
function waitForMorning({ exchange }: Stage): string {
  const midnight = epochMs((Math.floor(exchange.nowMs() / 86_400_000) + 1) * 86_400_000)
  exchange.advanceTo(epochMs(midnight + 10_000))
  return new Date(midnight).toISOString().slice(0, 10)
}

async function get(url: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(url)
  return { status: response.status, body: await response.json() }
}

describe('heartbeats', () => {
  test('who never sent one is never missed', async () => {
    const stage = await setStage()
    await rest(stage, 0.46)

    wait(stage, 120_000)

    expect(await stage.client.getOpenOrders()).toHaveLength(1)
  })

  test('ten seconds after the last one every order of the key is cancelled, looked at every five', async () => {
    const stage = await setStage()
    await rest(stage, 0.46)
    let id = (await stage.client.postHeartbeat()).heartbeat_id
    for (let i = 0; i < 5; i++) {
      wait(stage, 9_000)
      id = (await stage.client.postHeartbeat(id)).heartbeat_id
    }

    expect(await stage.client.getOpenOrders()).toHaveLength(1)
    wait(stage, 10_000)
    expect(await stage.client.getOpenOrders()).toHaveLength(1)
    wait(stage, 5_000)
    expect(await stage.client.getOpenOrders()).toEqual([])
    await rest(stage, 0.46)
    wait(stage, 60_000)
    expect(await stage.client.getOpenOrders()).toHaveLength(1)
    expect((await stage.client.postHeartbeat()).heartbeat_id).not.toBe(id)
  })

  test('two processes on one chain: the second breaks it for the first', async () => {
    const stage = await setStage()
    const first = (await stage.client.postHeartbeat()).heartbeat_id
    const second = (await stage.client.postHeartbeat(first)).heartbeat_id

    await expect(stage.client.postHeartbeat(first)).rejects.toMatchObject({
      status: 400,
      data: { error: { error_msg: 'Invalid Heartbeat ID', heartbeat_id: second } },
    })
  })

  test('the reference spells the error otherwise, and the older call begins the chain again', async () => {
    const stage = await setStage({ heartbeatError: 'reference' })
    const { heartbeat_id: id } = await stage.client.postHeartbeat()

    await expect(stage.client.postHeartbeat('x')).rejects.toMatchObject({
      status: 400,
      data: { error: 'Invalid Heartbeat ID', heartbeat_id: id },
    })
    expect(await send(stage, { method: 'POST', path: '/heartbeats' })).toEqual({
      status: 200,
      body: { status: 'ok' },
    })
    expect((await stage.client.postHeartbeat('')).heartbeat_id).not.toBe(id)
  })
})

describe('orders that would take, in markets that hold them back', () => {
  const take = async (stage: Stage) => {
    const order = await stage.client.createOrder(
      { tokenID: YES, price: 0.55, size: 20, side: Side.BUY },
      { tickSize: '0.01', negRisk: false },
    )
    return (await postSigned(stage, order)).body as { status: string; orderID: string }
  }

  test('a sports market answers "delayed"; until it is over nobody can cancel, then it trades', async () => {
    const stage = await setStage()
    stage.exchange.change(MARKET, { secondsDelay: 3 })

    const { status, orderID } = await take(stage)

    expect(status).toBe('delayed')
    expect((await stage.client.getOrder(orderID)).status).toBe('DELAYED')
    expect(await stage.client.getOpenOrders()).toEqual([])
    expect((await stage.client.cancelOrder({ orderID })).canceled).toEqual([])
    expect((await stage.client.cancelAll()).canceled).toEqual([])
    expect(stage.exchange.available(account, 'USDC')).toBe(989_000_000)
    wait(stage, 3_000)
    expect(await stage.client.getOrder(orderID)).toMatchObject({ status: 'MATCHED', size_matched: '20' })
    expect((await stage.client.getClobMarketInfo(MARKET)).sd).toBe(3)
  })

  test('what it aimed at may be gone by then: it rests, and can be cancelled', async () => {
    const stage = await setStage()
    stage.exchange.change(MARKET, { takerDelay: true })
    const { orderID } = await take(stage)
    stage.exchange.feed(MARKET, { type: 'book', atMs: stage.exchange.nowMs(), bids: [], asks: [] })

    wait(stage, 250)

    expect((await stage.client.getOrder(orderID)).status).toBe('LIVE')
    expect((await stage.client.cancelOrder({ orderID })).canceled).toEqual([orderID])
    expect((await stage.client.getClobMarketInfo(MARKET)).itode).toBe(true)
  })

  test('a quote that only rests is not held back', async () => {
    const stage = await setStage()
    stage.exchange.change(MARKET, { secondsDelay: 3 })

    await rest(stage, 0.46)

    expect(await stage.client.getOpenOrders()).toHaveLength(1)
  })
})

describe('what quotes earn', () => {
  const rewards = {
    minSizeMicros: size(50_000_000),
    maxSpreadMicros: 45_000,
    minAgeSeconds: 30,
    dailyUsdcMicros: usdc(1_440_000_000),
  }

  test('an order scores once it is large, near and old enough', async () => {
    const stage = await setStage()
    stage.exchange.change(MARKET, { rewards })
    const [small, far, good] = [
      await rest(stage, 0.49, 49),
      await rest(stage, 0.4, 60),
      await rest(stage, 0.49, 60),
    ]
    const scoring = () => stage.client.areOrdersScoring({ orderIds: [small, far, good] })

    expect(await scoring()).toEqual({ [small]: false, [far]: false, [good]: false })
    wait(stage, 30_000)
    expect(await scoring()).toEqual({ [small]: false, [far]: false, [good]: true })
    expect(await stage.client.isOrderScoring({ order_id: good })).toEqual({ scoring: true })
  })

  test('the only maker on both sides earns the whole minute; one side alone a third of its weight', async () => {
    const stage = await setStage()
    const date = waitForMorning(stage)
    stage.exchange.change(MARKET, { rewards })
    stage.exchange.feed(MARKET, { type: 'book', atMs: stage.exchange.nowMs(), bids: [], asks: [] })
    await rest(stage, 0.49, 60)
    await rest(stage, 0.49, 60, NO)

    wait(stage, 3 * 60_000)

    expect(await stage.client.getEarningsForUserForDay(date)).toMatchObject([
      {
        date: `${date}T00:00:00Z`,
        condition_id: MARKET,
        maker_address: wallet.address,
        earnings: 3,
      },
    ])
    expect(await stage.client.getTotalEarningsForUserForDay(date)).toMatchObject([{ earnings: 3 }])
    expect(await stage.client.getRewardPercentages()).toEqual({ [MARKET]: 100 })
  })

  test('makers get their part of the fees of those who took from them', async () => {
    const stage = await setStage()
    const date = waitForMorning(stage)
    await rest(stage, 0.5, 10)
    sell(stage, 10, 0)
    const rebates = (query: string) => get(`${stage.venue.url}/rebates/current?${query}`)

    const { body } = await rebates(`date=${date}&maker_address=${wallet.address}`)

    // 10 shares x 0.04 x 0.5 x 0.5 = 0.1 USDC of fee, a quarter of it.
    expect(body).toMatchObject([{ condition_id: MARKET, rebated_fees_usdc: '0.025000' }])
    expect((await rebates(`date=2026-01-01&maker_address=${wallet.address}`)).body).toBeNull()
    expect((await rebates('date=today&maker_address=0x1')).status).toBe(400)
  })
})

test('prices are remembered by the minute, of either token', async () => {
  const stage = await setStage()
  const history = async (token: string) => {
    const { body } = await get(`${stage.venue.url}/prices-history?market=${token}&interval=1h&fidelity=2`)
    return (body as { history: { t: number; p: number }[] }).history
  }
  stage.exchange.feed(MARKET, {
    type: 'delta',
    atMs: stage.exchange.nowMs(),
    changes: [{ side: 'bid', priceMicros: price(490_000), sizeMicros: size(5_000_000) }],
  })

  wait(stage, 240_000)

  const yes = await history(YES)
  expect(yes.map(({ p }) => p)).toEqual([0.52, 0.52])
  expect(yes.every(({ t }) => t % 60 === 0)).toBe(true)
  expect((await history(NO)).map(({ p }) => p)).toEqual([0.48, 0.48])
})

test('a fill that fails is informed of', async () => {
  const stage = await setStage({ rules: ['settlement: failed'] })
  const id = await rest(stage, 0.5)
  sell(stage, 10, 0)
  wait(stage, 60_000)

  const notes = (await stage.client.getNotifications()) as unknown as { type: number; payload: object }[]

  expect(notes.map((note) => note.type)).toEqual([8, 2])
  expect(notes[0]?.payload).toMatchObject({ order_id: id, matched_size: '10', side: 'BUY', outcome: 'Yes' })
  wait(stage, 49 * 3_600_000)
  expect(await stage.client.getNotifications()).toEqual([])
})

describe('the other hosts', () => {
  const V2 = marketId(`0x01${'7'.repeat(32)}`.padEnd(66, '0'))
  const POSITION = (1n << 248n) | (BigInt(`0x${'7'.repeat(32)}`) << 120n)

  test('Gamma pages by a cursor of its own name, shows both protocols, and hides what is closed', async () => {
    const stage = await setStage()
    const tokens = [tokenId(String(POSITION)), tokenId(String(POSITION | 1n))] as const
    stage.exchange.list({ ...market, question: 'Second?', market: V2, tokens, version: 'v2' })
    const gamma = (path: string) => get(`${stage.venue.dataUrl}/markets${path}`)

    const first = (await gamma('/keyset?limit=1')).body as { next_cursor: string }
    const second = await gamma(`/keyset?limit=1&after_cursor=${encodeURIComponent(first.next_cursor)}`)

    expect(first).toMatchObject({
      markets: [
        { id: '500001', version: 'v1', clobTokenIds: JSON.stringify([YES, NO]), outcomes: '["Yes","No"]' },
      ],
    })
    expect(second.body).toMatchObject({
      markets: [{ id: '500002', version: 'v2', conditionId: V2.slice(0, -2), positionIds: tokens }],
    })
    expect(second.body).not.toHaveProperty('next_cursor')
    expect(await gamma(`/keyset?limit=1&cursor=${first.next_cursor}`)).toEqual({ status: 200, body: first })
    expect((await gamma('/500002')).body).toMatchObject({ version: 'v2', resolutionStatus: 'active' })
    expect((await gamma('/500009')).status).toBe(404)
    expect((await gamma('/keyset?limit=101')).status).toBe(422)
    stage.exchange.change(MARKET, { closed: true })
    expect((await gamma('')).body).toHaveLength(1)
    expect((await gamma('?closed=true')).body).toHaveLength(1)
  })

  test('balances of position ids are asked for as CONDITIONAL-V2', async () => {
    const stage = await setStage()
    const tokens = [tokenId(String(POSITION)), tokenId(String(POSITION | 1n))] as const
    stage.exchange.list({ ...market, market: V2, tokens, version: 'v2' })
    stage.exchange.fundShares(account, tokens[0], 5_000_000)
    const balance = async (asset_type: string) =>
      (
        (await stage.client.getBalanceAllowance({ asset_type, token_id: tokens[0] } as never)) as {
          balance: string
        }
      ).balance

    expect([await balance('CONDITIONAL-V2'), await balance('CONDITIONAL')]).toEqual(['5000000', '0'])
  })

  test('the Data API knows mined fills, their worth, and what a market paid', async () => {
    const stage = await setStage()
    await rest(stage, 0.5)
    sell(stage, 10, 0)
    const data = (path: string) => get(`${stage.venue.dataUrl}/v2/${path}`)
    expect(await data(`trades?user=${wallet.address}`)).toMatchObject({ body: { data: [] } })
    wait(stage, 60_000)

    expect((await data(`trades?user=${wallet.address}&limit=1`)).body).toMatchObject({
      data: [{ token_id: YES, side: 'BUY', size: 10, price: 0.5, outcome: 'Yes' }],
      pagination: { has_more: false, next_cursor: null },
    })
    expect((await data(`value?user=${wallet.address}`)).body).toMatchObject({ data: { value: 5 } })
    expect((await data(`resolutions?condition=${MARKET}`)).body).toMatchObject({
      data: [{ status: 'unresolved', payouts: [] }],
    })
    stage.exchange.change(MARKET, { closed: true, payoutMicros: [price(1_000_000), price(0)] })
    expect((await data(`resolutions?condition=${MARKET}`)).body).toMatchObject({
      data: [{ status: 'resolved', payouts: [1_000_000, 0] }],
    })
    expect(await data(`resolutions?condition=${MARKET.slice(0, -2)}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid_parameter', parameter: 'condition' },
    })
  })
})
