import type { AddressInfo } from 'node:net'
import net from 'node:net'
import axios from 'axios'
import { describe, expect, it, vi } from 'vitest'
import type { OrderDraft } from '../../../shared/domain/order.ts'
import { epochMs, monotonicMs, price, size } from '../../../shared/domain/units.ts'
import type { SignedOrder, Venue } from '../../../shared/engine/venue.ts'
import type { PolymarketOptions } from '../../../shared/polymarket/createSession.ts'
import { classifyPost } from '../../../shared/polymarket/postOutcome.ts'
import {
  CREDENTIALS,
  listen,
  MARKET,
  marketReply,
  NOW,
  type Reply,
  testClock,
  venueAt,
  WALLET,
  YES,
} from './loopback.ts'

const DRAFT: OrderDraft = {
  market: MARKET,
  purpose: 'entry',
  side: 'BUY',
  tokenId: YES,
  priceMicros: price(500_000),
  sizeMicros: size(10_000_000),
  postOnly: true,
  expiresAtMs: epochMs(NOW + 300_000),
}
const LATER = monotonicMs(60_000)

async function ready(reply: Reply, options: Partial<PolymarketOptions> = {}) {
  const server = await listen((seen) => marketReply(seen) ?? reply)
  const venue = venueAt(server.url, options)
  const order = await signOn(venue)
  server.seen.length = 0
  return { server, venue, order }
}

async function signOn(venue: Venue, fields: Partial<OrderDraft> = {}): Promise<SignedOrder> {
  await venue.market(MARKET)
  const signing = await venue.sign({ ...DRAFT, ...fields })
  if (signing.is !== 'signed') throw new Error(signing.why)
  return signing.order
}

const OTHER_ID = `0x${'ab'.repeat(32)}`
const success = (fields: object = {}) => ({
  success: true,
  errorMsg: '',
  orderID: OTHER_ID,
  takingAmount: '',
  makingAmount: '',
  status: 'live',
  transactionsHashes: [],
  tradeIDs: [],
  ...fields,
})

describe('what an answer to a post proves', () => {
  const rows: readonly (readonly [string, Reply, string, string?])[] = [
    ['resting', { json: success() }, 'accepted'],
    ['matched', { json: success({ status: 'matched', tradeIDs: ['t'] }) }, 'accepted'],
    ['delayed', { json: success({ status: 'delayed' }) }, 'accepted'],
    ['unmatched', { json: success({ status: 'unmatched' }) }, 'unknown'],
    ['no status', { json: success({ status: undefined }) }, 'unknown'],
    [
      'success with an error text',
      { json: success({ errorMsg: 'not enough balance / allowance' }) },
      'unknown',
    ],
    ['success without an id', { json: success({ orderID: '' }) }, 'unknown'],
    [
      'refused in a 200',
      { json: success({ success: false, errorMsg: 'invalid expiration', orderID: '' }) },
      'rejected',
      'expiration',
    ],
    [
      'refused in a 200 for a limit',
      {
        json: success({ success: false, errorMsg: 'Rate limit exceeded for tokenId: 1', status: 'delayed' }),
      },
      'unknown',
    ],
    ['refused without a word', { json: success({ success: false, errorMsg: '' }) }, 'unknown'],
    [
      'two texts that differ',
      { status: 400, json: { error: 'invalid signature', errorMsg: 'odd' } },
      'unknown',
    ],
    [
      'crossing',
      { status: 400, json: { error: 'invalid post-only order: order crosses book' } },
      'rejected',
      'crosses',
    ],
    [
      'crossing, the other words',
      { status: 400, json: { error: `order ${OTHER_ID} crosses the book` } },
      'rejected',
      'crosses',
    ],
    [
      'no balance',
      {
        status: 400,
        json: {
          error:
            'not enough balance / allowance: the balance is not enough -> balance: 6761230, sum of matched orders: 4855820, order amount (inc. fees): 4855820',
        },
      },
      'rejected',
      'balance',
    ],
    [
      'off the tick',
      {
        status: 400,
        json: { error: `order ${OTHER_ID} is invalid. Price (0.015) breaks minimum tick size rule: 0.01` },
      },
      'rejected',
      'tick',
    ],
    [
      'too small',
      { status: 400, json: { error: `order ${OTHER_ID} is invalid. Size (3) lower than the minimum: 5` } },
      'rejected',
      'size',
    ],
    [
      'too little money',
      { status: 400, json: { error: 'invalid amount for a marketable BUY order ($0.9), min size: $1' } },
      'rejected',
      'size',
    ],
    [
      'too precise',
      {
        status: 400,
        json: {
          error:
            'invalid amounts, the buy orders maker amount supports a max accuracy of 4 decimals, taker amount a max of 2 decimals',
        },
      },
      'rejected',
      'precision',
    ],
    ['another version', { status: 400, json: { error: 'order_version_mismatch' } }, 'rejected', 'version'],
    ['banned', { status: 400, json: { error: `'${WALLET}' address banned` } }, 'rejected', 'account'],
    [
      'closed only',
      { status: 400, json: { error: `'${WALLET}' address in closed only mode` } },
      'rejected',
      'account',
    ],
    [
      'the deposit wallet flow',
      { status: 400, json: { error: 'maker address not allowed, please use the deposit wallet flow' } },
      'rejected',
      'account',
    ],
    ['a bad signature', { status: 400, json: { error: 'invalid signature' } }, 'rejected', 'signature'],
    [
      'a market not ready',
      { status: 400, json: { error: 'the market is not yet ready to process new orders' } },
      'rejected',
      'market',
    ],
    ['a bad payload', { status: 400, json: { error: 'Invalid order payload' } }, 'rejected', 'other'],
    ['a bad key', { status: 401, json: { error: 'Unauthorized/Invalid api key' } }, 'rejected', 'account'],
    [
      'the region',
      {
        status: 403,
        json: {
          error:
            'Trading restricted in your region, please refer to available regions - https://docs.polymarket.com/developers/CLOB/geoblock',
        },
      },
      'rejected',
      'region',
    ],
    ['a duplicate', { status: 400, json: { error: `order ${OTHER_ID} is invalid. Duplicated.` } }, 'unknown'],
    ['a refusal of new words', { status: 400, json: { error: 'the moon is not right' } }, 'unknown'],
    [
      'known words inside others',
      { status: 400, json: { error: 'could not insert order: invalid signature' } },
      'unknown',
    ],
    [
      'a delayed match',
      { status: 400, json: { error: 'order match delayed due to market conditions' } },
      'unknown',
    ],
    ['known words under 404', { status: 404, json: { error: 'invalid signature' } }, 'unknown'],
    ['known words under 422', { status: 422, json: { error: 'invalid signature' } }, 'unknown'],
    ['a restart', { status: 425, json: { error: 'too early' }, headers: { 'retry-after': '1' } }, 'unknown'],
    ['a limit', { status: 429, json: { error: 'invalid signature' } }, 'unknown'],
    ['known words under 500', { status: 500, json: { error: 'invalid signature' } }, 'unknown'],
    [
      'post-only mode',
      {
        status: 503,
        json: {
          error: 'post-only mode: only post-only orders and cancels are allowed',
          code: 'post_only_mode',
        },
      },
      'unknown',
    ],
    ['an HTML 403', { status: 403, text: '<html>Attention Required</html>' }, 'unknown'],
    ['an HTML 200', { status: 200, text: '<html>ok</html>' }, 'unknown'],
    ['an empty 400', { status: 400, text: '' }, 'unknown'],
    ['an empty 500', { status: 500, text: '' }, 'unknown'],
    ['a list', { json: [success()] }, 'unknown'],
    ['null', { json: null }, 'unknown'],
    ['a redirect', { status: 307, text: '', headers: { location: '/elsewhere' } }, 'unknown'],
    ['a dropped connection', (response) => response.destroy(), 'unknown'],
    [
      'half an answer',
      (response) => {
        response.writeHead(200, { 'content-length': '500', 'content-type': 'application/json' })
        response.write('{"success":true,')
        setTimeout(() => response.destroy(), 20)
      },
      'unknown',
    ],
    ['silence', () => {}, 'unknown'],
    [
      'an endless answer',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        const timer = setInterval(() => response.write(' '.repeat(10_000)), 1)
        response.on('close', () => clearInterval(timer))
      },
      'unknown',
    ],
  ]
  const cases = rows.map(([name, reply, is, code]) => ({ name, reply, is, code }))
  it.each(cases)('$name', async ({ reply, is, code }) => {
    const { venue, order, server } = await ready(reply, {
      limits: { requestTimeoutMs: 1_500, maxResponseBytes: 200_000 },
    })

    const outcome = await venue.post(order, LATER)

    expect(outcome.is).toBe(is)
    if (outcome.is === 'rejected') expect(outcome.code).toBe(code)
    expect(server.seen.map((seen) => `${seen.method} ${seen.path}`)).toEqual(['POST /order'])
  })

  it('names the id that the venue gave, even if it is not our hash', async () => {
    const { venue, order } = await ready({ json: success() })
    expect(await venue.post(order, LATER)).toEqual({ is: 'accepted', id: OTHER_ID })
    const odd = await ready({ json: success({ orderID: 'ord_1' }) })
    expect(await odd.venue.post(odd.order, LATER)).toEqual({ is: 'accepted', id: 'ord_1' })
  })
})

describe('posting', () => {
  it('sends the signed order as GTD, once, without following anything', async () => {
    const { venue, order, server } = await ready({ json: success() })
    await venue.post(order, LATER)
    const body = JSON.parse(server.seen[0]?.body ?? '')
    expect(body).toMatchObject({ deferExec: false, postOnly: true, owner: CREDENTIALS.key, orderType: 'GTD' })
    expect(body.order).toMatchObject({
      maker: WALLET,
      makerAmount: '5000000',
      takerAmount: '10000000',
      side: 'BUY',
    })
    expect(String(body.order.salt)).toBe(order.salt)
    expect(server.seen[0]?.headers['poly_address']).toBe(WALLET)
  })

  it('does not poll for the settlement of a taker exit', async () => {
    const reply = { json: success({ status: 'matched', tradeIDs: ['a-trade'], transactionsHashes: [] }) }
    const { venue, server } = await ready(reply, { limits: { requestTimeoutMs: 5_000 } })
    const order = await signOn(venue, { side: 'SELL', purpose: 'takerExit', postOnly: false })
    server.seen.length = 0
    const startedMs = performance.now()
    expect((await venue.post(order, LATER)).is).toBe('accepted')
    expect(performance.now() - startedMs).toBeLessThan(1_000)
    expect(server.seen).toHaveLength(1)
    expect(JSON.parse(server.seen[0]?.body ?? '')).toMatchObject({ postOnly: false, deferExec: false })
  })

  it('never sends the same signed order again', async () => {
    const { venue, order, server } = await ready({ status: 500, json: {} })
    await venue.post(order, LATER)
    await expect(venue.post(order, LATER)).rejects.toThrow(/posted before/)
    expect(server.seen).toHaveLength(1)
  })

  it('sends nothing after the deadline', async () => {
    const clock = testClock()
    const { venue, order, server } = await ready({ json: success() }, { clock })
    clock.monotonic = 2_001
    expect(await venue.post(order, monotonicMs(2_000))).toMatchObject({
      is: 'unsent',
      why: expect.stringContaining('deadline'),
    })
    expect(server.seen).toEqual([])
  })

  it('looks at the deadline after connecting, not before', async () => {
    const clock = testClock()
    const { venue, order, server } = await ready({ json: success() }, { clock })
    let looks = 0
    // The clock is first read when the connection stands: by then the deadline has passed.
    clock.monotonicMs = () => {
      looks += 1
      return monotonicMs(5_000)
    }
    expect((await venue.post(order, monotonicMs(2_000))).is).toBe('unsent')
    expect(looks).toBe(1)
    expect(server.seen).toEqual([])
  })

  it('is unsent where no connection came about', async () => {
    const { order } = await ready({ json: success() })
    const gone = net.createServer()
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
    const port = (gone.address() as AddressInfo).port
    await new Promise((resolve) => gone.close(resolve))
    const outcome = await venueAt(`http://127.0.0.1:${port}`).post(order, LATER)
    expect(outcome).toMatchObject({ is: 'unsent', why: expect.stringContaining('ECONNREFUSED') })
  })

  it('is unsent where the handshake never ends', async () => {
    const { order } = await ready({ json: success() })
    const mute = net.createServer(() => {})
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
    const port = (mute.address() as AddressInfo).port
    const outcome = await venueAt(`https://127.0.0.1:${port}`, { limits: { requestTimeoutMs: 150 } }).post(
      order,
      LATER,
    )
    expect(outcome).toMatchObject({ is: 'unsent', why: expect.stringContaining('150 ms') })
    mute.close()
  })

  it('is unsent where the credentials cannot make a header', async () => {
    const { order, server } = await ready({ json: success() })
    const venue = venueAt(server.url, { credentials: { ...CREDENTIALS, secret: '%%%' } })
    expect((await venue.post(order, LATER)).is).toBe('unsent')
    expect(server.seen).toEqual([])
  })

  it('ignores a proxy that the environment names', async () => {
    vi.stubEnv('HTTP_PROXY', 'http://127.0.0.1:1')
    vi.stubEnv('NO_PROXY', '')
    const { venue, order } = await ready({ json: success() })
    expect((await venue.post(order, LATER)).is).toBe('accepted')
    vi.unstubAllEnvs()
  })

  it('leaves requests of others, and other venues at the same time, alone', async () => {
    const slow = await ready((response) => {
      setTimeout(() => response.end(JSON.stringify(success())), 100)
    })
    const quick = await ready({ status: 400, json: { error: 'invalid signature' } })
    const stranger = await listen(() => ({ json: { mine: true } }))
    const [first, second, third] = await Promise.all([
      slow.venue.post(slow.order, LATER),
      quick.venue.post(quick.order, LATER),
      axios.get(stranger.url),
    ])
    expect([first.is, second.is, third.data]).toEqual(['accepted', 'rejected', { mine: true }])
  })
})

describe('a lost or unsent request', () => {
  it('is told apart', () => {
    expect(classifyPost({ is: 'lost', why: 'socket hang up' }).is).toBe('unknown')
    expect(classifyPost({ is: 'unsent', why: 'no route' }).is).toBe('unsent')
  })
})
