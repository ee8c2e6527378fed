import { expect, test } from 'vitest'
import { RateLimits } from '../../../desk/exchange/http/rateLimits.ts'
import { systemClock } from '../../../functions/systemClock.ts'
import { marketId, orderId } from '../../../shared/domain/units.ts'
import { createCancelPace } from '../../../shared/polymarket/cancelPace.ts'
import { now } from '../../support/build.ts'
import { listen, type Reply, venueAt, YES } from '../../support/loopback.ts'
import { MemoryClock } from '../../support/memoryClock.ts'

const ids = Array.from({ length: 200 }, (_, nth) => orderId(`0x${(nth + 1).toString(16).padStart(64, '0')}`))

/** A venue with the published limits of the lowest tier; how often it refused. */
async function limited() {
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
  return { venue: venueAt(server.url, { clock: systemClock, limits: { readDeadlineMs: 12_000 } }), refused }
}

test('two hundred cancels reach a venue with the published limits, none is refused, within three seconds', async () => {
  const { venue, refused } = await limited()
  const begunMs = performance.now()

  const report = await venue.cancel(ids)

  expect(refused).toEqual([])
  expect([...report.byId.values()].filter(({ is }) => is === 'canceled')).toHaveLength(200)
  expect(performance.now() - begunMs).toBeLessThan(3_000)
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

test('in any second no more are admitted than the limit refills, after its burst', async () => {
  const clock = new MemoryClock(now)
  const pace = createCancelPace(clock)
  const limits = new RateLimits('standard')

  for (let nth = 0; nth < 100; nth += 1) {
    const cancels = 1 + ((nth * 7) % 50)
    expect(await pace.admit(cancels, 60_000)).toBe(true)
    expect(limits.take('signer', 'cancels', { cost: cancels, nowMs: clock.monotonicMs() })).toBeNull()
  }
})

test('who would wait too long is told at once, and takes nothing', async () => {
  const clock = new MemoryClock(now)
  const pace = createCancelPace(clock)
  expect(await pace.admit(100, 0)).toBe(true)

  expect(await pace.admit(72, 999)).toBe(false)
  expect(await pace.admit(72, 1_000)).toBe(true)
  expect(clock.nowMs() - now).toBe(1_000)
})
