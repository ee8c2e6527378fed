import { expect, test } from 'vitest'
import { RateLimits } from '../../../desk/exchange/http/rateLimits.ts'
import { systemClock } from '../../../functions/systemClock.ts'
import { marketId, monotonicMs, orderId } from '../../../shared/domain/units.ts'
import type { PostOutcome } from '../../../shared/machine/decision.ts'
import { CANCEL_PACE, createSignerPace, ORDER_PACE } from '../../../shared/polymarket/signerPace.ts'
import { now } from '../../support/build.ts'
import { listen, type Reply, testClock, venueAt } from '../../support/loopback.ts'
import { MemoryClock } from '../../support/memoryClock.ts'
import { ready, signOn, success } from '../../support/postFixture.ts'
import { YES } from '../../support/wireIds.ts'

const ids = Array.from({ length: 200 }, (_, nth) => orderId(`0x${(nth + 1).toString(16).padStart(64, '0')}`))

/** A venue with the published limits of the lowest tier; how often it refused. */
async function limited(readDeadlineMs = 12_000) {
  const limits = new RateLimits('standard')
  const refused: number[] = []
  const server = await listen(({ path, body }): Reply => {
    const named = path === '/orders' ? (JSON.parse(body) as readonly string[]) : []
    const reply = limits.take('signer', 'cancels', {
      cost: Math.max(1, named.length),
      nowMs: performance.now(),
    })
    if (reply === null) return { json: { canceled: named, not_canceled: {} } }
    refused.push(named.length)
    return { status: 429, json: { error: 'Too Many Requests' } }
  })
  return { venue: venueAt(server.url, { clock: systemClock, limits: { readDeadlineMs } }), refused }
}

test('two hundred cancels reach a venue with the published limits, none is refused, within three seconds', async () => {
  const { venue, refused } = await limited()
  const begunMs = performance.now()

  const report = await venue.cancel(ids)

  expect(refused).toEqual([])
  expect([...report.byId.values()].filter(({ is }) => is === 'canceled')).toHaveLength(200)
  expect(performance.now() - begunMs).toBeLessThan(3_000)
})

test('two hundred and forty are within the three seconds of a short pass', async () => {
  const { venue, refused } = await limited(3_000)
  const more = ids.slice(0, 40).map((id) => orderId(id.replace('0x0', '0x1')))

  const report = await venue.cancel([...ids, ...more])

  expect(refused).toEqual([])
  expect([...report.byId.values()].filter(({ is }) => is === 'canceled')).toHaveLength(240)
})

test('cancels by market follow at that pace, and leave those by id their turn', async () => {
  const { venue, refused } = await limited()
  const byId = venue.cancel(ids.slice(0, 80))
  const swept = Array.from({ length: 50 }, (_, nth) =>
    venue.cancelMarket(marketId(`0x${(nth + 1).toString(16).padStart(64, '0')}`), [YES]),
  )

  expect((await byId).complete).toBe(true)
  expect((await Promise.all(swept)).every(({ complete }) => complete)).toBe(true)
  expect(refused).toEqual([])
})

test.each([
  ['cancels', CANCEL_PACE, 50],
  ['orders', ORDER_PACE, 1],
] as const)(
  'in any second no more %s are admitted than the limit refills, after its burst',
  async (bucket, limit, most) => {
    const clock = new MemoryClock(now)
    const pace = createSignerPace(clock, limit)
    const limits = new RateLimits('standard')

    for (let nth = 0; nth < 300; nth += 1) {
      const cost = 1 + ((nth * 7) % most)
      expect(await pace.admit(cost, 60_000)).toBe(true)
      expect(limits.take('signer', bucket, { cost, nowMs: clock.monotonicMs() })).toBeNull()
    }
  },
)

test('an order whose turn would come too late is not sent', async () => {
  const { venue, server } = await ready({ json: success() })
  const sendBy = monotonicMs(testClock().monotonic + 500)
  const outcomes: PostOutcome[] = []
  for (let nth = 0; nth < ORDER_PACE.burst + 3; nth += 1)
    outcomes.push(await venue.post(await signOn(venue), sendBy))

  expect(outcomes.slice(ORDER_PACE.burst)).toEqual(
    Array(3).fill({ is: 'unsent', why: expect.stringContaining('orders per second') }),
  )
  expect(server.seen.filter(({ path }) => path === '/order')).toHaveLength(ORDER_PACE.burst)
})

test('who would wait too long is reported at once, and takes nothing', async () => {
  const clock = new MemoryClock(now)
  const pace = createSignerPace(clock, CANCEL_PACE)
  expect(await pace.admit(100, 0)).toBe(true)

  expect(await pace.admit(72, 999)).toBe(false)
  expect(await pace.admit(72, 1_000)).toBe(true)
  expect(clock.nowMs() - now).toBe(1_000)
})
