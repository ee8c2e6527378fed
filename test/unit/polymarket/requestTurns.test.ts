import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { AddressLimits } from '../../../desk/exchange/http/addressLimits.ts'
import { epochMs, monotonicMs } from '../../../shared/domain/units.ts'
import { createRequestTurns } from '../../../shared/polymarket/requestTurns.ts'
import { now } from '../../support/build.ts'
import { listen, venueAt } from '../../support/loopback.ts'
import { MemoryClock } from '../../support/memoryClock.ts'

const BALANCE = { method: 'GET', path: '/balance-allowance' }
type Answer = { readonly status: number; readonly retryAfterSeconds: number | null } | null
/** Of the 200 that the venue publishes. */
const MOST = 170
const answered = (status: number, retryAfterSeconds: number | null = null) => ({ status, retryAfterSeconds })

function stage() {
  const clock = new MemoryClock(now)
  const turns = createRequestTurns(clock)
  /** Asked and answered at once; whether it left. */
  const asks = async (request: typeof BALANCE, mostMs: number, answer: Answer = null): Promise<boolean> => {
    const turn = await turns.admit(request, mostMs)
    if (turn.ok) turn.end(answer)
    return turn.ok
  }
  return { clock, turns, asks }
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
    const { clock, asks } = stage()
    const venue = new AddressLimits(true)

    for (let nth = 0; nth < 1_000; nth += 1) {
      expect(await asks(request, 60_000)).toBe(true)
      expect(venue.take(request.method, request.path, clock.nowMs())).toBeNull()
    }
  })

  test('what is under way counts until a window after its answer, however late it arrived', async () => {
    const { clock, turns } = stage()
    const slow = await Promise.all(Array.from({ length: MOST }, () => turns.admit(BALANCE, 0)))
    clock.advance(30_000)

    expect(await turns.admit(BALANCE, 2_000)).toMatchObject({ ok: false })
    for (const turn of slow) if (turn.ok) turn.end(null)
    clock.advance(9_999)
    expect(await turns.admit(BALANCE, 0)).toMatchObject({ ok: false })
    clock.advance(1)
    expect(await turns.admit(BALANCE, 0)).toMatchObject({ ok: true })
  })

  test('those that wait leave in their order, each as one before it makes room', async () => {
    vi.useFakeTimers()
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const turns = createRequestTurns({
      nowMs: () => epochMs(Date.now()),
      monotonicMs: () => monotonicMs(Date.now()),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    })
    for (let nth = 0; nth < MOST; nth += 1) {
      const turn = await turns.admit(BALANCE, 0)
      vi.advanceTimersByTime(1)
      if (turn.ok) turn.end(null)
    }
    const beganMs = Date.now() - MOST
    const left: (readonly [number, number])[] = []
    for (const nth of [0, 1, 2])
      void turns.admit(BALANCE, 10_000).then(({ ok }) => {
        if (ok) left.push([nth, Date.now() - beganMs])
      })
    await vi.advanceTimersByTimeAsync(10_000)

    expect(left).toEqual([
      [0, 10_001],
      [1, 10_002],
      [2, 10_003],
    ])
  })

  test('what would wait too long is reported so at once, and does not count', async () => {
    const { clock, turns, asks } = stage()
    for (let nth = 0; nth < MOST; nth += 1) expect(await asks(BALANCE, 0)).toBe(true)

    expect(await turns.admit(BALANCE, 2_000)).toEqual({
      ok: false,
      why: expect.stringContaining('limits requests per ten seconds (balances)'),
    })
    clock.advance(10_000)
    expect(await asks(BALANCE, 0)).toBe(true)
    expect(turns.uses().find(({ name }) => name === 'balances')).toEqual({
      name: 'balances',
      mostInTenSeconds: MOST,
      limit: 200,
      refusals: 0,
      heldBack: 1,
    })
  })

  test('orders and cancels by hash leave whatever was asked before, and are counted', async () => {
    const { turns, asks } = stage()
    const time = { method: 'GET', path: '/time' }
    while (await asks(time, 0));

    for (const path of ['/order', '/orders', '/cancel-all'])
      expect(await asks({ method: 'DELETE', path }, 0)).toBe(true)
    expect(await asks({ method: 'POST', path: '/order' }, 0)).toBe(true)
    expect(turns.uses().find(({ name }) => name === 'all of the CLOB')?.mostInTenSeconds).toBe(7_650 + 4)
  })

  test('a batch of cancels by market stays within the ten minutes too', async () => {
    const { clock, asks } = stage()
    const request = { method: 'DELETE', path: '/cancel-market-orders' }
    let sent = 0
    for (let second = 0; second < 600; second += 1) {
      for (let nth = 0; nth < 72; nth += 1) if (await asks(request, 0)) sent += 1
      clock.advance(1_000)
    }
    expect(sent).toBe(Math.floor(0.85 * 21_000))
  })
})

describe('a read that is refused', () => {
  test('makes the others of its kind wait, and no other kind', async () => {
    const { clock, turns, asks } = stage()
    await asks(BALANCE, 0, answered(429, 3))

    expect(await turns.admit(BALANCE, 2_000)).toEqual({
      ok: false,
      why: expect.stringContaining('the next turn is in 3 s'),
    })
    expect(await asks({ method: 'GET', path: '/data/trades' }, 0)).toBe(true)
    expect(await asks(BALANCE, 3_000)).toBe(true)
    expect(clock.nowMs()).toBe(now + 3_000)
  })

  test('pauses twice as long each time where the venue names no time, at most half a minute', async () => {
    const { clock, asks } = stage()
    const pauses: number[] = []
    await asks(BALANCE, 0, answered(429))
    for (let nth = 0; nth < 7; nth += 1) {
      const fromMs = clock.nowMs()
      await asks(BALANCE, 60_000, answered(429))
      pauses.push((clock.nowMs() - fromMs) / 1_000)
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30])
  })

  test('halves what leaves in ten seconds, never below twenty, and for minutes', async () => {
    const { clock, turns, asks } = stage()
    const burst = async (answer: Answer = null) => {
      clock.advance(10_000)
      const admitted = await Promise.all(Array.from({ length: 200 }, () => turns.admit(BALANCE, 0)))
      const left = admitted.flatMap((turn) => (turn.ok ? [turn] : []))
      for (const turn of left) turn.end(answer)
      return left.length
    }
    // All of them are refused at once.
    expect(await burst(answered(429))).toBe(170)
    expect(await burst()).toBe(85)
    for (let nth = 0; nth < 5; nth += 1) await asks(BALANCE, 60_000, answered(429))
    clock.advance(30_000)
    expect(await burst()).toBe(20)
    clock.advance(60_000)
    expect(await burst()).toBe(40)
    clock.advance(180_000)
    expect(await burst()).toBe(170)
  })

  test('an order that is refused holds back no read: it is the signer’s limit', async () => {
    const { asks } = stage()
    await asks({ method: 'POST', path: '/order' }, 0, answered(429, 9))
    expect(await asks({ method: 'GET', path: '/data/orders' }, 0)).toBe(true)
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
