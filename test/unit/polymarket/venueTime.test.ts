import { describe, expect, it } from 'vitest'
import { listen, NOW, type Reply, type Seen, testClock, venueAt } from '../../support/loopback.ts'

const dated = (ms: number, headers: Record<string, string> = {}): Record<string, string> => ({
  date: new Date(ms).toUTCString(),
  ...headers,
})
/** A page of no orders, which only our credentials can ask for. */
const orders = (headers: Record<string, string>): Reply => ({
  json: { data: [], next_cursor: 'LTE=', count: 0 },
  headers,
})
const closedOnly = (headers: Record<string, string>): Reply => ({ json: { closed_only: false }, headers })
const FAILED: Reply = { status: 500, text: '', headers: dated(NOW + 3_600_000) }

describe('the clock of the venue where /time cannot be read', () => {
  const venueOf = async (answers: (seen: Seen) => Reply, clock = testClock()) => {
    const server = await listen((seen) => (seen.path === '/time' ? FAILED : answers(seen)))
    return { venue: venueAt(server.url, { clock }), server, clock }
  }

  it('is the date of the last private answer, and goes on with our own from there', async () => {
    const { venue, server, clock } = await venueOf(() => orders(dated(NOW - 7_000)))
    await venue.openOrders()
    clock.monotonic += 20_000
    expect(await venue.timeMs()).toEqual({ ok: true, value: NOW + 13_000, asOf: NOW })
    expect(server.seen.map(({ path }) => path)).toEqual(['/data/orders', '/time'])
  })

  it('is asked for by one small private question where none was heard for a minute', async () => {
    const { venue, server, clock } = await venueOf((seen) =>
      seen.path === '/data/orders' ? orders(dated(NOW - 7_000)) : closedOnly(dated(NOW + 61_000)),
    )
    await venue.openOrders()
    clock.monotonic += 60_001
    expect(await venue.timeMs()).toMatchObject({ ok: true, value: NOW + 61_000 })
    expect(server.seen.map(({ path }) => path)).toEqual([
      '/data/orders',
      '/time',
      '/auth/ban-status/closed-only',
    ])
  })

  it.each<readonly [string, Reply]>([
    ['a stored copy', closedOnly(dated(NOW, { age: '12' }))],
    ['a failed answer', { status: 500, json: { error: 'busy' }, headers: dated(NOW) }],
    ['an answer with a date that is none', closedOnly({ date: 'yesterday' })],
  ])('is not that of %s', async (_, reply) => {
    const { venue } = await venueOf(() => reply)
    expect(await venue.timeMs()).toMatchObject({
      ok: false,
      unknown: expect.stringContaining('no private answer has a date either'),
    })
  })

  it('is not that of an answer anybody could have had', async () => {
    const { venue, server } = await venueOf((seen) =>
      seen.path === '/books' ? { json: [], headers: dated(NOW) } : { status: 401, json: { error: 'key' } },
    )
    await venue.books([])
    expect((await venue.timeMs()).ok).toBe(false)
    expect(server.seen.length).toBeGreaterThan(1)
  })

  it('is taken halfway through the call: a slow failure is no skew', async () => {
    const clock = testClock()
    let nowMs: number = NOW
    const late = { ...clock, nowMs: () => nowMs as typeof NOW, monotonicMs: () => clock.monotonicMs() }
    const server = await listen((seen) => {
      if (seen.path !== '/time') return orders(dated(NOW))
      nowMs += 4_000
      clock.monotonic += 4_000
      return FAILED
    })
    const venue = venueAt(server.url, { clock: late })
    await venue.openOrders()
    expect(await venue.timeMs()).toMatchObject({ ok: true, value: NOW + 2_000, asOf: NOW })
  })
})
