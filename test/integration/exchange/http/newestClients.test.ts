import { OrderType, Side } from '@polymarket/clob-client-v2'
import { describe, expect, test } from 'vitest'
import { standaloneMarket } from '../../../../desk/standalone/standaloneMarket.ts'
import { epochMs, marketId, price, size, tokenId, usdc } from '../../../../shared/domain/units.ts'
import { readOrderStatus } from '../../../../shared/polymarket/orderRecord.ts'
import { MARKET, YES } from '../../../support/wireIds.ts'
import { account, book, expiresIn, market, type Stage, setStage, wallet } from './stage.ts'

const OTHER = marketId(`0x${'cd'.repeat(32)}`)
const ELSEWHERE = [tokenId('11'), tokenId('12')] as const

type Records = readonly Record<string, unknown>[]

/** Two markets with shares and trades in both. */
async function twoMarkets(): Promise<Stage> {
  const stage = await setStage()
  const { exchange } = stage
  exchange.list({ ...market, market: OTHER, tokens: ELSEWHERE, question: 'Will it snow?' })
  exchange.feed(OTHER, book(exchange, ['0.30', '0.40']))
  exchange.fundShares(account, YES, 12_000_000)
  exchange.fundShares(account, ELSEWHERE[0], 7_000_000)
  for (const [id, shares] of [
    [MARKET, 3],
    [OTHER, 4],
  ] as const) {
    const amounts = { priceMicros: price(300_000), sizeMicros: size(shares * 1e6) }
    exchange.feed(id, { type: 'trade', atMs: exchange.nowMs(), taker: 'SELL', ...amounts })
  }
  exchange.advanceTo(epochMs(exchange.nowMs() + 20_000))
  return stage
}

const ask = async ({ venue }: Stage, path: string) => {
  const response = await fetch(`${venue.dataUrl}${path}`)
  return { status: response.status, body: (await response.json()) as { data: Records; parameter?: string } }
}
const marketsOf = async (stage: Stage, path: string): Promise<readonly unknown[]> => {
  const { status, body } = await ask(stage, path)
  expect(status).toBe(200)
  return [...new Set(body.data.map((record) => record['condition_id']))].toSorted()
}

describe('the Data API', () => {
  test.each(['condition', 'condition_id', 'conditionId'])(
    'filters by %s, and by lists of them',
    async (name) => {
      const stage = await twoMarkets()
      for (const path of ['/v2/trades', '/v2/positions', '/v2/resolutions']) {
        expect(await marketsOf(stage, `${path}?${name}=${OTHER}`)).toEqual([OTHER])
        expect(await marketsOf(stage, `${path}?${name}=${MARKET},${OTHER}`)).toEqual([MARKET, OTHER])
        expect(await ask(stage, `${path}?${name}=0x12`)).toMatchObject({ status: 400 })
      }
      const user = `user=${wallet.address}`
      expect(await marketsOf(stage, `/v2/positions?${user}&${name}=${OTHER}`)).toEqual([OTHER])
      expect(await marketsOf(stage, `/v2/trades?${user}&${name}=${OTHER}`)).toEqual([])
    },
  )

  test('bare trades are those of all markets; positions need a wallet or a market', async () => {
    const stage = await twoMarkets()
    expect(await marketsOf(stage, '/v2/trades')).toEqual([MARKET, OTHER])
    expect(await ask(stage, '/v2/positions')).toMatchObject({ status: 400, body: { parameter: 'user' } })
  })

  test('no filter is ignored', async () => {
    const stage = await twoMarkets()
    const count = async (path: string) => (await ask(stage, path)).body.data.length
    expect(await count('/v2/trades?side=SELL')).toBe(2)
    expect(await count('/v2/trades?side=BUY')).toBe(0)
    expect(await count('/v2/trades?filter_type=TOKENS&filter_amount=4')).toBe(1)
    expect(await count('/v2/trades?filter_type=CASH&filter_amount=1.1')).toBe(1)
    expect(await count('/v2/trades?end=1')).toBe(0)
    expect(await count('/v2/trades?event_id=7')).toBe(0)
    const positions = `/v2/positions?user=${wallet.address}`
    expect(await count(positions)).toBe(2)
    expect(await count(`${positions}&status=REDEEMABLE`)).toBe(0)
    expect(await count(`${positions}&status=OPEN,REDEEMABLE`)).toBe(2)
    expect(await count(`${positions}&filter_type=CASH&filter_amount=3`)).toBe(1)
    for (const path of [
      '/v2/trades?typo=1',
      `${positions}&typo=1`,
      `/v2/resolutions?condition=${OTHER}&typo=1`,
    ]) {
      expect(await ask(stage, path)).toMatchObject({ status: 400, body: { parameter: 'typo' } })
    }
  })

  test('nor of what a wallet is worth, nor one that is there twice', async () => {
    const stage = await twoMarkets()
    const worth = async (query: string): Promise<number> => {
      const { body } = await ask(stage, `/v2/value?user=${wallet.address}${query}`)
      return (body.data as unknown as { value: number }).value
    }
    const [all, one, other] = [
      await worth(''),
      await worth(`&condition=${MARKET}`),
      await worth(`&conditionId=${OTHER}`),
    ]
    expect([one > 0, other > 0, one + other]).toEqual([true, true, all])
    expect(await ask(stage, `/v2/value?user=${wallet.address}&typo=1`)).toMatchObject({ status: 400 })
    for (const path of ['/v2/trades?side=BUY&side=SELL', `/v2/positions?user=${wallet.address}&user=0x12`])
      expect(await ask(stage, path)).toMatchObject({ status: 400 })
    expect(await marketsOf(stage, `/v2/trades?condition=${MARKET}&condition_id=${OTHER}`)).toEqual([
      MARKET,
      OTHER,
    ])
  })

  test('records have the fields that clients demand', async () => {
    const stage = await twoMarkets()
    stage.exchange.change(MARKET, { endMs: epochMs(Date.UTC(2030, 0, 5, 17, 30)) })
    const [trade] = (await ask(stage, '/v2/trades')).body.data
    expect(trade).toMatchObject({ bio: '', name: '', pseudonym: '', profile_image: '' })
    const [position] = (await ask(stage, `/v2/positions?condition=${MARKET}`)).body.data
    expect(position).toMatchObject({ end_date: '2030-01-05', first_entry_at: 0 })
    const [resolution] = (await ask(stage, `/v2/resolutions?condition=${MARKET}`)).body.data
    expect(resolution).toMatchObject({ status: 'unresolved', extended_review: false })
  })
})

test('the order book names the day of an end, and says ibce', async () => {
  const stage = await setStage()
  stage.exchange.change(MARKET, { endMs: epochMs(Date.UTC(2030, 0, 5, 17, 30)) })
  const get = async (path: string) => (await fetch(`${stage.venue.url}${path}`)).json()
  expect(await get(`/markets/${MARKET}`)).toMatchObject({ end_date_iso: '2030-01-05T00:00:00Z' })
  expect(await get(`/clob-markets/${MARKET}`)).toMatchObject({ ibce: false })
})

test('notifications have numbers, and are dropped by them', async () => {
  const stage = await setStage()
  const { orderID } = await post(stage, 300)
  await stage.client.cancelOrder({ orderID })

  const [notification] = (await stage.client.getNotifications()) as unknown as { id: number }[]

  expect(Number.isSafeInteger(notification?.id)).toBe(true)
  await stage.client.dropNotifications({ ids: [String(notification?.id)] })
  expect(await stage.client.getNotifications()).toEqual([])
})

const post = ({ client, exchange }: Stage, seconds: number): Promise<{ orderID: string }> =>
  client.createAndPostOrder(
    { tokenID: YES, price: 0.4, size: 20, side: Side.BUY, expiration: expiresIn(exchange, seconds) },
    { tickSize: '0.01', negRisk: false },
    OrderType.GTD,
  )

describe('an order that the venue ends by itself says why', () => {
  test('its time is over', async () => {
    const stage = await setStage()
    const { orderID } = await post(stage, 300)
    stage.exchange.advanceTo(epochMs(stage.exchange.nowMs() + 300_000))
    expect(await stage.client.getOrder(orderID)).toMatchObject({ status: 'CANCELED_EXPIRED_ORDER' })
  })

  test('its money is gone', async () => {
    const stage = await setStage()
    const { orderID } = await post(stage, 600)
    stage.exchange.fund(account, -995_000_000)
    stage.exchange.advanceTo(epochMs(stage.exchange.nowMs() + 1_000))
    expect(await stage.client.getOrder(orderID)).toMatchObject({ status: 'CANCELED_NOT_ENOUGH_BALANCE' })
  })

  /** Takes 20 at 0.50 at most, in a market that delays takers by three seconds. */
  const take = async (stage: Stage, sizeShares: number, type: OrderType.FAK | OrderType.GTC) => {
    const of = { tokenID: YES, price: 0.5, size: sizeShares, side: Side.BUY }
    const signed = await stage.client.createOrder(of, { tickSize: '0.01', negRisk: false })
    return (await stage.client.postOrder(signed, type)) as { orderID: string; status: string }
  }
  const afterDelay = ({ exchange }: Stage) => exchange.advanceTo(epochMs(exchange.nowMs() + 4_000))

  test.each([
    ['nothing', ['0.30', '0.90']],
    ['only a part of it', ['0.30', '0.50']],
  ] as const)('it was delayed, and %s came for it', async (_, [bid, ask]) => {
    const stage = await setStage()
    stage.exchange.change(MARKET, { secondsDelay: 3 })
    stage.exchange.feed(MARKET, book(stage.exchange, ['0.30', '0.50']))
    const { orderID, status } = await take(stage, 1_900, OrderType.FAK)
    expect(status).toBe('delayed')
    stage.exchange.feed(MARKET, book(stage.exchange, [bid, ask]))
    afterDelay(stage)
    expect(await stage.client.getOrder(orderID)).toMatchObject({ status: 'CANCELED_ORDER_TIMED_OUT' })
  })

  test.each([
    ['took no more orders', { accepting: false }],
    ['was closed', { accepting: false, closed: true }],
  ])('its market %s while it was delayed', async (_, change) => {
    const stage = await setStage()
    stage.exchange.change(MARKET, { secondsDelay: 3 })
    stage.exchange.feed(MARKET, book(stage.exchange, ['0.30', '0.50']))
    const { orderID } = await take(stage, 20, OrderType.GTC)
    stage.exchange.change(MARKET, change)
    afterDelay(stage)
    expect(await stage.client.getOrder(orderID)).toMatchObject({ status: 'CANCELED_MARKET_NOT_FOUND' })
  })

  test.each([
    'CANCELED_NOT_ENOUGH_BALANCE',
    'CANCELED_MARKET_NOT_FOUND',
    'CANCELED_EXPIRED_ORDER',
    'CANCELED_ORDER_TIMED_OUT',
    'ORDER_STATUS_CANCELED_EXPIRED_ORDER',
  ])('and the bot takes %s for dead', (status) => {
    expect(readOrderStatus(status)).toBe('TERMINAL')
  })
})

test.each([
  [false, 1n],
  [true, 2n],
])('ids of the second protocol, neg-risk %s, are of module %s', (negRisk, module) => {
  const listing = { tokens: [YES, YES], outcomes: ['Yes', 'No'], question: '?' } as never
  const listed = standaloneMarket(listing, { seed: 7, version: 'v2', negRisk })
  const [yes, no] = listed.tokens.map(BigInt)
  expect([(yes ?? 0n) >> 248n, (no ?? 0n) >> 248n]).toEqual([module, module])
  expect((no ?? 0n) - (yes ?? 0n)).toBe(1n)
  expect(listed.market).toBe(`0x${((yes ?? 0n) >> 8n).toString(16).padStart(62, '0')}00`)
})

describe('/rewards/markets/multi', () => {
  const rewards = (dailyUsdc: number) => ({
    minSizeMicros: size(50_000_000),
    maxSpreadMicros: price(60_000),
    minAgeSeconds: 0,
    dailyUsdcMicros: usdc(dailyUsdc * 1e6),
  })
  async function rewarded() {
    const stage = await twoMarkets()
    stage.exchange.list({
      ...market,
      market: FAR,
      tokens: FAR_TOKENS,
      question: 'Hail?',
      rewards: rewards(30),
    })
    stage.exchange.list({
      ...market,
      market: NEAR,
      tokens: NEAR_TOKENS,
      question: 'Fog?',
      rewards: rewards(10),
    })
    stage.exchange.feed(NEAR, book(stage.exchange, ['0.48', '0.52']))
    const search = async (query: string) => {
      const response = await fetch(`${stage.venue.url}/rewards/markets/multi?${query}`)
      return {
        status: response.status,
        body: (await response.json()) as { data: Records; next_cursor: string },
      }
    }
    const names = async (query: string) => (await search(query)).body.data.map((record) => record['question'])
    return { search, names }
  }
  const FAR = marketId(`0x${'e1'.repeat(32)}`)
  const NEAR = marketId(`0x${'e2'.repeat(32)}`)
  const FAR_TOKENS = [tokenId('21'), tokenId('22')] as const
  const NEAR_TOKENS = [tokenId('31'), tokenId('32')] as const

  test('lists the rewarded markets with what competes for them', async () => {
    const { search } = await rewarded()
    const { body } = await search('')
    expect(body.data).toMatchObject([
      { question: 'Hail?', market_competitiveness: 0, market_id: expect.any(String), end_date: '' },
      { question: 'Fog?', spread: 0.04, rewards_max_spread: 6, rewards_min_size: 50 },
    ])
    expect(body.data[1]?.['market_competitiveness']).toBeGreaterThan(0)
    expect(body.next_cursor).toBe('LTE=')
  })

  test('searches, filters, orders and pages', async () => {
    const { search, names } = await rewarded()
    expect(await names('q=fog')).toEqual(['Fog?'])
    expect(await names('max_spread=0.1')).toEqual(['Fog?'])
    expect(await names('tag_slug=weather')).toEqual([])
    expect(await names('order_by=rate_per_day')).toEqual(['Fog?', 'Hail?'])
    expect(await names('order_by=competitiveness&position=DESC')).toEqual(['Fog?', 'Hail?'])
    const first = await search('page_size=1')
    expect(await names(`page_size=1&next_cursor=${first.body.next_cursor}`)).toEqual(['Fog?'])
    expect(await search('order_by=luck')).toMatchObject({ status: 400, body: { error: 'Invalid order_by' } })
    expect(await search('position=UP')).toMatchObject({ status: 400, body: { error: 'Invalid position' } })
    expect(await search('next_cursor=%25')).toMatchObject({
      status: 400,
      body: { error: 'Invalid next_cursor' },
    })
  })
})
