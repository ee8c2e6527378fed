import { expect, test } from 'vitest'
import { makeCatalogue } from '../../../../desk/catalogue/makeCatalogue.ts'
import { epochMs } from '../../../../shared/domain/units.ts'
import { comingEvents } from '../../../support/comingEvents.ts'

const START_MS = epochMs(Date.UTC(2026, 2, 2, 12))
const HOUR_MS = 3_600_000
const made = makeCatalogue({ seed: 7, count: 60, startMs: START_MS })
const futureOf = (nth: number) => {
  const market = made[nth]
  if (market === undefined) throw new Error('no such market')
  return [...comingEvents(market, { seed: nth, startMs: START_MS, untilMs: START_MS + 6 * HOUR_MS })]
}

test('the future of a made-up market is in order of time, sane, and the same for the same seed', () => {
  const all = made.map((_, nth) => futureOf(nth))

  expect(futureOf(3)).toEqual(all[3])
  for (const events of all) {
    const times = events.map(({ atMs }) => atMs)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(times.every((atMs) => atMs > START_MS && atMs <= START_MS + 6 * HOUR_MS)).toBe(true)
    for (const event of events) {
      if (event.type !== 'book') continue
      const [bid, ask] = [event.bids[0]?.priceMicros ?? 0, event.asks[0]?.priceMicros ?? 0]
      expect(bid).toBeGreaterThan(0)
      expect(ask).toBeGreaterThan(bid)
      expect(ask).toBeLessThan(1_000_000)
    }
  }
})

test('it goes on at the pace that the market had: who traded more trades more, who moved more moves more', () => {
  const counts = made.map(({ pace }, nth) => {
    const events = futureOf(nth)
    const count = (type: string): number => events.filter((event) => event.type === type).length
    return { ...pace, trades: count('trade'), moves: count('book') }
  })
  const mean = (of: typeof counts, by: 'trades' | 'moves'): number =>
    of.reduce((sum, each) => sum + each[by], 0) / of.length
  const [busy, calm] = [
    counts.filter((each) => each.tradesAnHour > 5),
    counts.filter((each) => each.tradesAnHour < 1),
  ]
  const [restless, still] = [
    counts.filter((each) => each.restlessness > 1),
    counts.filter((each) => each.restlessness < 0.1),
  ]

  expect(mean(busy, 'trades')).toBeGreaterThan(10 * mean(calm, 'trades') + 10)
  expect(mean(restless, 'moves')).toBeGreaterThan(mean(still, 'moves') + 10)
})
