import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RewardProgramme } from '../../../shared/domain/market.ts'
import { epochMs, price, size } from '../../../shared/domain/units.ts'
import { exitPlan } from '../../../shared/strategy/exitPlan.ts'
import { type ExitInput, exitQuote } from '../../../shared/strategy/exitQuote.ts'
import { exitTarget } from '../../../shared/strategy/exitTarget.ts'
import { midMicros } from '../../../shared/strategy/touch.ts'
import { book, info, NOW_MS, now, type Over, type Side, settings } from '../../support/market.ts'

const MINUTE_MS = 60_000

function input(bids: Side, asks: Side, over: Partial<ExitInput> = {}): ExitInput {
  const market = book(bids, asks)
  return {
    book: market,
    info: info(),
    settings: settings(),
    averageCostMicros: price(560_000),
    sizeMicros: size(20_000_000),
    midMicros: midMicros(market) ?? price(0),
    heldMs: 0,
    nowMs: now,
    ...over,
  }
}

/** Price in cents and reason, and whether it takes; or the refusal. */
function planned(bids: Side, asks: Side, over: Partial<ExitInput> = {}) {
  const of = exitPlan(input(bids, asks, over))
  if (!('quote' in of)) return of.refusal
  return [of.quote.priceMicros / 10_000, of.reason, ...(of.taker ? ['takes', of.quote.sizeMicros / 1e6] : [])]
}

describe('the target', () => {
  const ticksAfter = (minutes: number, quote: NonNullable<Over['quote']>) =>
    exitTarget({ info: info(), settings: settings({ quote }), heldMs: minutes * MINUTE_MS, nowMs: now })

  it.each([
    { minutes: 0, want: 4, reason: 'target' },
    { minutes: 14.9, want: 4, reason: 'target' },
    { minutes: 15, want: 3, reason: 'decayed' },
    { minutes: 30, want: 2, reason: 'decayed' },
    { minutes: 59.9, want: 1, reason: 'decayed' },
    { minutes: 60, want: 0, reason: 'decayed' },
    { minutes: 600, want: 0, reason: 'decayed' },
    { minutes: -5, want: 4, reason: 'target' },
  ])('of 4 falling to 0 within an hour is $want after $minutes minutes', ({ minutes, want, reason }) => {
    const quote = { targetTicks: 4, targetFloorTicks: 0, targetDecayMs: 60 * MINUTE_MS }

    expect(ticksAfter(minutes, quote)).toEqual({ at: 'cost', ticks: want, reason })
  })

  it('falls below what the shares cost only where the configuration says so', () => {
    const quote = { targetTicks: 1, targetFloorTicks: -2, targetDecayMs: 30 * MINUTE_MS }

    expect(ticksAfter(30, quote)).toMatchObject({ ticks: -2 })
    expect(
      planned([[0.5, 500]], [[0.52, 500]], { settings: settings({ quote }), heldMs: 30 * MINUTE_MS }),
    ).toEqual([54, 'decayed'])
  })

  it('never rises with time, nor does the price of the exit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 600 }),
        fc.integer({ min: 0, max: 700 }),
        fc.integer({ min: 0, max: 700 }),
        fc.integer({ min: 30, max: 70 }),
        fc.integer({ min: 1, max: 5 }),
        (targetTicks, falls, decayMinutes, minutes, later, bid, spread) => {
          const quote = {
            targetTicks,
            targetFloorTicks: targetTicks - falls,
            targetDecayMs: decayMinutes * MINUTE_MS,
          }
          const at = (heldMinutes: number) =>
            exitQuote(
              input([[bid / 100, 500]], [[(bid + spread) / 100, 500]], {
                settings: settings({ quote }),
                heldMs: heldMinutes * MINUTE_MS,
              }),
            )
          const [before, after] = [at(minutes), at(minutes + later)]

          if (!('quote' in before) || !('quote' in after)) throw new Error('no quote')
          expect(after.quote.priceMicros).toBeLessThanOrEqual(before.quote.priceMicros)
          expect(after.quote.priceMicros).toBeGreaterThan(bid * 10_000)
          expect(after.quote.priceMicros).toBeGreaterThanOrEqual(50_000)
        },
      ),
      { numRuns: 1_000 },
    )
  })
})

describe('an exit names the rule that had the last word', () => {
  const rewards: RewardProgramme = {
    minSizeMicros: size(20_000_000),
    maxSpreadMicros: price(20_000),
    minAgeMs: 0,
  }
  const far = (over: Partial<ExitInput>) => planned([[0.6, 500]], [[0.68, 500]], over)

  it.each([
    { name: 'cost and target', is: planned([[0.5, 500]], [[0.52, 500]]), want: [58, 'target'] },
    {
      name: 'a target that fell',
      is: planned([[0.5, 500]], [[0.52, 500]], { heldMs: 60 * MINUTE_MS }),
      want: [57, 'decayed'],
    },
    {
      name: 'cost before the ask where both agree',
      is: planned([[0.56, 500]], [[0.58, 500]]),
      want: [58, 'target'],
    },
    { name: 'the ask', is: planned([[0.61, 500]], [[0.63, 500]]), want: [63, 'joined'] },
    { name: 'a tick below it', is: planned([[0.6, 500]], [[0.63, 500]]), want: [62, 'improved'] },
    {
      name: 'no tick below it where there is no bid to keep away from',
      is: planned([], [[0.63, 500]]),
      want: [63, 'joined'],
    },
    {
      name: 'rewards within two cents of the mid of 0.64',
      is: far({ info: info({ rewards }) }),
      want: [66, 'reward'],
    },
    {
      name: 'none for too small a size',
      is: far({ info: info({ rewards }), sizeMicros: size(19_990_000) }),
      want: [67, 'improved'],
    },
    {
      name: 'none unless asked for',
      is: far({ info: info({ rewards }), settings: settings({ quote: { preferRewards: false } }) }),
      want: [67, 'improved'],
    },
    {
      name: 'none so near to the bid',
      is: far({ info: info({ rewards }), settings: settings({ quote: { minEdgeTicks: 7 } }) }),
      want: [67, 'improved'],
    },
    {
      name: 'none below cost and target',
      is: far({ info: info({ rewards }), averageCostMicros: price(645_000) }),
      want: [67, 'target'],
    },
    {
      name: 'the best bid',
      is: planned([[0.62, 1]], [[0.61, 500]], { averageCostMicros: price(500_000) }),
      want: [63, 'uncrossed'],
    },
    {
      name: 'the floor',
      is: planned([[0.5, 500]], [[0.52, 500]], {
        settings: settings({ risk: { exitFloorMicros: price(650_000) } }),
      }),
      want: [65, 'floor'],
    },
  ])('$name', ({ is, want }) => {
    expect(is).toEqual(want)
  })
})

describe('before a game', () => {
  const inMinutes = (minutes: number, over: Over = {}) => ({
    info: info({ gameStartMs: epochMs(NOW_MS + minutes * MINUTE_MS) }),
    settings: settings(over),
  })
  /** Bought at 0.56, the market is at 0.49/0.52. */
  const losing = (over: Partial<ExitInput>) => planned([[0.49, 500]], [[0.52, 500]], over)

  it.each([
    { name: 'the target lasts until the margin', is: losing(inMinutes(30.1)), want: [58, 'target'] },
    { name: 'from the margin on the touch is enough', is: losing(inMinutes(30)), want: [51, 'gameStart'] },
    { name: 'and still when it has begun', is: losing(inMinutes(-100)), want: [51, 'gameStart'] },
    {
      name: 'but not where playing is allowed',
      is: losing(inMinutes(10, { regime: { allowInPlay: true } })),
      want: [58, 'target'],
    },
    { name: 'nothing is taken unless it is allowed', is: losing(inMinutes(1)), want: [51, 'gameStart'] },
    {
      name: 'nor in the first half of the margin',
      is: losing(inMinutes(15.1, { quote: { takerExit: true, stopLossMicros: price(100_000) } })),
      want: [51, 'gameStart'],
    },
    {
      name: 'in its second half bids are taken',
      is: losing(inMinutes(15, { quote: { takerExit: true } })),
      want: [49, 'gameStart', 'takes', 20],
    },
    {
      name: 'the floor holds',
      is: losing(inMinutes(10, { risk: { exitFloorMicros: price(530_000) } })),
      want: [53, 'floor'],
    },
  ])('$name', ({ is, want }) => {
    expect(is).toEqual(want)
  })
})

describe('a sale at the market', () => {
  const allowed = (quote: NonNullable<Over['quote']> = {}, risk: NonNullable<Over['risk']> = {}) =>
    settings({ quote: { takerExit: true, ...quote }, risk })
  const late = { heldMs: 240 * MINUTE_MS + 1, settings: allowed() }
  /** The mid is 0.51: five cents below cost. */
  const low = (over: Partial<ExitInput>) => planned([[0.5, 500]], [[0.52, 500]], over)

  it.each([
    {
      name: 'is not made by default, whatever is lost and however long it takes',
      is: low({ heldMs: 1e9, averageCostMicros: price(900_000) }),
      want: [91, 'decayed'],
    },
    { name: 'is made by the time stop', is: low(late), want: [50, 'timeStop', 'takes', 20] },
    { name: 'not before', is: low({ ...late, heldMs: 240 * MINUTE_MS }), want: [57, 'decayed'] },
    {
      name: 'is made by the stop-loss',
      is: low({ settings: allowed(), averageCostMicros: price(560_001) }),
      want: [50, 'stopLoss', 'takes', 20],
    },
    { name: 'not at the very bound', is: low({ settings: allowed() }), want: [58, 'target'] },
    {
      name: 'looks at the mid, not at the bid',
      is: planned([[0.5, 500]], [[0.54, 500]], { settings: allowed() }),
      want: [58, 'target'],
    },
    {
      name: 'the stop-loss comes before the time stop',
      is: low({ ...late, averageCostMicros: price(570_000) }),
      want: [50, 'stopLoss', 'takes', 20],
    },
  ])('$name', ({ is, want }) => {
    expect(is).toEqual(want)
  })

  it.each([
    {
      name: 'goes down the bids as far as it may slip, and takes no more than they hold',
      is: planned(
        [
          [0.5, 8],
          [0.48, 8],
          [0.47, 500],
        ],
        [[0.52, 500]],
        late,
      ),
      want: [48, 'timeStop', 'takes', 16],
    },
    {
      name: 'rests after all where these are less than the minimum',
      is: planned(
        [
          [0.5, 4],
          [0.47, 500],
        ],
        [[0.52, 500]],
        late,
      ),
      want: [57, 'decayed'],
    },
    {
      name: 'never goes below the floor',
      is: planned(
        [
          [0.5, 8],
          [0.49, 8],
          [0.48, 500],
        ],
        [[0.52, 500]],
        { ...late, settings: allowed({}, { exitFloorMicros: price(490_000) }) },
      ),
      want: [49, 'timeStop', 'takes', 16],
    },
    {
      name: 'rests where all bids are below it',
      is: low({ ...late, settings: allowed({}, { exitFloorMicros: price(510_000) }) }),
      want: [57, 'decayed'],
    },
    {
      name: 'tells why it can do neither',
      is: low({ ...late, sizeMicros: size(4_000_000) }),
      want: 'sizeBelowMinimum',
    },
  ])('$name', ({ is, want }) => {
    expect(is).toEqual(want)
  })

  it('takes bids only, none below floor and slip, and rests above them otherwise, in any market', () => {
    const shares = fc.integer({ min: 1, max: 60 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 5, max: 90 }), shares), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 600 }),
        fc.integer({ min: 5, max: 95 }),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 5, max: 60 }),
        (drawn, spread, minutes, floor, slip, sellable) => {
          const bids = [...new Map(drawn)].sort(([a], [b]) => b - a)
          const best = bids[0]?.[0] ?? 0
          const mid = best * 10_000 + spread * 5_000
          const of = input(
            bids.map(([cents, count]) => [cents / 100, count] as const),
            [[(best + spread) / 100, 500]],
            {
              settings: allowed(
                { takerSlippageMicros: price(slip * 10_000) },
                { exitFloorMicros: price(floor * 10_000) },
              ),
              heldMs: minutes * MINUTE_MS,
              sizeMicros: size(sellable * 1_000_000),
            },
          )

          const plan = exitPlan(of)

          if (!('quote' in plan)) return
          const { priceMicros, sizeMicros } = plan.quote
          expect(priceMicros).toBeGreaterThanOrEqual(floor * 10_000)
          expect(sizeMicros).toBeLessThanOrEqual(sellable * 1_000_000)
          if (!plan.taker) {
            expect(priceMicros).toBeGreaterThan(best * 10_000)
            return
          }
          expect(priceMicros).toBeLessThanOrEqual(best * 10_000)
          expect(priceMicros).toBeGreaterThanOrEqual(mid - slip * 10_000)
          const held = bids
            .filter(([cents]) => cents * 10_000 >= priceMicros)
            .reduce((sum, [, count]) => sum + count, 0)
          expect(sizeMicros).toBeLessThanOrEqual(held * 1_000_000)
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
