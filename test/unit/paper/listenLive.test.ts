import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { listenLive } from '../../../desk/paper/listenLive.ts'
import { LiveMarket } from '../../../desk/paper/liveMarket.ts'
import { createVirtualClock } from '../../../desk/session/virtualClock.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import { epochMs } from '../../../shared/domain/units.ts'
import type { LiveLook } from '../../../shared/ports/liveTrades.ts'
import { CALM, ladder, START } from '../../support/paperStage.ts'
import { MARKET, NO, YES } from '../../support/wireIds.ts'

const at = (seconds: number) => epochMs(START + seconds * 1_000)

const BOOK = {
  event_type: 'book',
  asset_id: YES,
  market: MARKET,
  timestamp: String(START),
  bids: [{ price: '0.48', size: '100' }],
  asks: [{ price: '0.52', size: '100' }],
}
const tradeOf = (seconds: number, more: Record<string, unknown> = {}) => ({
  event_type: 'last_trade_price',
  asset_id: YES,
  market: MARKET,
  price: '0.47',
  size: '3',
  side: 'SELL',
  fee_rate_bps: '0',
  timestamp: String(at(seconds)),
  transaction_hash: `0x${seconds}`,
  ...more,
})

/** A channel that tells what a test makes it tell, and someone who listens to it. */
async function listen(of: { readonly answers?: boolean } = {}) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  const sockets: WebSocket[] = []
  const subscriptions: unknown[] = []
  let isMute = of.answers === false
  server.on('connection', (socket) => {
    sockets.push(socket)
    socket.on('message', (data) => {
      if (String(data) === 'PING') {
        if (!isMute) socket.send('PONG')
        return
      }
      subscriptions.push(JSON.parse(String(data)))
      socket.send(JSON.stringify([BOOK]))
    })
  })
  await new Promise((resolve) => server.once('listening', resolve))
  const clock = createVirtualClock(START, () => {})
  const market = new LiveMarket({ tokens: [YES, NO], token: YES, clock })
  const news: string[] = []
  const { port } = server.address() as AddressInfo
  const listening = listenLive({
    url: `ws://127.0.0.1:${port}/ws/market`,
    markets: new Map([[MARKET, market]]),
    clock,
    onNews: (text) => news.push(text),
  })
  onTestFinished(async () => {
    await listening.close()
    for (const socket of sockets) socket.terminate()
    server.close()
  })
  const ready = await listening.ready()
  return {
    clock,
    news,
    subscriptions,
    ready,
    live: listening.live,
    tell: (...frames: unknown[]) => {
      for (const frame of frames)
        sockets.at(-1)?.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
    },
    drop: () => sockets.at(-1)?.terminate(),
    mute: () => {
      isMute = true
    },
    look: (seconds: number, seen = known(CALM, at(seconds))): Promise<LiveLook> => {
      clock.advanceTo(at(seconds))
      return listening.live.look(MARKET, START, { token: YES, ladder: seen })
    },
  }
}

const told = (look: LiveLook) =>
  look.is === 'unheard'
    ? look.is
    : look.trades.map(({ taker, priceMicros, sizeMicros, stampedAtMs }) => [
        taker,
        priceMicros / 10_000,
        sizeMicros / 1_000_000,
        (stampedAtMs - START) / 1_000,
      ])

test('both tokens are followed, and all is heard until the last sign of life less a second', async () => {
  const { ready, subscriptions, tell, look, live } = await listen()
  tell(tradeOf(2))
  const seen = await look(10)

  expect(ready).toBe(true)
  expect(subscriptions).toEqual([{ assets_ids: [YES, NO], type: 'market', initial_dump: true }])
  expect(live.hears(MARKET)).toBe(true)
  expect(told(seen)).toEqual([['SELL', 47, 3, 2]])
  // The trade came eight seconds after its stamp: as long is waited for others.
  expect(seen).toMatchObject({ is: 'heard', untilMs: at(2), lagMs: 8_000 })
})

test('a trade reported twice, on both tokens, or by an older clock than its stamp, is one', async () => {
  const { tell, look } = await listen()
  const mirrored = tradeOf(2, { asset_id: NO, price: '0.53', side: 'BUY' })
  tell(tradeOf(2), tradeOf(2), mirrored, [tradeOf(2), tradeOf(3)], tradeOf(3))

  expect(told(await look(10))).toEqual([
    ['SELL', 47, 3, 2],
    ['SELL', 47, 3, 3],
  ])
})

test('trades of other tokens, and what is not a trade, say nothing', async () => {
  const { tell, look, live } = await listen()
  tell(
    tradeOf(2, { asset_id: '999' }),
    tradeOf(3, { price: '1.2' }),
    tradeOf(4, { size: '0' }),
    { event_type: 'new_market', id: '1', question: '?', timestamp: '1' },
    [],
    tradeOf(5),
  )

  expect(told(await look(10))).toEqual([['SELL', 47, 3, 5]])
  expect(live.hears(MARKET)).toBe(true)
})

test('a stamp ahead of our clock is dated by it; out of order each keeps its own', async () => {
  const { clock, tell, look } = await listen()
  clock.advanceTo(at(6))
  tell(tradeOf(5), tradeOf(4), tradeOf(60))
  expect(told(await look(6))).toEqual([
    ['SELL', 47, 3, 5],
    ['SELL', 47, 3, 4],
    ['SELL', 47, 3, 6],
  ])
})

test('a trade that comes after its time was reported as known is reported', async () => {
  const { tell, look, news } = await listen()
  tell(tradeOf(2))
  await look(4)
  await look(400)
  await look(500)
  tell(tradeOf(8))
  await look(500)

  expect(news).toEqual(['market channel: 1 trades came late; an order that had ended by then lacks them'])
})

test('a frame that cannot be read ends the connection, and the next begins again', async () => {
  const { clock, tell, look, live, news } = await listen()
  clock.advanceTo(at(3))
  tell(tradeOf(2), '{"event_type":')
  await expect.poll(() => live.hears(MARKET)).toBe(false)
  expect(await look(10)).toMatchObject({ is: 'lost' })
  expect(told(await look(10))).toEqual([['SELL', 47, 3, 2]])

  await expect.poll(() => live.hears(MARKET), { timeout: 5_000 }).toBe(true)
  expect(news).toEqual([expect.stringMatching(/^market channel: the venue answers/)])
})

test('a broken connection is lost at its last sign of life', async () => {
  const { drop, look, live } = await listen()
  await look(7)
  drop()
  await expect.poll(() => live.hears(MARKET)).toBe(false)

  expect(await look(20)).toMatchObject({ is: 'lost', untilMs: at(6) })
})

test('a channel that answers to pings and tells nothing while the public book changes is dead', async () => {
  const { look, news, live } = await listen()
  const moved = known(ladder([[47, 50]], [[53, 50]]), START)
  expect(await look(10)).toMatchObject({ is: 'heard', untilMs: at(9) })
  expect(await look(13, moved)).toMatchObject({ is: 'heard', untilMs: at(9) })
  expect(await look(16, moved)).toMatchObject({ is: 'heard', untilMs: at(9) })
  expect(await look(19, moved)).toMatchObject({ is: 'lost', untilMs: at(9) })

  expect(live.hears(MARKET)).toBe(false)
  await expect
    .poll(() => news)
    .toEqual(['market channel: the channel reports nothing while the public book changes'])
})

test('a public book that cannot be read proves nothing, either way', async () => {
  const { look } = await listen()
  await look(10)
  for (const seconds of [20, 30, 40, 50]) await look(seconds, unknown('silence'))
  expect(await look(60, unknown('silence'))).toMatchObject({ is: 'heard', untilMs: at(9) })
  expect(await look(61)).toMatchObject({ is: 'heard', untilMs: at(60) })
})

test('without an answer to pings nothing is known to be heard', async () => {
  const { look, mute, tell } = await listen()
  await look(10)
  mute()
  tell(tradeOf(11))
  expect(await look(20)).toMatchObject({ is: 'heard', untilMs: at(10 - 9) })
}, 10_000)
