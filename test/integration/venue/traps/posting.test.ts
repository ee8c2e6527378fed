import { OrderType } from '@polymarket/clob-client-v2'
import { describe, expect, test } from 'vitest'
import { createWalletSigner } from '../../../../shared/keys/walletSigner.ts'
import { obtainCredentials } from '../../../../shared/polymarket/obtainCredentials.ts'
import { type Seen, venueAt } from '../../../support/loopback.ts'
import { LATER, signOn, success } from '../../../support/postFixture.ts'
import { PRIVATE_KEY } from '../../../support/wireIds.ts'
import { clientAt, ORDER, paths, serve } from './client.ts'

describe('a post answered by a 500', () => {
  const failing = () =>
    serve(({ path }) =>
      path === '/order' ? { status: 500, json: { error: 'could not insert order' } } : null,
    )
  const posts = (seen: readonly Seen[]) => paths(seen).filter((path) => path === 'POST /order')

  test('the client with its retry sends it twice', async () => {
    const server = await failing()
    const client = clientAt(server.url, { retryOnError: true })
    await client.postOrder(await client.createOrder(ORDER, { tickSize: '0.01' }), OrderType.GTD)
    expect(posts(server.seen)).toHaveLength(2)
  })

  test('the adapter sends it once', async () => {
    const server = await failing()
    const venue = venueAt(server.url)
    expect((await venue.post(await signOn(venue), LATER)).is).toBe('unknown')
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(posts(server.seen)).toHaveLength(1)
  })
})

describe('a post that matches at once', () => {
  const matching = () => {
    let polled = 0
    return serve(({ path, method }) => {
      if (path === '/data/trades') {
        polled += 1
        const record = { id: 'a', status: 'MINED', transaction_hash: polled < 4 ? '' : '0xabc' }
        return { json: { limit: 100, count: 1, next_cursor: 'LTE=', data: [record] } }
      }
      if (path !== '/order' || method !== 'POST') return null
      return { json: success({ status: 'matched', tradeIDs: ['a'], transactionsHashes: [] }) }
    })
  }
  const polls = (seen: readonly Seen[]) => seen.filter(({ path }) => path === '/data/trades').length

  test('the client polls for its transaction, up to half a minute', async () => {
    const server = await matching()
    const client = clientAt(server.url)
    await client.postOrder(await client.createOrder(ORDER, { tickSize: '0.01' }), OrderType.GTD)
    expect(polls(server.seen)).toBe(4)
  })

  test('the adapter does not', async () => {
    const server = await matching()
    const venue = venueAt(server.url)
    const order = await signOn(venue, { side: 'SELL', purpose: 'takerExit', postOnly: false })
    expect((await venue.post(order, LATER)).is).toBe('accepted')
    expect(polls(server.seen)).toBe(0)
  })
})

describe('an order of the wrong version', () => {
  const refusing = () =>
    serve(({ path }) =>
      path === '/order' ? { status: 400, json: { error: 'order_version_mismatch' } } : null,
    )

  test('the client asks for the version again, to sign and send another', async () => {
    const server = await refusing()
    await clientAt(server.url).createAndPostOrder(ORDER, { tickSize: '0.01' }, OrderType.GTD)
    expect(paths(server.seen).filter((path) => path === 'GET /version')).toHaveLength(2)
  })

  test('the adapter reads it as what it is: a refusal', async () => {
    const server = await refusing()
    const venue = venueAt(server.url)
    expect(await venue.post(await signOn(venue), LATER)).toMatchObject({ is: 'rejected', code: 'version' })
    expect(paths(server.seen)).not.toContain('GET /version')
  })
})

describe('a redirect', () => {
  const redirecting = () =>
    serve(({ path, method }) =>
      path === '/order' && method === 'POST'
        ? { status: 307, text: '', headers: { location: '/elsewhere' } }
        : null,
    )

  test('the client sends the order again, to wherever it is given', async () => {
    const server = await redirecting()
    const client = clientAt(server.url)
    await client.postOrder(await client.createOrder(ORDER, { tickSize: '0.01' }), OrderType.GTD)
    expect(paths(server.seen)).toContain('POST /elsewhere')
  })

  test('the adapter follows nothing', async () => {
    const server = await redirecting()
    const venue = venueAt(server.url)
    expect((await venue.post(await signOn(venue), LATER)).is).toBe('unknown')
    expect(paths(server.seen)).not.toContain('POST /elsewhere')
  })
})

describe('API keys', () => {
  const existing = () =>
    serve(({ path }) => {
      if (path === '/auth/api-key') return { status: 400, json: { error: 'Could not create api key' } }
      if (path !== '/auth/derive-api-key') return null
      return { json: { apiKey: 'k', secret: 'AAAA', passphrase: 'p' } }
    })

  test('the client tries to make one first, and fails where there is one', async () => {
    const server = await existing()
    await expect(clientAt(server.url, { throwOnError: true }).createOrDeriveApiKey()).rejects.toThrow()
    expect(paths(server.seen)).toEqual(['POST /auth/api-key'])
  })

  test('the adapter derives the one there is', async () => {
    const server = await existing()
    const signer = createWalletSigner(PRIVATE_KEY)
    expect(await obtainCredentials({ host: server.url, chainId: 137, signer })).toMatchObject({
      is: 'derived',
    })
    expect(paths(server.seen)).toEqual(['GET /auth/derive-api-key'])
  })
})
