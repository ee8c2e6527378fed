import { describe, expect, test } from 'vitest'
import { AddressLimits } from '../../../desk/exchange/http/addressLimits.ts'
import { requestLimitOf } from '../../../shared/domain/requestLimits.ts'
import { createRequestTurns } from '../../../shared/polymarket/requestTurns.ts'
import { now } from '../../support/build.ts'
import { listen, venueAt } from '../../support/loopback.ts'
import { MemoryClock } from '../../support/memoryClock.ts'

const BALANCE = { method: 'GET', path: '/balance-allowance' }
const answered = (status: number, retryAfterSeconds: number | null = null) => ({ status, retryAfterSeconds })

function stage() {
  const clock = new MemoryClock(now)
  return { clock, turns: createRequestTurns(clock) }
}

describe('by the published limits of one address', () => {
  test.each([
    BALANCE,
    { method: 'GET', path: '/markets/keyset' },
    { method: 'GET', path: '/v2/positions' },
    { method: 'GET', path: '/data/trades' },
    { method: 'POST', path: '/books' },
    { method: 'DELETE', path: '/cancel-market-orders' },
    { method: 'GET', path: '/data/order/0x1' },
    { method: 'GET', path: '/time' },
  ])('a thousand times $method $path as fast as it is admitted is within them', async (request) => {
    const { clock, turns } = stage()
    const venue = new AddressLimits(true)

    for (let nth = 0; nth < 1_000; nth += 1) {
      expect(await turns.admit(request, 60_000)).toBeNull()
      expect(venue.take(request.method, request.path, clock.nowMs())).toBeNull()
    }
  })

  test('what would wait too long is told so at once, and does not count', async () => {
    const { clock, turns } = stage()
    const most = Math.floor(0.85 * requestLimitOf('GET', BALANCE.path).inTenSeconds)
    for (let nth = 0; nth < most; nth += 1) expect(await turns.admit(BALANCE, 0)).toBeNull()

    expect(await turns.admit(BALANCE, 2_000)).toContain('of balances the venue takes')
    clock.advance(10_000)
    expect(await turns.admit(BALANCE, 0)).toBeNull()
    expect(turns.uses().find(({ name }) => name === 'balances')).toEqual({
      name: 'balances',
      mostInTenSeconds: most,
      limit: 200,
      refusals: 0,
      heldBack: 1,
    })
  })

  test('orders and cancels by hash leave whatever was asked before, and are counted', async () => {
    const { turns } = stage()
    const time = { method: 'GET', path: '/time' }
    while ((await turns.admit(time, 0)) === null);

    for (const path of ['/order', '/orders', '/cancel-all'])
      expect(await turns.admit({ method: 'DELETE', path }, 0)).toBeNull()
    expect(await turns.admit({ method: 'POST', path: '/order' }, 0)).toBeNull()
    expect(turns.uses().find(({ name }) => name === 'all of the CLOB')?.mostInTenSeconds).toBe(7_650 + 4)
  })

  test('a batch of cancels by market stays within the ten minutes too', async () => {
    const { clock, turns } = stage()
    const request = { method: 'DELETE', path: '/cancel-market-orders' }
    let sent = 0
    for (let second = 0; second < 600; second += 1) {
      for (let nth = 0; nth < 72; nth += 1) if ((await turns.admit(request, 0)) === null) sent += 1
      clock.advance(1_000)
    }
    expect(sent).toBe(Math.floor(0.85 * 21_000))
  })
})

describe('a read that is refused', () => {
  test('makes the others of its kind wait, and no other kind', async () => {
    const { clock, turns } = stage()
    await turns.admit(BALANCE, 0)
    turns.heed(BALANCE, answered(429, 3))

    expect(await turns.admit(BALANCE, 2_000)).toContain('the next turn is in 3 s')
    expect(await turns.admit({ method: 'GET', path: '/data/trades' }, 0)).toBeNull()
    expect(await turns.admit(BALANCE, 3_000)).toBeNull()
    expect(clock.nowMs()).toBe(now + 3_000)
  })

  test('pauses twice as long each time where the venue names no time, at most half a minute', async () => {
    const { clock, turns } = stage()
    const pauses: number[] = []
    for (let nth = 0; nth < 7; nth += 1) {
      turns.heed(BALANCE, answered(429))
      const fromMs = clock.nowMs()
      await turns.admit(BALANCE, 60_000)
      pauses.push((clock.nowMs() - fromMs) / 1_000)
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30])
  })

  test('halves what leaves in ten seconds, never below twenty, and for minutes', async () => {
    const { clock, turns } = stage()
    const burst = async () => {
      clock.advance(10_000)
      let sent = 0
      while (sent < 200 && (await turns.admit(BALANCE, 0)) === null) sent += 1
      return sent
    }
    expect(await burst()).toBe(170)
    // All of them are refused at once.
    for (let nth = 0; nth < 170; nth += 1) turns.heed(BALANCE, answered(429))
    expect(await burst()).toBe(85)
    for (let nth = 0; nth < 5; nth += 1) {
      turns.heed(BALANCE, answered(429))
      clock.advance(60)
      await turns.admit(BALANCE, 60_000)
    }
    expect(await burst()).toBe(20)
    clock.advance(60_000)
    expect(await burst()).toBe(40)
    clock.advance(180_000)
    expect(await burst()).toBe(170)
  })

  test('an order that is refused holds back no read: it is the signer’s limit', async () => {
    const { turns } = stage()
    turns.heed({ method: 'POST', path: '/order' }, answered(429, 9))
    expect(await turns.admit({ method: 'GET', path: '/data/orders' }, 0)).toBeNull()
  })
})

test('through the adapter: the reads of one kind that come after a refusal are not sent until it is over', async () => {
  let isRefusing = true
  const server = await listen(() =>
    isRefusing
      ? { status: 429, json: { error: 'Too Many Requests' }, headers: { 'retry-after': '5' } }
      : { json: { data: [], next_cursor: 'LTE=', count: 0 } },
  )
  const clock = new MemoryClock(now)
  const venue = venueAt(server.url, { clock })

  expect(await venue.openOrders()).toMatchObject({
    ok: false,
    unknown: expect.stringContaining('status 429'),
  })
  expect(await venue.openOrders()).toMatchObject({ ok: false, unknown: expect.stringContaining('not sent') })
  expect(server.seen).toHaveLength(1)
  isRefusing = false
  clock.advance(5_000)
  expect(await venue.openOrders()).toMatchObject({ ok: true })
})
