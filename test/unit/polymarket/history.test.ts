import { describe, expect, it } from 'vitest'
import { epochMs, marketId } from '../../../shared/domain/units.ts'
import { listen, NOW, type Reply, type Seen, venueAt } from '../../support/loopback.ts'
import { trade } from '../../support/tradeFixture.ts'

const MARKET = marketId(String(trade({}).market))
const ask = (seconds: number) => ({ market: MARKET, fromMs: epochMs(NOW - seconds * 1000), untilMs: NOW })
const at = (secondsAgo: number) => String(NOW / 1000 - secondsAgo)

/** A venue that keeps the given trades, newest first, and pages by offset as the real one does. */
const serving =
  (records: readonly { readonly match_time: string }[]) =>
  ({ query }: Seen): Reply => {
    const [after, before] = [Number(query.get('after') ?? 0), Number(query.get('before') ?? 1e12)]
    const wanted = records.filter(({ match_time: time }) => Number(time) > after && Number(time) < before)
    const from = Number(atob(query.get('next_cursor') ?? 'MA=='))
    const data = wanted.slice(from, from + 100)
    const next = from + 100 >= wanted.length ? 'LTE=' : btoa(String(from + 100))
    return { json: { limit: 100, count: data.length, data, next_cursor: next } }
  }
const recordsOf = (count: number, time: (nth: number) => string) =>
  Array.from({ length: count }, (_, nth) => ({ ...trade({ id: `t-${nth}` }), match_time: time(nth) }))

describe('a piece of the history of one market', () => {
  it('is asked for by market and by time, a second more on either side', async () => {
    const records = [10, 3_600, 3_601].map((ago) => ({ ...trade({ id: `ago-${ago}` }), match_time: at(ago) }))
    const server = await listen(serving(records))

    const read = await venueAt(server.url).history(ask(3_600))

    expect(read).toMatchObject({ ok: true, value: { is: 'whole', trades: { legs: [{}, {}] } } })
    expect(server.seen[0]?.query.get('market')).toBe(MARKET)
    expect(server.seen[0]?.query.get('after')).toBe(at(3_601))
    expect(server.seen[0]?.query.get('before')).toBe(at(0))
  })

  it('that a filter includes more of is cut to what was asked for', async () => {
    const records = [0, 10, 3_601].map((ago) => ({ ...trade({ id: `ago-${ago}` }), match_time: at(ago) }))
    const data = { json: { limit: 100, count: records.length, data: records, next_cursor: 'LTE=' } }
    const server = await listen(() => data)

    const read = await venueAt(server.url).history(ask(3_600))

    expect(read).toMatchObject({ value: { trades: { legs: [{ tradeId: 'ago-10' }] } } })
  })

  it('of several pages is read until two readings agree', async () => {
    const server = await listen(serving(recordsOf(250, (nth) => at(nth + 1))))

    const read = await venueAt(server.url).history(ask(3_600))

    expect(read.ok && read.value.is === 'whole' && read.value.trades.legs.length).toBe(250)
    expect(server.seen).toHaveLength(6)
  })

  it('with more than eight pages is too much, and tells how far back they reach', async () => {
    const server = await listen(serving(recordsOf(2_000, (nth) => at(nth + 1))))

    const read = await venueAt(server.url).history(ask(86_400))

    expect(read).toMatchObject({ ok: true, value: { is: 'too much', oldestMs: NOW - 800_000 } })
    expect(server.seen).toHaveLength(8)
  })

  it('of one second cannot be cut: all of it is read', async () => {
    const server = await listen(serving(recordsOf(1_500, () => at(1))))

    const read = await venueAt(server.url).history(ask(1))

    expect(read.ok && read.value.is === 'whole' && read.value.trades.legs.length).toBe(1_500)
  })

  it('that the venue does not answer is not known', async () => {
    const server = await listen(() => ({ status: 503, json: { error: 'disabled' } }))

    expect(await venueAt(server.url).history(ask(60))).toMatchObject({ ok: false })
  })
})
