import { describe, expect, test } from 'vitest'
import { price } from '../../../../shared/domain/units.ts'
import { recoverOrderSigner } from '../../../../shared/polymarket/orderSignature.ts'
import type { WireOrder } from '../../../../shared/polymarket/signedHere.ts'
import { marketReply, venueAt } from '../../../support/loopback.ts'
import { DRAFT, signOn } from '../../../support/postFixture.ts'
import { MARKET, NO, WALLET, YES } from '../../../support/wireIds.ts'
import { clientAt, ORDER, paths, serve } from './client.ts'

describe('signing', () => {
  test('the client asks for tick, version and neg-risk, though it was given the tick', async () => {
    const server = await serve(() => null)
    await clientAt(server.url).createOrder(ORDER, { tickSize: '0.01' })
    expect(paths(server.seen).toSorted()).toEqual(['GET /neg-risk', 'GET /tick-size', 'GET /version'])
  })

  test('the adapter sends nothing at all, for it could not be bounded', async () => {
    const server = await serve(() => null)
    const venue = venueAt(server.url)
    await venue.market(MARKET)
    server.seen.length = 0
    expect((await venue.sign(DRAFT)).is).toBe('signed')
    expect(server.seen).toEqual([])
  })

  test('the client keeps a tick forever', async () => {
    let tick = 0.01
    const server = await serve(({ path }) =>
      path === '/tick-size' ? { json: { minimum_tick_size: tick } } : null,
    )
    const client = clientAt(server.url, { throwOnError: true })
    await client.createOrder(ORDER)
    tick = 0.001
    await expect(client.createOrder({ ...ORDER, price: 0.501 })).resolves.toMatchObject({
      // Not what was asked for: rounded to the old tick.
      makerAmount: '5000000',
    })
  })

  test('the adapter signs by the tick as last read, and what it signs is what was asked for', async () => {
    let mts = 0.01
    const server = await serve((seen) => marketReply(seen, { mts }))
    const venue = venueAt(server.url)
    await venue.market(MARKET)
    await venue.sign(DRAFT)
    mts = 0.001
    await venue.market(MARKET)
    const signing = await venue.sign({ ...DRAFT, priceMicros: price(501_000) })
    expect(signing).toMatchObject({ is: 'signed', order: { wire: { makerAmount: '5010000' } } })
  })

  test('the client takes a price that is on no grid of the venue', async () => {
    const server = await serve(() => null)
    const client = clientAt(server.url, { throwOnError: true })
    client.tickSizes[YES] = '0.005'
    await expect(client.createOrder({ ...ORDER, price: 0.507 }, { tickSize: '0.005' })).resolves.toBeDefined()
  })

  test('the adapter refuses it before it is signed', async () => {
    const server = await serve((seen) => marketReply(seen, { mts: 0.005 }))
    const venue = venueAt(server.url)
    await venue.market(MARKET)
    expect(await venue.sign({ ...DRAFT, priceMicros: price(507_000) })).toMatchObject({
      is: 'refused',
      why: expect.stringContaining('off the tick'),
    })
  })

  test('the client signs a position id for the exchange that does not know it', async () => {
    const server = await serve(() => null)
    const order = await clientAt(server.url).createOrder(ORDER, { tickSize: '0.01', negRisk: false })
    expect(recovers(order as unknown as WireOrder, 'v1')).toBe(true)
    expect(recovers(order as unknown as WireOrder, 'v2')).toBe(false)
  })

  test('the adapter signs for the exchange of the market, whatever /version says', async () => {
    const server = await serve((seen) => marketReply(seen, {}, {}, { version: 'v2', positionIds: [YES, NO] }))
    const venue = venueAt(server.url)
    const wire = (await signOn(venue)).wire as WireOrder
    expect(recovers(wire, 'v2')).toBe(true)
    expect(recovers(wire, 'v1')).toBe(false)
    expect(paths(server.seen)).not.toContain('GET /version')
  })
})

function recovers(wire: WireOrder, version: 'v1' | 'v2'): boolean {
  const where = { chainId: 137, version, negRisk: false }
  return recoverOrderSigner(wire, where, wire.signature) === WALLET
}
