import { describe, expect, it } from 'vitest'
import { monotonicMs } from '../../../shared/domain/units.ts'
import { listen, marketReply, type Reply, testClock, venueAt } from '../../support/loopback.ts'
import { LATER, signOn, success } from '../../support/postFixture.ts'

const POST_ONLY = {
  error: 'post-only mode: only post-only orders and cancels are allowed',
  code: 'post_only_mode',
  retry_after_seconds: 79,
}
const CANCEL_ONLY = {
  error: 'Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.',
}
const DISABLED = { error: 'trading is disabled' }

async function pausedBy(reply: Reply) {
  const clock = testClock()
  let pausing = true
  const server = await listen(
    (seen) => marketReply(seen) ?? (pausing ? reply : { json: success({ canceled: [], not_canceled: {} }) }),
  )
  const venue = venueAt(server.url, { clock })
  const first = await venue.post(await signOn(venue), LATER)
  pausing = false
  server.seen.length = 0
  const postAfter = async (seconds: number, postOnly = true) => {
    const order = await signOn(venue, { postOnly })
    server.seen.length = 0
    clock.monotonic = 1_000 + seconds * 1000
    const outcome = await venue.post(order, monotonicMs(10_000_000))
    return { outcome, sent: server.seen.length }
  }
  return { first, venue, server, postAfter }
}

describe('the venue pausing', () => {
  const pauses: readonly (readonly [string, Reply, number])[] = [
    ['425, a second where it names none', { status: 425, text: '' }, 1],
    ['425 with Retry-After', { status: 425, text: '', headers: { 'retry-after': '4' } }, 4],
    ['429 with Retry-After', { status: 429, json: {}, headers: { 'retry-after': '7' } }, 7],
    ['cancel-only mode', { status: 503, json: CANCEL_ONLY }, 10],
    [
      'trading disabled, with the time in the body',
      { status: 503, json: { ...DISABLED, retry_after_seconds: 33 } },
      33,
    ],
    [
      'a pause longer than any mode lasts',
      { status: 503, json: DISABLED, headers: { 'retry-after': '86400' } },
      120,
    ],
  ]
  it.each(pauses)('%s: unknown, then nothing is sent until it is over', async (_, reply, seconds) => {
    const { first, postAfter } = await pausedBy(reply)
    expect(first.is).toBe('unknown')
    expect(await postAfter(seconds - 0.001)).toMatchObject({
      outcome: { is: 'unsent', why: expect.stringContaining('the venue has paused') },
      sent: 0,
    })
    expect(await postAfter(seconds)).toMatchObject({ outcome: { is: 'accepted' }, sent: 1 })
  })

  it('in post-only mode still takes what only rests', async () => {
    const { postAfter } = await pausedBy({ status: 503, json: POST_ONLY })
    expect(await postAfter(1)).toMatchObject({ outcome: { is: 'accepted' }, sent: 1 })
    expect(await postAfter(2, false)).toMatchObject({ outcome: { is: 'unsent' }, sent: 0 })
    expect(await postAfter(79, false)).toMatchObject({ outcome: { is: 'accepted' }, sent: 1 })
  })

  it('is still asked to cancel, and to be read: only trying tells whether that works', async () => {
    const { venue, server } = await pausedBy({ status: 503, json: CANCEL_ONLY })
    await venue.cancelAll()
    await venue.openOrders()
    expect(server.seen.map(({ path }) => path)).toEqual(['/cancel-all', '/data/orders'])
  })

  it('is not seen in any other answer', async () => {
    for (const status of [400, 404, 422, 500, 502]) {
      const { postAfter } = await pausedBy({ status, json: { error: 'x' }, headers: { 'retry-after': '60' } })
      expect((await postAfter(0)).sent).toBe(1)
    }
  })

  it('is reported with the headers of the rate limit, and with what to do', async () => {
    const headers = { 'retry-after': '7', 'poly-ratelimit-remaining': '0', 'poly-ratelimit-tier': 'Standard' }
    const { first } = await pausedBy({ status: 429, json: { error: 'slow down' }, headers })
    expect(first).toMatchObject({ why: expect.stringMatching(/remaining 0, tier Standard.*cadenceSeconds/) })
  })
})
