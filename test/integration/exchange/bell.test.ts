import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { systemClock } from '../../../functions/systemClock.ts'
import { epochMs, type MarketId, price, size } from '../../../shared/domain/units.ts'
import { createBell } from '../../../shared/polymarket/bell/createBell.ts'
import { channelAddress } from '../../../shared/polymarket/channel/channelAddress.ts'
import { MARKET, NO, YES } from '../../support/wireIds.ts'
import { account, book, clientOf, type Stage, setStage, wallet } from './http/stage.ts'

const MOVE = { market: MARKET, tokenId: YES, moveMicros: price(20_000) }

/** A bell that listens to the market; what rang, and when it can be heard. */
async function listen(of: Parameters<typeof createBell>[0]) {
  const rang: MarketId[] = []
  const listening = createBell(of).listen((market) => rang.push(market))
  onTestFinished(() => listening.close())
  listening.follow([MOVE])
  await sleep(300)
  return { rang, listening, settle: () => sleep(100) }
}

const marketOnly = (url: string) => ({ market: url, user: null, clock: systemClock })
const atVenue = ({ venue }: Stage) => marketOnly(channelAddress(venue.url))

/** The crowd's book moves there. */
function move({ exchange }: Stage, touch: readonly [string, string]): void {
  exchange.advanceTo(epochMs(exchange.nowMs() + 10))
  exchange.feed(MARKET, book(exchange, touch))
}

describe('a touch', () => {
  test('that moved by more than the ticks rings, one that moved by as much does not', async () => {
    const stage = await setStage()
    const { rang, settle } = await listen(atVenue(stage))

    move(stage, ['0.43', '0.57'])
    await settle()
    expect(rang).toEqual([])

    move(stage, ['0.42', '0.57'])
    await settle()
    expect(new Set(rang)).toEqual(new Set([MARKET]))
  })

  test('is measured from where it was as the last tick began', async () => {
    const stage = await setStage()
    const { rang, listening, settle } = await listen(atVenue(stage))
    move(stage, ['0.43', '0.55'])
    await settle()
    listening.ticked([MARKET])

    move(stage, ['0.45', '0.55'])
    await settle()
    expect(rang).toEqual([])

    listening.ticked(['0xcc' as MarketId])
    move(stage, ['0.46', '0.55'])
    await settle()
    expect(rang.length).toBeGreaterThan(0)
  })

  test('level by level, and a side that empties, ring too', async () => {
    const stage = await setStage()
    const { exchange } = stage
    const { rang, settle } = await listen(atVenue(stage))
    const gone = [0.45, 0.44].map((at) => ({
      side: 'bid' as const,
      priceMicros: price(at * 1e6),
      sizeMicros: size(0),
    }))

    exchange.feed(MARKET, { type: 'delta', atMs: epochMs(exchange.nowMs() + 10), changes: gone })
    await settle()

    expect(rang).toEqual([MARKET])
  })

  test('of a market that is followed no more is not heard, and of one that is new it is', async () => {
    const stage = await setStage()
    const { rang, listening, settle } = await listen(atVenue(stage))
    listening.follow([{ ...MOVE, market: '0xdd' as MarketId, tokenId: NO }])
    await settle()

    move(stage, ['0.35', '0.65'])
    await settle()

    expect(new Set(rang)).toEqual(new Set(['0xdd']))
  })

  test('that moved while the connection was lost rings with the next one', async () => {
    const stage = await setStage()
    const { rang } = await listen(atVenue(stage))
    stage.venue.dropChannels()
    await sleep(50)
    move(stage, ['0.35', '0.65'])

    await sleep(1_500)

    expect(rang.length).toBeGreaterThan(0)
  })
})

describe('the user channel', () => {
  test('rings for each event of an own order or trade, without a touch', async () => {
    const stage = await setStage()
    const { apiKey: key, secret, passphrase } = stage.venue.issueKey(wallet.address)
    const credentials = { key, secret, passphrase }
    const { rang, settle } = await listen({
      ...atVenue(stage),
      user: { url: channelAddress(stage.venue.url, 'user'), credentials: async () => credentials },
    })
    const client = clientOf(stage.venue.url, { creds: credentials })

    const order = await client.createOrder({ tokenID: YES, price: 0.45, side: 'BUY' as never, size: 10 })
    await client.postOrder(order)
    await settle()
    expect(rang).toEqual([MARKET])

    const [open] = stage.exchange.openOrders(account)
    stage.exchange.hit(open?.id ?? '', { sizeMicros: 10_000_000, hideMs: 0 })
    await settle()
    expect(rang.length).toBeGreaterThan(1)
  })

  test('with credentials that cannot be had, or are wrong, leaves the books to ring', async () => {
    for (const credentials of [
      async () => ({ key: 'a', secret: 'b', passphrase: 'c' }),
      () => Promise.reject(new Error('no parameter')),
    ]) {
      const stage = await setStage()
      const user = { url: channelAddress(stage.venue.url, 'user'), credentials }
      const { rang, settle } = await listen({ ...atVenue(stage), user })
      move(stage, ['0.35', '0.65'])
      await settle()
      expect(rang.length).toBeGreaterThan(0)
    }
  })
})

/** A server that says what a test wants to whoever subscribes. */
async function serverThat(speaks: (socket: WebSocket) => void): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    for (const each of server.clients) each.terminate()
    server.close()
  })
  server.on('connection', (socket) => {
    socket.on('error', () => {})
    socket.once('message', () => speaks(socket))
  })
  const { port } = server.address() as { port: number }
  return `ws://127.0.0.1:${port}/ws/market`
}

const change = (asset: string, bid: string, ask: string): string =>
  JSON.stringify({
    event_type: 'price_change',
    market: MARKET,
    timestamp: '1757908892351',
    price_changes: [{ asset_id: asset, price: '0.40', size: '5', side: 'BUY', best_bid: bid, best_ask: ask }],
  })

describe('whatever a server says', () => {
  test.each([
    ['nothing at all', []],
    ['what is not JSON', ['INVALID OPERATION', '{"event_type":', '\u0000']],
    ['frames of no known form', ['{}', '[]', '[[]]', 'null', '{"event_type":"book"}', '{"event_type":7}']],
    ['touches of other tokens', [change(NO, '0.1', '0.9'), change(NO, '0.4', '0.6')]],
    [
      'prices that are none',
      [change(YES, '0.4', '0.6'), change(YES, '0.4', 'much'), change(YES, '-1', '0.6')],
    ],
  ])('%s rings nothing and breaks nothing', async (_, texts) => {
    const url = await serverThat((socket) => {
      for (const text of texts) socket.send(text)
    })
    const { rang, settle } = await listen(marketOnly(url))
    await settle()
    expect(rang).toEqual([])
  })

  test('a frame above the bound ends the connection, and the process goes on', async () => {
    const closes: number[] = []
    const url = await serverThat((socket) => {
      socket.on('close', (code) => closes.push(code))
      socket.send(`"${'x'.repeat(9_000_000)}"`)
    })
    const { rang } = await listen(marketOnly(url))
    await sleep(500)
    expect(closes).toEqual([1009])
    expect(rang).toEqual([])
  })

  test('a flood is dropped above a bound, and rings once a second for what was lost in it', async () => {
    const text = change(YES, '0.4', '0.6')
    const url = await serverThat((socket) => {
      for (let nth = 0; nth < 20_000; nth += 1) socket.send(text)
    })
    const { rang } = await listen(marketOnly(url))
    await sleep(1_000)
    expect(rang.length).toBeGreaterThanOrEqual(1)
    expect(rang.length).toBeLessThanOrEqual(2)
  })

  test('a server that is not there is asked after growing pauses, until the bell is closed', async () => {
    let comers = 0
    const server = new WebSocketServer({
      port: 0,
      host: '127.0.0.1',
      verifyClient: () => {
        comers += 1
        return false
      },
    })
    await new Promise((resolve) => server.once('listening', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as { port: number }
    const { listening } = await listen(marketOnly(`ws://127.0.0.1:${port}/ws/market`))

    await sleep(2_000)
    const before = comers
    listening.close()
    await sleep(2_500)

    expect(before).toBeLessThanOrEqual(2)
    expect(comers).toBe(before)
  })
})

test('closed at once, it leaves neither a socket nor a timer', async () => {
  const stage = await setStage()
  const bell = createBell(atVenue(stage))
  const open = (): number =>
    process.getActiveResourcesInfo().filter((each) => /^(TCPSocketWrap|Timeout|TCPWRAP)$/.test(each)).length
  await sleep(50)
  const before = open()
  for (const waitMs of [0, 1, 5, 300]) {
    const listening = bell.listen(() => {})
    listening.follow([MOVE])
    await sleep(waitMs)
    listening.close()
  }
  await sleep(200)
  expect(open()).toBeLessThanOrEqual(before)
})
