import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FeedEvent } from '../../../../../desk/exchange/exchange.ts'
import { type SyntheticOptions, syntheticFeed } from '../../../../../desk/tape/feed/synthetic.ts'
import { SYNTHETIC_KINDS, type SyntheticKind } from '../../../../../desk/tape/feed/syntheticKinds.ts'
import { epochMs } from '../../../../../shared/domain/units.ts'

const START_MS = epochMs(1_767_621_600_000)
const HOUR_MS = 3_600_000
const options = (kind: SyntheticKind, seed: number, hours = 2): SyntheticOptions => ({
  kind,
  seed,
  startMs: START_MS,
  durationMs: hours * HOUR_MS,
})

/** The crowd's book, rebuilt from the events as a reader of the feed would. */
function createReader() {
  const sides = { bid: new Map<number, number>(), ask: new Map<number, number>() }
  return {
    sides,
    apply: (event: FeedEvent): void => {
      if (event.type === 'book') {
        sides.bid = new Map(event.bids.map((level) => [level.priceMicros, level.sizeMicros]))
        sides.ask = new Map(event.asks.map((level) => [level.priceMicros, level.sizeMicros]))
      } else if (event.type === 'delta') {
        for (const change of event.changes) {
          if (change.sizeMicros === 0) sides[change.side].delete(change.priceMicros)
          else sides[change.side].set(change.priceMicros, change.sizeMicros)
        }
      }
    },
    bestBid: () => Math.max(...sides.bid.keys()),
    bestAsk: () => Math.min(...sides.ask.keys()),
  }
}

describe.each(SYNTHETIC_KINDS)('a market, %s', (kind) => {
  test('is the same for the same seed, and another for another', () => {
    const once = [...syntheticFeed(options(kind, 7)).events()]

    expect([...syntheticFeed(options(kind, 7)).events()]).toEqual(once)
    expect([...syntheticFeed(options(kind, 8)).events()]).not.toEqual(once)
  })

  test('is never crossed, has sizes and prices that can be, and time that only advances', () => {
    void fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const feed = syntheticFeed(options(kind, seed, 1))
        const reader = createReader()
        let lastMs: number = feed.startMs
        for (const event of feed.events()) {
          reader.apply(event)
          expect(event.atMs).toBeGreaterThanOrEqual(lastMs)
          lastMs = event.atMs
          if (event.type === 'trade') expect(event.sizeMicros).toBeGreaterThan(0)
          for (const side of [reader.sides.bid, reader.sides.ask]) {
            for (const [priceMicros, sizeMicros] of side) {
              if (priceMicros < 10_000 || priceMicros > 990_000 || priceMicros % 10_000 !== 0) {
                expect.fail(`price ${priceMicros}`)
              }
              if (sizeMicros <= 0 || sizeMicros % 10_000 !== 0) expect.fail(`size ${sizeMicros}`)
            }
          }
          if (reader.bestBid() >= reader.bestAsk()) expect.fail(`crossed at ${event.atMs}`)
        }
        expect(lastMs).toBeLessThanOrEqual(feed.endMs)
      }),
      { numRuns: 10 },
    )
  })

  test('reports each trade at a price that was displayed, then shows the book it left', () => {
    const reader = createReader()
    let trades = 0
    const events = [...syntheticFeed(options(kind, 3, kind === 'informed' ? 24 : 1)).events()]
    for (const [index, event] of events.entries()) {
      if (event.type === 'trade') {
        trades += 1
        const side = event.taker === 'SELL' ? reader.sides.bid : reader.sides.ask
        expect(side.get(event.priceMicros) ?? 0).toBeGreaterThanOrEqual(event.sizeMicros)
        const after = events.slice(index + 1).find((later) => later.type !== 'trade')
        expect(after).toMatchObject({ type: 'book', atMs: event.atMs })
      }
      reader.apply(event)
    }
    expect(trades).toBeGreaterThan(100)
  })
})

describe('a calm market', () => {
  test('has several levels a side, a spread of one to three ticks nearly always, and a touch in the hundreds', () => {
    const reader = createReader()
    let seen = 0
    let narrow = 0
    let deep = 0
    for (const event of syntheticFeed(options('calm', 1)).events()) {
      reader.apply(event)
      seen += 1
      if (reader.bestAsk() - reader.bestBid() <= 30_000) narrow += 1
      if ((reader.sides.bid.get(reader.bestBid()) ?? 0) >= 100_000_000) deep += 1
      expect(Math.min(reader.sides.bid.size, reader.sides.ask.size)).toBeGreaterThanOrEqual(3)
    }
    expect(narrow / seen).toBeGreaterThan(0.9)
    expect(deep / seen).toBeGreaterThan(0.7)
  })

  test.each([1, 2, 3])('moves less than 3 cents in any minute but seldom (seed %i)', (seed) => {
    const reader = createReader()
    const mids: number[] = []
    for (const event of syntheticFeed(options('calm', seed, 4)).events()) {
      reader.apply(event)
      mids[Math.floor((event.atMs - START_MS) / 60_000)] = (reader.bestBid() + reader.bestAsk()) / 2
    }
    const moves = mids.slice(1).map((mid, index) => Math.abs(mid - (mids[index] ?? mid)))

    expect(moves.filter((move) => move > 30_000).length / moves.length).toBeLessThan(0.02)
    expect(Math.max(...mids) - Math.min(...mids)).toBeGreaterThan(20_000)
  })
})

test('a game start empties the book, reopens it at the ends 3 s later and makes it sane 48 s later', () => {
  const feed = syntheticFeed(options('gamestart', 5))
  const startsMs = feed.listing.gameStartMs ?? 0
  const at = (ms: number) => [...feed.events()].filter((event) => event.atMs === startsMs + ms)

  expect(at(0)).toMatchObject([{ type: 'book', bids: [], asks: [] }])
  expect(at(3_000)).toMatchObject([{ bids: [{ priceMicros: 10_000 }], asks: [{ priceMicros: 990_000 }] }])
  const [sane] = at(48_000)
  const reader = createReader()
  if (sane !== undefined) reader.apply(sane)
  expect(reader.bestAsk() - reader.bestBid()).toBeLessThanOrEqual(50_000)
  const between = [...feed.events()].filter(
    (event) => event.atMs > startsMs && event.atMs < startsMs + 48_000 && event.type === 'trade',
  )
  expect(between).toEqual([])
})

test.each([1, 2, 3, 4])('a resolving market ends near 0 or 1, closed, with its payout (seed %i)', (seed) => {
  const feed = syntheticFeed(options('resolving', seed))
  const events = [...feed.events()]
  const last = events.at(-1)
  const won = last?.type === 'market' && last.change.payoutMicros?.[0] === 1_000_000
  const lastBook = events.findLast((event) => event.type === 'book' && event.bids.length > 0)
  const bestBid = lastBook?.type === 'book' ? (lastBook.bids[0]?.priceMicros ?? 0) : 0

  expect(last).toMatchObject({ type: 'market', atMs: feed.listing.endMs, change: { closed: true } })
  expect(won ? bestBid > 900_000 : bestBid < 100_000).toBe(true)
  expect(events.some((event) => event.type === 'market' && event.change.tickMicros === 1_000)).toBe(true)
})

test('a trending market goes further than a calm one', () => {
  const range = (kind: SyntheticKind): number => {
    const reader = createReader()
    let [low, high] = [1_000_000, 0]
    for (const event of syntheticFeed(options(kind, 2, 6)).events()) {
      reader.apply(event)
      low = Math.min(low, reader.bestBid())
      high = Math.max(high, reader.bestBid())
    }
    return high - low
  }

  expect(range('trending')).toBeGreaterThan(1.5 * range('calm'))
})

test('where traders are informed, a price that has moved by trades stays where it is', () => {
  // Prepare
  const reader = createReader()
  const marks: { readonly taker: 'BUY' | 'SELL'; readonly atMs: number; readonly mid: number }[] = []
  const mids: { readonly atMs: number; readonly mid: number }[] = []

  // Act
  for (const event of syntheticFeed(options('informed', 1, 24)).events()) {
    const mid = (reader.bestBid() + reader.bestAsk()) / 2
    if (event.type === 'trade') marks.push({ taker: event.taker, atMs: event.atMs, mid })
    reader.apply(event)
    mids.push({ atMs: event.atMs, mid: (reader.bestBid() + reader.bestAsk()) / 2 })
  }

  // Assess
  const later = marks.map(({ taker, atMs, mid }) => {
    const then = mids.findLast((each) => each.atMs <= atMs + 60_000)?.mid ?? mid
    return (then - mid) * (taker === 'BUY' ? 1 : -1)
  })
  expect(marks.length).toBeGreaterThan(50)
  expect(later.reduce((sum, each) => sum + each, 0) / later.length).toBeGreaterThan(5_000)
})
