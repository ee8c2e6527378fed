import type { AddressInfo } from 'node:net'
import net from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { monotonicMs } from '../../../shared/domain/units.ts'
import { CREDENTIALS, listen, testClock, venueAt } from '../../support/loopback.ts'
import { LATER, ready, signOn, success } from '../../support/postFixture.ts'
import { WALLET } from '../../support/wireIds.ts'

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
    // It is read for its turns by the limits of signer and address, and when the connection is open: by then the deadline
    // has passed. At the end the request counts as over.
    clock.monotonicMs = () => {
      looks += 1
      return monotonicMs(looks < 4 ? 1_000 : 5_000)
    }
    expect((await venue.post(order, monotonicMs(2_000))).is).toBe('unsent')
    expect(looks).toBe(5)
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
    const venue = venueAt(server.url, { credentials: async () => ({ ...CREDENTIALS, secret: '%%%' }) })
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
      fetch(stranger.url).then((answer) => answer.json()),
    ])
    expect([first.is, second.is, third]).toEqual(['accepted', 'rejected', { mine: true }])
  })
})
