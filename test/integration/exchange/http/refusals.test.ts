import { createL1Headers, OrderType, orderToJsonV2, Side, type SignedOrder } from '@polymarket/clob-client-v2'
import { Wallet } from 'ethers'
import { describe, expect, test } from 'vitest'
import { marketId, tokenId } from '../../../../shared/domain/units.ts'
import { NO, YES } from '../../../support/wireIds.ts'
import { market, postSigned, type Stage, send, setStage, signerOf, wallet } from './stage.ts'

const stranger = new Wallet(`0x${'7'.repeat(64)}`)

const sign = (
  { client }: Stage,
  options: Parameters<typeof client.createOrder>[1] = {},
  tokenID: string = YES,
) =>
  client.createOrder(
    { tokenID, price: 0.46, size: 10, side: Side.BUY },
    { tickSize: '0.01', negRisk: false, ...options },
  )

const refusal = (error: string, status = 400) => ({ status, body: { error } })

describe('what was signed', () => {
  const flips: Record<string, (order: SignedOrder) => unknown> = {
    salt: (order) => String(BigInt(order.salt) ^ 1n),
    maker: () => stranger.address,
    tokenId: () => NO,
    makerAmount: (order) => String(BigInt(order.makerAmount) ^ 1n),
    takerAmount: (order) => String(BigInt(order.takerAmount) ^ 1n),
    side: () => 'SELL',
    timestamp: (order) => String(BigInt((order as { timestamp: string }).timestamp) ^ 1n),
    metadata: () => `0x${'0'.repeat(63)}1`,
    builder: () => `0x${'0'.repeat(63)}1`,
    signature: (order) =>
      `${order.signature.slice(0, 20)}${order.signature[20] === '0' ? '1' : '0'}${order.signature.slice(21)}`,
  }

  test.each(Object.keys(flips))('another %s than the signed one is an invalid signature', async (field) => {
    const stage = await setStage()
    const order = await sign(stage)

    const answer = await postSigned(stage, { ...order, [field]: flips[field]?.(order) } as SignedOrder)

    expect(answer).toEqual(refusal('invalid signature'))
    expect(stage.exchange.openOrders(wallet.address.toLowerCase())).toEqual([])
    expect((await postSigned(stage, order)).status).toBe(200)
  })

  test('the expiration is not covered: the same hash comes back', async () => {
    const stage = await setStage()
    const order = await sign(stage)

    const first = await postSigned(stage, order)
    const second = await postSigned(stage, { ...order, expiration: '1999999999' } as SignedOrder, {
      orderType: 'GTD',
    })

    expect(first).toMatchObject({ status: 200, body: { success: true } })
    expect(second.status).toBe(400)
    expect(second.body).toEqual({ error: expect.stringMatching(/is invalid. Duplicated.$/) })
  })

  test('wallets whose maker is not the signing key are refused in the words of the venue', async () => {
    const stage = await setStage()
    const order = await sign(stage)
    const as = (signatureType: number) => postSigned(stage, { ...order, signatureType } as SignedOrder)

    const flow = refusal('maker address not allowed, please use the deposit wallet flow')
    expect([await as(1), await as(2), await as(3)]).toEqual([flow, flow, refusal('invalid signature')])
  })

  test('without verification any signature passes, under the same hash', async () => {
    const stage = await setStage({ verifySignatures: false })
    const order = await sign(stage)

    const answer = await postSigned(stage, { ...order, signature: `0x${'0'.repeat(130)}` } as SignedOrder)

    expect(answer).toMatchObject({ status: 200, body: { status: 'live' } })
  })

  test('each market wants the contract of its kind', async () => {
    const stage = await setStage()
    const negRisk = {
      market: marketId(`0x${'11'.repeat(32)}`),
      tokens: [tokenId('11'.repeat(30)), tokenId('12'.repeat(30))],
    } as const
    const position = 663574927012476832975694178961957910328055987427402067619466963999000625152n
    const v2 = {
      market: marketId(`0x${'22'.repeat(32)}`),
      tokens: [tokenId(String(position)), tokenId(String(position + 1n))],
    } as const
    stage.exchange.list({ ...market, ...negRisk, negRisk: true })
    stage.exchange.list({ ...market, ...v2, version: 'v2' })
    const answers = async (token: string, options: Parameters<typeof sign>[1]) =>
      (await postSigned(stage, await sign(stage, options, token))).status

    expect(await answers(negRisk.tokens[0], { negRisk: true })).toBe(200)
    expect(await answers(negRisk.tokens[0], { negRisk: false })).toBe(400)
    expect(await answers(v2.tokens[0], { version: 3 })).toBe(200)
    expect(await answers(v2.tokens[0], { version: 2 })).toBe(400)
    expect(await answers(YES, { version: 3 })).toBe(400)
  })
})

describe('whose order it is', () => {
  test('the owner in the body is the API key of the headers', async () => {
    const stage = await setStage()

    const answer = await postSigned(stage, await sign(stage), {
      owner: stage.venue.issueKey(stranger.address).apiKey,
    })

    expect(answer).toEqual(refusal('the order owner has to be the owner of the API KEY'))
  })

  test('the signer is the wallet of the API key', async () => {
    const stage = await setStage()
    const order = await sign(stage)

    const answer = await postSigned(stage, { ...order, signer: stranger.address } as SignedOrder)

    expect(answer).toEqual(refusal('the order signer address has to be the address of the API KEY'))
  })
})

describe('what does not look like an order', () => {
  test('an order of the first exchange is of another version', async () => {
    const stage = await setStage()

    const answer = await postSigned(stage, await sign(stage), { order: { nonce: '0', feeRateBps: '0' } })

    expect(answer).toEqual(refusal('order_version_mismatch'))
  })

  test.each<[string, unknown]>([
    ['no JSON', undefined],
    ['nothing', null],
    ['a list', []],
    ['no order', { owner: 'x', orderType: 'GTC' }],
  ])('%s is an invalid payload', async (_name, body) => {
    const stage = await setStage()

    const answer = await send(stage, {
      method: 'POST',
      path: '/order',
      body: JSON.stringify(body) ?? '{"order":',
    })

    expect(answer).toEqual(refusal('Invalid order payload'))
  })

  test.each(['salt', 'makerAmount', 'side', 'signature', 'metadata', 'timestamp', 'expiration'])(
    'an order without %s is an invalid payload',
    async (field) => {
      const stage = await setStage()
      const { [field as keyof SignedOrder]: _gone, ...rest } = await sign(stage)

      expect(await postSigned(stage, rest as SignedOrder)).toEqual(refusal('Invalid order payload'))
    },
  )

  test('sixteen orders are too many; one refused order leaves its neighbours alone', async () => {
    const stage = await setStage()
    const good = orderToJsonV2((await sign(stage)) as never, stage.client.creds?.key ?? '', OrderType.GTC)
    const post = (orders: readonly unknown[]) =>
      send(stage, { method: 'POST', path: '/orders', body: JSON.stringify(orders) })

    const tooMany = await post(Array(16).fill(good))
    const mixed = await post([{ ...good, owner: 'somebody' }, good])

    expect(tooMany).toEqual(refusal('Too many orders in payload: 16, max allowed: 15'))
    expect(mixed).toMatchObject({
      status: 200,
      body: [
        { errorMsg: 'the order owner has to be the owner of the API KEY', orderID: '', status: '' },
        { success: true, errorMsg: '', status: 'live' },
      ],
    })
    expect(await post([])).toEqual(refusal('Invalid order payload'))
  })

  test('an order for a token nobody listed finds no book', async () => {
    const stage = await setStage()

    const token = '123456'.repeat(10)
    stage.client.tickSizes[token] = '0.01'

    const answer = await postSigned(stage, await sign(stage, {}, token))

    expect(answer.status).toBe(400)
    expect(answer.body).toEqual({ error: expect.stringContaining('does not exist') })
  })
})

describe('who is asking', () => {
  const get = { method: 'GET', path: '/data/orders?next_cursor=MA==' }
  const unauthorized = refusal('Unauthorized/Invalid api key', 401)

  test.each<[string, (headers: Record<string, string>) => Record<string, string>]>([
    [
      'a signature of something else',
      (h) => ({
        ...h,
        POLY_SIGNATURE:
          `A${h['POLY_SIGNATURE']?.slice(1)}` === h['POLY_SIGNATURE']
            ? `B${h['POLY_SIGNATURE']?.slice(1)}`
            : `A${h['POLY_SIGNATURE']?.slice(1)}`,
      }),
    ],
    [
      'another time than was signed',
      (h) => ({ ...h, POLY_TIMESTAMP: String(Number(h['POLY_TIMESTAMP']) + 1) }),
    ],
    ['another passphrase', (h) => ({ ...h, POLY_PASSPHRASE: 'open sesame' })],
    ['another address', (h) => ({ ...h, POLY_ADDRESS: stranger.address })],
    ['a key nobody issued', (h) => ({ ...h, POLY_API_KEY: '00000000-0000-0000-0000-000000000000' })],
    ['no headers at all', () => ({})],
  ])('%s is a 401', async (_name, spoil) => {
    const stage = await setStage()

    expect(await send(stage, get, spoil)).toEqual(unauthorized)
    expect((await send(stage, get)).status).toBe(200)
  })

  test.each([-61, 61])('a timestamp %i s off the wall clock is a 401, at 59 s it is not', async (seconds) => {
    const offset = { ms: 0 }
    const stage = await setStage({ wallNowMs: () => Date.now() + offset.ms })

    offset.ms = Math.sign(seconds) * 59_000
    expect((await send(stage, get)).status).toBe(200)
    offset.ms = (seconds + Math.sign(seconds)) * 1000
    expect(await send(stage, get)).toEqual(unauthorized)
  })

  test('market time is not wall time: hours of it pass and nobody has to log in again', async () => {
    const stage = await setStage()

    stage.exchange.advanceTo((stage.exchange.nowMs() + 36_000_000) as never)

    expect((await send(stage, get)).status).toBe(200)
  })

  test('the body is part of what was signed, the query is not', async () => {
    const stage = await setStage()
    const headersOf = async (request: Parameters<typeof send>[1]) => {
      let kept: Record<string, string> = {}
      await send(stage, request, (headers) => {
        kept = headers
        return headers
      })
      return kept
    }
    const cancel = {
      method: 'DELETE',
      path: '/order',
      body: JSON.stringify({ orderID: `0x${'1'.repeat(64)}` }),
    }
    const signed = await headersOf(cancel)

    const other = { ...cancel, body: JSON.stringify({ orderID: `0x${'2'.repeat(64)}` }) }

    expect(await send(stage, other, () => signed)).toEqual(unauthorized)
    expect((await send(stage, cancel, () => signed)).status).toBe(200)
    const list = await headersOf(get)
    expect((await send(stage, { ...get, path: '/data/orders?id=1' }, () => list)).status).toBe(200)
  })

  test('a key is given to who signs for the wallet, by the vector of the official client', async () => {
    const stage = await setStage({ chainId: 80002, wallNowMs: () => 10_000_000_000 })
    const headers = {
      POLY_ADDRESS: wallet.address,
      POLY_SIGNATURE:
        '0xf62319a987514da40e57e2f4d7529f7bac38f0355bd88bb5adbb3768d80de6c1682518e0af677d5260366425f4361e7b70c25ae232aff0ab2331e2b164a1aedc1b',
      POLY_TIMESTAMP: '10000000',
      POLY_NONCE: '23',
    }
    const create = async (change: Record<string, string>) => {
      const response = await fetch(`${stage.venue.url}/auth/api-key`, {
        method: 'POST',
        headers: { ...headers, ...change },
      })
      return { status: response.status, body: await response.json() }
    }

    const invalid = refusal('Invalid L1 Request headers', 401)
    expect(await create({ POLY_NONCE: '24' })).toEqual(invalid)
    expect(await create({ POLY_ADDRESS: stranger.address })).toEqual(invalid)
    expect(await create({ POLY_SIGNATURE: '0x12' })).toEqual(invalid)
    expect(await create({ POLY_TIMESTAMP: '10000001' })).toEqual(invalid)
    expect(await create({})).toMatchObject({
      status: 200,
      body: { secret: expect.stringMatching(/^.{43}=$/) },
    })
  })

  test('an old L1 signature is as good as none', async () => {
    const stage = await setStage()
    const old = Math.floor(Date.now() / 1000) - 62
    const headers = await createL1Headers(signerOf(stranger), 137, 0, old)
    const strings = Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, String(v)]))

    const response = await fetch(`${stage.venue.url}/auth/api-key`, { method: 'POST', headers: strings })

    expect(response.status).toBe(401)
  })
})
