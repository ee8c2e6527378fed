import { describe, expect, it } from 'vitest'
import { endOfMarket } from '../../../shared/polymarket/endOfMarket.ts'
import { listen, marketReply, testClock, venueAt } from '../../support/loopback.ts'
import { MARKET } from '../../support/wireIds.ts'

const at = (iso: string): number => Date.parse(iso)

describe('the end of a market', () => {
  it.each([
    // The order book's is a date, however it is written.
    [null, '2026-11-28T00:00:00Z', at('2026-11-29T00:00:00Z')],
    [undefined, '2026-11-28', at('2026-11-29T00:00:00Z')],
    ['', '2026-11-28T00:00:00.000Z', at('2026-11-29T00:00:00Z')],
    [null, '2026-12-31T00:00:00Z', at('2027-01-01T00:00:00Z')],
    // The catalogue's is an instant, and has the last word.
    ['2026-11-28T17:30:00Z', '2026-11-28T00:00:00Z', at('2026-11-28T17:30:00Z')],
    ['2026-11-28T00:00:00Z', '2026-11-28T00:00:00Z', at('2026-11-28T00:00:00Z')],
    ['2026-11-30T12:00:00Z', '2026-11-28T00:00:00Z', at('2026-11-30T12:00:00Z')],
    ['2026-11-28 17:30:00+00', null, at('2026-11-28T17:30:00Z')],
    // A date there is a date as well.
    ['2026-11-28', null, at('2026-11-29T00:00:00Z')],
    // What cannot be read there is no reason not to read the other.
    ['soon', '2026-11-28T00:00:00Z', at('2026-11-29T00:00:00Z')],
    [null, '2026-11-28T17:30:00Z', at('2026-11-28T17:30:00Z')],
    ['0001-01-01T00:00:00Z', null, null],
    [null, null, null],
    [null, '', null],
    [null, 'soon', 'unreadable'],
    ['soon', null, 'unreadable'],
  ])('catalogue %s, order book %s', (catalogue, clob, end) => {
    expect(endOfMarket({ catalogue, clob })).toBe(end)
  })

  it('is asked for again: a game that is put off moves it', async () => {
    let endDate = '2027-12-31T17:00:00Z'
    let isAway = false
    const server = await listen((seen) =>
      isAway && seen.path === '/markets/keyset'
        ? { status: 500, text: '' }
        : (marketReply(seen, {}, {}, { endDate }) ?? { status: 500, json: {} }),
    )
    let nowMs = Date.now()
    const clock = { ...testClock(), nowMs: () => nowMs as never }
    const venue = venueAt(server.url, { clock })
    const end = async () => {
      const read = await venue.market(MARKET)
      return read.ok ? read.value.endMs : read.unknown
    }
    expect(await end()).toBe(at('2027-12-31T17:00:00Z'))
    endDate = '2028-01-02T17:00:00Z'
    nowMs += 60_000
    expect(await end()).toBe(at('2027-12-31T17:00:00Z'))
    nowMs += 600_000
    expect(await end()).toBe(at('2028-01-02T17:00:00Z'))
    // A catalogue that is away costs nothing: the end it reported last counts.
    isAway = true
    nowMs += 700_000
    expect(await end()).toBe(at('2028-01-02T17:00:00Z'))
  })
})
