import { describe, expect, test } from 'vitest'
import { epochMs } from '../../../shared/domain/units.ts'
import { runInvocation } from '../../../shared/engine/invocation.ts'
import type { MarketState } from '../../../shared/machine/state.ts'
import {
  cents,
  entryState,
  exitState,
  MARKET,
  order,
  settings,
  shares,
  state,
  TOKEN,
} from '../../support/build.ts'
import { type Bench, bench } from '../../support/engineBench.ts'
import { calmBook } from '../../support/market.ts'

/** Looked at every 30 seconds; nothing else moves a quote. */
const calm = settings({ safety: { sanityEveryMs: 30_000 }, quote: { entryMaxAgeMs: 240_000 } })

function stack(of: MarketState): Bench {
  const made = bench({ state: of, settings: calm })
  for (const { id, ...rest } of of.orders) {
    made.venue.place({ id, salt: '1', timestamp: '1', wire: null, draft: { ...rest, market: MARKET } })
  }
  made.venue.balances.set(TOKEN, shares(20))
  made.venue.rest.set(TOKEN, shares(20))
  return made
}

async function ticks(of: Bench, seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 10) {
    of.clock.advance(10_000)
    await runInvocation(of.ports, of.stack, of.later(1))
  }
}
const looks = (of: Bench) => of.venue.calls.filter((call) => call === 'witness').length
const refusals = (of: Bench) => of.told.ticks.at(-1)?.decision.audit.refusals ?? []
const trade = (of: Bench, price: number) => ({
  priceMicros: cents(price),
  stampedAtMs: epochMs(of.clock.nowMs()),
})
const contradictions = (of: Bench) =>
  of.told.pages.filter((text) => text.includes('the book is not believed'))

/** The book says 0.56/0.58 forever; the market trades ten cents lower. */
async function frozen(of: Bench, seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 30) {
    of.venue.trade = trade(of, 47)
    await ticks(of, 30)
  }
}

describe('a book that a second source contradicts', () => {
  test('is not believed after two minutes, and a person is paged once', async () => {
    const of = stack(exitState)
    await frozen(of, 90)
    expect(contradictions(of)).toEqual([])
    const believedUntilMs = of.stored().lastGoodMid?.atMs

    await frozen(of, 180)

    expect(contradictions(of)).toHaveLength(1)
    expect(contradictions(of)[0]).toContain('at 0.47 beyond its touch')
    expect(of.stored().lastGoodMid?.atMs).toBeLessThan(of.clock.nowMs() - 60_000)
    expect(of.stored().lastGoodMid?.atMs).toBeGreaterThanOrEqual(believedUntilMs ?? 0)
    await frozen(of, 600)
    expect(contradictions(of)).toHaveLength(1)
    expect(of.stored().waits?.bookContradicted).toMatchObject({
      told: true,
      why: expect.stringContaining('it has not changed since '),
    })
  })

  test('is entered by nobody: a resting entry goes', async () => {
    const of = stack(entryState)
    of.venue.mid = cents(47)

    await ticks(of, 240)

    expect(contradictions(of)).toHaveLength(1)
    expect(of.stored().orders.filter(({ life }) => life.at === 'LIVE')).toEqual([])
    expect(of.venue.posted).toEqual([])
    expect(refusals(of)).toContain('contradicted')
  })

  test('is believed again when it moves to where the market is', async () => {
    const of = stack(exitState)
    await frozen(of, 240)
    of.venue.book = { ...calmBook, venueAtMs: epochMs(of.clock.nowMs() + 40_000) }
    of.venue.trade = trade(of, 57)

    await ticks(of, 60)

    expect(of.told.ticks.flatMap(({ events }) => events)).toContainEqual(
      expect.objectContaining({ is: 'waitEnded', name: 'bookContradicted' }),
    )
    expect(of.stored().waits ?? {}).not.toHaveProperty('bookContradicted')
    expect(of.stored()).not.toHaveProperty('contradiction')
    expect(of.stored().lastGoodMid?.atMs).toBeGreaterThan(of.clock.nowMs() - 20_000)
  })
})

describe('a silent book proves nothing', () => {
  test.each<readonly [string, (of: Bench) => void]>([
    ['no second source answers', () => undefined],
    ['it agrees', (of) => Object.assign(of.venue, { mid: cents(57), trade: trade(of, 57) })],
    [
      'its trade is older than the book',
      (of) =>
        Object.assign(of.venue, {
          trade: { ...trade(of, 47), stampedAtMs: epochMs(calmBook.venueAtMs - 60_000) },
        }),
    ],
  ])('%s', async (_, says) => {
    const of = stack(exitState)
    says(of)

    await ticks(of, 900)

    expect(contradictions(of)).toEqual([])
    expect(of.stored().lastGoodMid?.atMs).toBeGreaterThan(of.clock.nowMs() - 20_000)
  })
})

describe('the second source is asked', () => {
  test('once in each stretch of the sanity reads while an order rests or shares are held', async () => {
    const of = stack(exitState)
    await ticks(of, 300)

    expect(looks(of)).toBe(10)
  })

  test('not while nothing is', async () => {
    const wide = { ...calmBook, asks: [{ priceMicros: cents(70), sizeMicros: shares(500) }] }
    const of = stack(state())
    of.venue.book = wide
    await ticks(of, 300)

    expect(of.venue.posted).toEqual([])
    expect(looks(of)).toBe(0)
  })
})

test('an order of ours that waits for its answer is reason enough to ask', async () => {
  const of = stack(state({ orders: [order({ life: { at: 'UNKNOWN', sinceMs: epochMs(0) } })] }))
  await ticks(of, 60)

  expect(looks(of)).toBeGreaterThan(0)
})
