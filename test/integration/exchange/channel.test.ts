import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import type { FeedEvent } from '../../../desk/exchange/exchange.ts'
import { epochMs, price, size } from '../../../shared/domain/units.ts'
import { MARKET, NO, YES } from '../../support/wireIds.ts'
import { account, book, type Stage, setStage } from './http/stage.ts'

type Frame = Readonly<Record<string, unknown>>

/** A client that keeps what it hears. */
async function listen({ venue }: Stage) {
  const socket = new WebSocket(`${venue.url.replace('http', 'ws')}/ws/market`)
  onTestFinished(() => socket.terminate())
  const texts: string[] = []
  socket.on('message', (data) => texts.push(String(data)))
  await new Promise((resolve) => socket.once('open', resolve))
  /** All frames so far, arrays flattened; waits until there are that many. */
  const frames = async (count: number): Promise<readonly Frame[]> => {
    const all = () =>
      texts.filter((text) => /^[[{]/.test(text)).flatMap((text) => JSON.parse(text) as Frame[])
    for (let tries = 0; tries < 200 && all().length < count; tries += 1) await sleep(10)
    await sleep(30)
    return all()
  }
  return { socket, texts, frames, say: (frame: unknown) => socket.send(JSON.stringify(frame)) }
}

const subscribe = (assets_ids: readonly string[], more = {}) => ({ assets_ids, type: 'market', ...more })
const at = ({ exchange }: Stage, ms: number) => epochMs(exchange.nowMs() + ms)
const types = (frames: readonly Frame[]) => frames.map(({ event_type }) => event_type)

describe('the market channel of the simulated venue', () => {
  test('begins with the books of what was subscribed, in one frame, best price last', async () => {
    const stage = await setStage()
    const client = await listen(stage)

    client.say(subscribe([YES, NO, '5']))
    const frames = await client.frames(2)

    expect(client.texts).toHaveLength(1)
    expect(frames).toMatchObject([
      {
        event_type: 'book',
        asset_id: YES,
        market: MARKET,
        timestamp: String(stage.exchange.nowMs()),
        bids: [
          { price: '0.44', size: '200' },
          { price: '0.45', size: '100' },
        ],
        tick_size: '0.01',
        asks: [
          { price: '0.56', size: '200' },
          { price: '0.55', size: '100' },
        ],
      },
      {
        asset_id: NO,
        asks: [
          { price: '0.56', size: '200' },
          { price: '0.55', size: '100' },
        ],
      },
    ])
  })

  test('tells changes of both tokens, with the best prices after them', async () => {
    const stage = await setStage()
    const client = await listen(stage)
    client.say(subscribe([YES]))
    await client.frames(1)
    const changes = [
      { side: 'bid', priceMicros: price(450_000), sizeMicros: size(0) },
      { side: 'bid', priceMicros: price(440_000), sizeMicros: size(0) },
    ] as const

    stage.exchange.feed(MARKET, { type: 'delta', atMs: at(stage, 1_000), changes })

    const [, told] = await client.frames(2)
    expect(told).toMatchObject({ event_type: 'price_change', market: MARKET })
    expect(told?.['price_changes']).toMatchObject([
      { asset_id: YES, side: 'BUY', price: '0.45', size: '0', best_bid: '0', best_ask: '0.55' },
      { asset_id: YES, side: 'BUY', price: '0.44', size: '0' },
      { asset_id: NO, side: 'SELL', price: '0.55', size: '0', best_bid: '0.45', best_ask: '1' },
      { asset_id: NO, side: 'SELL', price: '0.56', size: '0' },
    ])
  })

  test('tells a trade on its taker’s token, then the book it left whole', async () => {
    const stage = await setStage()
    const { exchange } = stage
    const client = await listen(stage)
    client.say(subscribe([YES, NO]))
    await client.frames(2)
    const traded = { priceMicros: price(450_000), sizeMicros: size(30_000_000) }
    const trade: FeedEvent = { type: 'trade', atMs: at(stage, 500), taker: 'SELL', ...traded }

    exchange.feed(MARKET, trade)
    exchange.feed(MARKET, book(exchange, ['0.44', '0.55']))

    const frames = (await client.frames(7)).slice(2)
    // The second pair is the crowd's next display, which came whole.
    expect(types(frames)).toEqual(['last_trade_price', 'book', 'book', 'book', 'book'])
    expect(frames[0]).toMatchObject({ price: '0.45', size: '30', fee_rate_bps: '400' })
    expect([YES, NO]).toContain(frames[0]?.['asset_id'])
    expect(frames[0]?.['transaction_hash']).toMatch(/^0x[0-9a-f]{64}$/)
  })

  test('tells an order of a client like anybody’s', async () => {
    const stage = await setStage()
    const client = await listen(stage)
    client.say(subscribe([YES]))
    await client.frames(1)
    const order = {
      id: `0x${'1'.repeat(64)}`,
      account,
      owner: 'x',
      token: YES,
      side: 'BUY',
      orderType: 'GTC',
      makerAmountMicros: 4_600_000,
      takerAmountMicros: 10_000_000,
      postOnly: false,
      expiresAtMs: null,
    } as Parameters<typeof stage.exchange.place>[0]

    expect(stage.exchange.place(order)).toMatchObject({ ok: true, status: 'live' })

    const [, told] = await client.frames(2)
    expect(told?.['price_changes']).toMatchObject([
      { asset_id: YES, side: 'BUY', price: '0.46', size: '10', best_bid: '0.46' },
      { asset_id: NO, side: 'SELL', price: '0.54', size: '10' },
    ])
  })

  test('tells another tick; the resolution only to who asked for custom features', async () => {
    const stage = await setStage()
    const [plain, custom] = [await listen(stage), await listen(stage)]
    plain.say(subscribe([YES]))
    custom.say(subscribe([YES], { custom_feature_enabled: true, initial_dump: false }))
    await plain.frames(1)
    await sleep(50)

    stage.exchange.change(MARKET, { tickMicros: price(1_000) })
    stage.exchange.change(MARKET, {
      accepting: false,
      closed: true,
      payoutMicros: [price(0), price(1_000_000)],
    })

    expect(types(await custom.frames(2))).toEqual(
      expect.arrayContaining(['tick_size_change', 'market_resolved']),
    )
    expect((await custom.frames(2)).find(({ event_type }) => event_type === 'market_resolved')).toMatchObject(
      {
        winning_asset_id: NO,
        winning_outcome: 'No',
        assets_ids: [YES, NO],
      },
    )
    const heard = await plain.frames(2)
    expect(heard[1]).toMatchObject({
      event_type: 'tick_size_change',
      old_tick_size: '0.01',
      new_tick_size: '0.001',
    })
    expect(types(heard)).not.toContain('market_resolved')
  })

  test('answers PING, refuses what is not an operation, adds and drops tokens', async () => {
    const stage = await setStage()
    const client = await listen(stage)
    client.socket.send('PING')
    client.socket.send('{"operation":"dance"}')
    client.say(subscribe([YES]))
    client.say({ operation: 'subscribe', assets_ids: [NO] })
    client.say({ operation: 'unsubscribe', assets_ids: [YES, NO] })
    expect((await client.frames(2)).map(({ asset_id }) => asset_id)).toEqual([YES, NO])

    stage.exchange.feed(MARKET, book(stage.exchange, ['0.40', '0.55']))
    await sleep(50)

    expect(client.texts.slice(0, 2)).toEqual(['PONG', 'INVALID OPERATION'])
    expect(client.texts).toHaveLength(4)
  })
})
