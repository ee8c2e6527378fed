import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MarketInfo } from '../../../shared/domain/market.ts'
import { price, size, usdc } from '../../../shared/domain/units.ts'
import { type EntryInput, entryQuote } from '../../../shared/strategy/entryQuote.ts'
import { midMicros } from '../../../shared/strategy/touch.ts'
import { book, calmBook, info, type Side, settings } from '../../support/market.ts'

const input = (with_: Partial<EntryInput> = {}): EntryInput => ({
  book: calmBook,
  info: info(),
  settings: settings(),
  heldMicros: size(0),
  midMicros: price(570_000),
  sdMicros: 0,
  ...with_,
})

const ofBook = (bids: Side, asks: Side, with_: Partial<MarketInfo> = {}) =>
  entryQuote(
    input({
      book: book(bids, asks),
      info: info(with_),
      midMicros: midMicros(book(bids, asks)) ?? price(570_000),
    }),
  )

const quote = (priceMicros: number, sizeMicros: number) => ({ quote: { priceMicros, sizeMicros } })

describe('entryQuote', () => {
  it('joins the best bid for as many hundredths of a share as the budget buys', () => {
    // 20 / 0.56 = 35.714...
    expect(entryQuote(input())).toMatchObject(quote(560_000, 35_710_000))
  })

  it.each([
    {
      name: 'passes over a bid smaller than dust',
      is: ofBook(
        [
          [0.57, 19.99],
          [0.56, 20],
        ],
        [[0.58, 100]],
      ),
      want: quote(560_000, 35_710_000),
    },
    {
      name: 'joins a bid of exactly the dust size',
      is: ofBook(
        [
          [0.57, 20],
          [0.56, 100],
        ],
        [[0.58, 100]],
      ),
      want: quote(570_000, 35_080_000),
    },
    {
      name: 'rounds a bid off the grid down to it',
      is: ofBook([[0.569, 100]], [[0.58, 100]]),
      want: quote(560_000, 35_710_000),
    },
    {
      name: 'takes the market’s finer grid',
      is: ofBook([[0.569, 100]], [[0.571, 100]], { tickMicros: price(1000) }),
      want: quote(569_000, 35_140_000),
    },
    {
      name: 'joins at one tick',
      is: ofBook([[0.01, 100]], [[0.02, 100]], { minSizeMicros: size(1) }),
      // 20 USDC buy more than a cap of 50 has room for at 0.025 a share.
      want: quote(10_000, 1_999_990_000),
    },
  ])('$name', ({ is, want }) => {
    expect(is).toMatchObject(want)
  })

  it.each([
    { name: 'no bids', is: ofBook([], [[0.58, 100]]), refusal: 'oneSided' },
    { name: 'no asks', is: ofBook([[0.56, 100]], []), refusal: 'oneSided' },
    { name: 'a locked book', is: ofBook([[0.57, 100]], [[0.57, 100]]), refusal: 'crossed' },
    { name: 'a crossed book', is: ofBook([[0.58, 100]], [[0.57, 100]]), refusal: 'crossed' },
    {
      name: 'nothing but dust',
      is: ofBook(
        [
          [0.57, 5],
          [0.56, 19],
        ],
        [[0.58, 100]],
      ),
      refusal: 'onlyDust',
    },
    { name: 'a bid below one tick', is: ofBook([[0.009, 100]], [[0.02, 100]]), refusal: 'priceBounds' },
    { name: 'no room for the exit', is: ofBook([[0.98, 100]], [[0.99, 100]]), refusal: 'noRoom' },
    {
      name: 'a tick of 0',
      is: ofBook([[0.5, 100]], [[0.6, 100]], { tickMicros: price(0) }),
      refusal: 'tickUnknown',
    },
    {
      name: 'a minimum size of 0',
      is: ofBook([[0.5, 100]], [[0.6, 100]], { minSizeMicros: size(0) }),
      refusal: 'minimumUnknown',
    },
  ])('with $name refuses: $refusal', ({ is, refusal }) => {
    expect(is).toEqual({ refusal })
  })

  it('needs the exit target to fit just below 1', () => {
    expect(ofBook([[0.97, 100]], [[0.98, 100]])).toMatchObject(quote(970_000, 20_610_000))
  })

  it('wants the edge between its price and where the exit would be: the target, or the best ask above it', () => {
    const at = (targetTicks: number, minEdgeTicks: number) =>
      entryQuote(input({ settings: settings({ quote: { targetTicks, minEdgeTicks } }) }))

    expect(at(1, 2)).toHaveProperty('quote')
    expect(at(1, 3)).toEqual({ refusal: 'edge' })
    expect(at(3, 3)).toHaveProperty('quote')
    expect(at(3, 4)).toEqual({ refusal: 'edge' })
  })

  it('refuses rather than round the minimum size over the budget', () => {
    // Five shares at 0.56 cost 2.80.
    const at = (entryUsdcMicros: number) =>
      entryQuote(input({ settings: settings({ risk: { entryUsdcMicros: usdc(entryUsdcMicros) } }) }))

    expect(at(2_800_000)).toMatchObject(quote(560_000, 5_000_000))
    expect(at(2_799_999)).toEqual({ refusal: 'budgetBelowMinimum' })
    expect(at(0)).toEqual({ refusal: 'budgetBelowMinimum' })
  })

  it('names the budget where only rounding to hundredths makes it too small', () => {
    // 2.803 buys 5.00535... shares, of which 5.00 can be ordered.
    const quoted = entryQuote(
      input({
        info: info({ minSizeMicros: size(5_001_000) }),
        settings: settings({ risk: { entryUsdcMicros: usdc(2_803_000) } }),
      }),
    )

    expect(quoted).toEqual({ refusal: 'budgetBelowMinimum' })
  })

  it('shrinks to stay strictly below the cap with what is held, each share at the mid and a tick', () => {
    const at = (heldMicros: number, capMicros: number) =>
      entryQuote(
        input({
          heldMicros: size(heldMicros),
          settings: settings({ risk: { maxUsdcLockedMicros: usdc(capMicros) } }),
        }),
      )

    // 10 shares at 0.58 are 5.80: not strictly below a cap of 5.80.
    expect(at(0, 5_800_000)).toMatchObject(quote(560_000, 9_990_000))
    expect(at(0, 5_800_001)).toMatchObject(quote(560_000, 10_000_000))
    // 10.000001 shares are 5.80000058: the last millionth that fits is used.
    expect(at(1, 5_800_001)).toMatchObject(quote(560_000, 10_000_000))
    expect(at(2, 5_800_001)).toMatchObject(quote(560_000, 9_990_000))
    expect(at(4_000_000, 5_800_001)).toMatchObject(quote(560_000, 6_000_000))
    expect(at(5_000_000, 5_800_001)).toMatchObject(quote(560_000, 5_000_000))
    expect(at(5_000_002, 5_800_001)).toEqual({ refusal: 'capBelowMinimum' })
    expect(at(90_000_000, 50_000_000)).toEqual({ refusal: 'capBelowMinimum' })
  })

  it('is on the grid, post-only, within budget and strictly below the cap in any market', () => {
    const tick = fc.constantFrom(100_000, 10_000, 5000, 2500, 1000, 100)
    const level = fc.tuple(fc.integer({ min: 1, max: 999_999 }), fc.integer({ min: 1, max: 500 }))
    fc.assert(
      fc.property(
        tick,
        fc.array(level, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 60_000 }),
        fc.integer({ min: 0, max: 30_000_000 }),
        fc.integer({ min: 1, max: 200_000_000 }),
        fc.integer({ min: 1, max: 200_000_000 }),
        fc.integer({ min: 1, max: 20_000_000 }),
        (tickMicros, drawn, spread, held, entry, cap, minimum) => {
          const sorted = [...new Map(drawn)].sort(([a], [b]) => b - a)
          const bids = sorted.map(([micros, shares]) => [micros / 1e6, shares] as const)
          const askMicros = Math.min((sorted[0]?.[0] ?? 0) + spread, 999_999)
          const midMicros = price(Math.floor(((sorted[0]?.[0] ?? 0) + askMicros) / 2))
          const over = settings({
            risk: { entryUsdcMicros: usdc(entry), maxUsdcLockedMicros: usdc(cap) },
          })

          const quoted = entryQuote({
            book: book(bids, [[askMicros / 1e6, 100]]),
            info: info({ tickMicros: price(tickMicros), minSizeMicros: size(minimum) }),
            settings: over,
            heldMicros: size(held),
            midMicros,
            sdMicros: 0,
          })

          if ('refusal' in quoted) return
          const { priceMicros, sizeMicros } = quoted.quote
          expect(priceMicros % tickMicros).toBe(0)
          expect(priceMicros).toBeGreaterThanOrEqual(tickMicros)
          expect(priceMicros).toBeLessThanOrEqual(1_000_000 - tickMicros)
          expect(priceMicros).toBeLessThan(askMicros)
          expect(sizeMicros % 10_000).toBe(0)
          expect(sizeMicros).toBeGreaterThanOrEqual(minimum)
          expect(BigInt(sizeMicros) * BigInt(priceMicros)).toBeLessThanOrEqual(BigInt(entry) * 1_000_000n)
          expect(BigInt(sizeMicros + held) * BigInt(priceMicros + tickMicros)).toBeLessThan(
            BigInt(cap) * 1_000_000n,
          )
          expect(BigInt(sizeMicros + held) * BigInt(midMicros)).toBeLessThan(BigInt(cap) * 1_000_000n)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
