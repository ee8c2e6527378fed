import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RewardProgramme } from '../../../shared/domain/market.ts'
import { price, size, usdc } from '../../../shared/domain/units.ts'
import { type EntryInput, entryQuote } from '../../../shared/strategy/entryQuote.ts'
import { midMicros } from '../../../shared/strategy/touch.ts'
import { book, info, type Over, type Side, settings } from '../../support/market.ts'

const rewards = (over: Partial<RewardProgramme> = {}): RewardProgramme => ({
  minSizeMicros: size(20_000_000),
  maxSpreadMicros: price(20_000),
  minAgeMs: 30_000,
  ...over,
})

/** Price in cents and reason, or the refusal. */
function quoted(bids: Side, asks: Side, over: Partial<EntryInput> = {}) {
  const market = book(bids, asks)
  const of = entryQuote({
    book: market,
    info: info(),
    settings: settings(),
    heldMicros: size(0),
    sdMicros: 0,
    midMicros: midMicros(market) ?? price(0),
    ...over,
  })
  return 'quote' in of ? [of.quote.priceMicros / 10_000, of.reason] : of.refusal
}
const wide = (spread: number, over: Partial<EntryInput> = {}) =>
  quoted([[0.5, 500]], [[0.5 + spread / 100, 500]], over)

describe('an entry improves the best bid', () => {
  it.each([
    { name: 'not in a spread of one tick', is: wide(1), want: [50, 'joined'] },
    { name: 'not where less than minEdgeTicks would remain', is: wide(2), want: [50, 'joined'] },
    { name: 'by a tick where they remain', is: wide(3), want: [51, 'improved'] },
    { name: 'by no more where the spread is wider', is: wide(5), want: [51, 'improved'] },
    {
      name: 'not with a larger minEdgeTicks',
      is: wide(4, { settings: settings({ quote: { minEdgeTicks: 4 } }) }),
      want: [50, 'joined'],
    },
    {
      name: 'counted from the bid that is worth joining',
      is: quoted(
        [
          [0.52, 1],
          [0.5, 500],
        ],
        [[0.53, 500]],
      ),
      want: [51, 'improved'],
    },
    {
      name: 'from a bid off the grid, and an ask off it',
      is: quoted([[0.505, 500]], [[0.535, 500]]),
      want: [51, 'improved'],
    },
    {
      name: 'and not where an ask off the grid leaves too little',
      is: quoted([[0.5, 500]], [[0.529, 500]]),
      want: [50, 'joined'],
    },
  ])('$name', ({ is, want }) => {
    expect(is).toEqual(want)
  })
})

describe('an entry keeps its distance from the mid', () => {
  const at = (sdMicros: number, times: number) =>
    wide(5, {
      sdMicros,
      settings: settings({ quote: { volatilityDistancePermille: Math.round(times * 1_000) } }),
    })

  it.each([
    // The mid is 0.525; improved it is at 0.51.
    { name: 'as far as it is anyway', is: at(15_000, 1), want: [51, 'improved'] },
    { name: 'a hair more is a tick more', is: at(15_001, 1), want: [50, 'volatility'] },
    { name: 'twice the deviation', is: at(10_000, 2), want: [50, 'volatility'] },
    { name: 'many times it', is: at(10_000, 20), want: [32, 'volatility'] },
    { name: 'none at all', is: at(10_000, 0), want: [51, 'improved'] },
    { name: 'rounded up where the product has a rest', is: at(14_986, 1.001), want: [50, 'volatility'] },
    { name: 'below one tick there is no price', is: at(520_000, 1), want: 'priceBounds' },
  ])('$name', ({ is, want }) => {
    expect(is).toEqual(want)
  })

  it('never above it, however the market looks, and the further the more it moves', () => {
    const ticks = fc.integer({ min: 1, max: 98 })
    fc.assert(
      fc.property(
        ticks,
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 60_000 }),
        fc.integer({ min: 0, max: 60_000 }),
        fc.integer({ min: 0, max: 20_000 }),
        fc.option(
          fc.record({
            spread: fc.integer({ min: 1, max: 60_000 }),
            shares: fc.integer({ min: 0, max: 300 }),
          }),
        ),
        (bid, spread, sd, more, permille, programme) => {
          const market = book([[bid / 100, 500]], [[Math.min(99, bid + spread) / 100, 500]])
          const mid = midMicros(market) ?? price(0)
          const of = (sdMicros: number) =>
            entryQuote({
              book: market,
              midMicros: mid,
              heldMicros: size(0),
              sdMicros,
              info: info(
                programme === null
                  ? {}
                  : {
                      rewards: rewards({
                        maxSpreadMicros: price(programme.spread),
                        minSizeMicros: size(programme.shares * 1e6),
                      }),
                    },
              ),
              settings: settings({
                quote: { volatilityDistancePermille: permille },
                risk: { rewardEntryMicros: usdc(25_000_000) },
              }),
            })
          const [calm, restless] = [of(sd), of(sd + more)]

          if (!('quote' in calm)) return
          expect(calm.quote.priceMicros).toBeLessThanOrEqual(mid - (sd * permille) / 1_000)
          expect(calm.quote.priceMicros).toBeLessThan(Math.min(99, bid + spread) * 10_000)
          const { priceMicros, sizeMicros } = calm.quote
          expect(BigInt(sizeMicros) * BigInt(priceMicros)).toBeLessThanOrEqual(25_000_000n * 1_000_000n)
          expect(BigInt(sizeMicros) * BigInt(Math.max(mid, priceMicros))).toBeLessThan(
            50_000_000n * 1_000_000n,
          )
          if ('quote' in restless) expect(restless.quote.priceMicros).toBeLessThanOrEqual(priceMicros)
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

describe('an entry leans to rewards', () => {
  /** Joined at 0.50 it lies 0.04 from the mid of 0.54; within 0.02 of it lies 0.52. */
  const far = (over: Partial<RewardProgramme> = {}, quote: Over = {}) =>
    quoted([[0.5, 500]], [[0.58, 500]], { info: info({ rewards: rewards(over) }), settings: settings(quote) })

  it.each([
    { name: 'by as many ticks as earn them', is: far(), want: [52, 'reward'] },
    {
      name: 'by one where that earns them',
      is: far({ maxSpreadMicros: price(30_000) }),
      want: [51, 'improved'],
    },
    {
      name: 'not where less than minEdgeTicks would remain',
      is: far({}, { quote: { minEdgeTicks: 7 } }),
      want: [51, 'improved'],
    },
    {
      name: 'not where its size earns none',
      is: far({ minSizeMicros: size(40_010_000) }),
      want: [51, 'improved'],
    },
    { name: 'where its size just does', is: far({ minSizeMicros: size(40_000_000) }), want: [52, 'reward'] },
    { name: 'not unless asked to', is: far({}, { quote: { preferRewards: false } }), want: [51, 'improved'] },
  ])('$name', ({ is, want }) => {
    expect(is).toEqual(want)
  })

  it('never nearer to the mid than volatility allows', () => {
    expect(
      quoted([[0.5, 500]], [[0.58, 500]], { info: info({ rewards: rewards() }), sdMicros: 25_000 }),
    ).toEqual([51, 'volatility'])
  })

  /** 20 USDC buy 40 shares at 0.50. */
  const sized = (minShares: number, risk: NonNullable<Over['risk']>, held = 0, preferRewards = true) => {
    const of = entryQuote({
      book: book([[0.5, 500]], [[0.52, 500]]),
      midMicros: price(510_000),
      sdMicros: 0,
      heldMicros: size(held * 1_000_000),
      info: info({ rewards: rewards({ minSizeMicros: size(minShares * 1_000_000) }) }),
      settings: settings({ risk, quote: { preferRewards } }),
    })
    return 'quote' in of ? of.quote.sizeMicros / 1_000_000 : of.refusal
  }

  it.each([
    { name: 'its size is what the budget buys', is: sized(48, {}), want: 40 },
    {
      name: 'larger where that may cost more',
      is: sized(48, { rewardEntryMicros: usdc(24_000_000) }),
      want: 48,
    },
    {
      name: 'whole hundredths of a share',
      is: sized(47.995, { rewardEntryMicros: usdc(24_000_000) }),
      want: 48,
    },
    {
      name: 'not where even that is too little',
      is: sized(48.01, { rewardEntryMicros: usdc(24_000_000) }),
      want: 40,
    },
    { name: 'not more than they ask', is: sized(30, { rewardEntryMicros: usdc(24_000_000) }), want: 40 },
    {
      name: 'not over the cap, dust counted',
      is: sized(48, { rewardEntryMicros: usdc(25_000_000) }, 48.2),
      want: 40,
    },
    { name: 'just below the cap', is: sized(48, { rewardEntryMicros: usdc(25_000_000) }, 48), want: 48 },
    {
      name: 'not unless asked to',
      is: sized(48, { rewardEntryMicros: usdc(24_000_000) }, 0, false),
      want: 40,
    },
  ])('$name', ({ is, want }) => {
    expect(is).toBe(want)
  })
})
