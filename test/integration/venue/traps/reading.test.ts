import { describe, expect, test } from 'vitest'
import { NOW, venueAt } from '../../../support/loopback.ts'
import { MARKET, YES } from '../../../support/wireIds.ts'
import { clientAt, paths, serve } from './client.ts'

const limits = { requestTimeoutMs: 700, readDeadlineMs: 1_500 }

describe('a failed read that looks empty', () => {
  const failing = () =>
    serve(({ path }) => (path === '/data/trades' ? { status: 500, json: { error: 'x' } } : null))

  test('the client reports no trades', async () => {
    const server = await failing()
    expect(await clientAt(server.url).getTradesPaginated({})).toMatchObject({ trades: [] })
  })

  test('the adapter reports an unknown', async () => {
    const server = await failing()
    expect(await venueAt(server.url).trades(NOW)).toMatchObject({ ok: false })
  })
})

describe('a page without next_cursor', () => {
  const endless = () =>
    serve(({ path }) => (path === '/data/orders' ? { json: { data: [], count: 0, limit: 100 } } : null))

  test('the client asks again and again', async () => {
    const server = await endless()
    const asking = clientAt(server.url)
      .getOpenOrders()
      .catch(() => undefined)
    await expect.poll(() => server.seen.length, { timeout: 5_000 }).toBeGreaterThan(20)
    // What stops it is that nobody answers any more.
    server.close()
    await asking
  })

  test('the adapter asks once, and does not know', async () => {
    const server = await endless()
    expect(await venueAt(server.url).openOrders()).toMatchObject({ ok: false })
    expect(server.seen).toHaveLength(1)
  })
})

describe('a second page of open orders', () => {
  const rows = (from: number) =>
    Array.from({ length: 100 }, (_, i) => ({
      id: `0x${(from + i).toString(16).padStart(64, '0')}`,
      status: 'LIVE',
      market: MARKET,
      asset_id: YES,
      side: 'BUY',
      price: '0.5',
      original_size: '10',
      size_matched: '0',
      created_at: NOW / 1000,
    }))
  const paged = () =>
    serve(({ path, query }) => {
      if (path !== '/data/orders') return null
      const from = query.get('next_cursor') === 'MTAw' ? 100 : 0
      return { json: { limit: 100, count: 100, data: rows(from), next_cursor: from === 0 ? 'MTAw' : 'LTE=' } }
    })

  test('the client answers with nothing, without asking', async () => {
    const server = await paged()
    expect(await clientAt(server.url).getOpenOrders({}, true, 'MTAw')).toEqual([])
    expect(server.seen).toEqual([])
  })

  test('the adapter reads both', async () => {
    const server = await paged()
    const read = await venueAt(server.url).openOrders()
    expect(read.ok && read.value.orders.length).toBe(200)
  })
})

describe('a venue that hangs', () => {
  const hanging = () => serve(({ path }) => (path === '/data/trades' ? () => undefined : null))

  test('the client waits without end', async () => {
    const server = await hanging()
    const reading = clientAt(server.url)
      .getTradesPaginated({})
      .catch(() => undefined)
    const first = await Promise.race([
      reading.then(() => 'answered'),
      new Promise((resolve) => setTimeout(() => resolve('still waiting'), 1_500)),
    ])
    expect(first).toBe('still waiting')
    server.close()
    await reading
  })

  test('the adapter gives up in its time', async () => {
    const server = await hanging()
    const startedMs = performance.now()
    expect(await venueAt(server.url, { limits }).trades(NOW)).toMatchObject({ ok: false })
    expect(performance.now() - startedMs).toBeLessThan(2_500)
  })
})

describe('the time of the venue', () => {
  const broken = () => serve(({ path }) => (path === '/time' ? { status: 500, json: { error: 'x' } } : null))

  test('the client stamps its requests with an error', async () => {
    const server = await broken()
    await clientAt(server.url, { useServerTime: true }).getTradesPaginated({})
    const [stamp] = server.seen.flatMap(({ headers }) => headers['poly_timestamp'] ?? [])
    expect(stamp).not.toMatch(/^\d+$/)
  })

  test('the adapter stamps by its own clock, and asks for no other', async () => {
    const server = await broken()
    await venueAt(server.url).trades(NOW)
    expect(paths(server.seen)).toEqual(['GET /data/trades'])
    expect(server.seen[0]?.headers['poly_timestamp']).toMatch(/^\d{10}$/)
    // What the difference of the clocks is measured by: the date of an answer, where the time is none.
    expect((await venueAt(server.url).timeMs()).ok).toBe(true)
  })
})
