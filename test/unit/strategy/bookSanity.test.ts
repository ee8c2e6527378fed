import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Book, GoodMid } from '../../../shared/domain/market.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import { epochMs, type PriceMicros, price } from '../../../shared/domain/units.ts'
import { bookSanity } from '../../../shared/strategy/bookSanity.ts'
import { midMicros } from '../../../shared/strategy/touch.ts'
import { book, calmBook, info, marketView, NOW_MS, now, type Side, settings } from '../../support/market.ts'

const judge = (bids: Side, asks: Side, lastGoodMid: GoodMid | null = marketView().lastGoodMid) =>
  bookSanity(marketView({ book: known(book(bids, asks), now), lastGoodMid }))

const refusals = (bids: Side, asks: Side, lastGoodMid?: GoodMid | null) => {
  const sanity = judge(bids, asks, lastGoodMid)
  return sanity.sane ? [] : sanity.refusals
}

describe('midMicros', () => {
  it.each([
    { name: 'halfway', is: midMicros(calmBook), want: 570_000 },
    { name: 'half a tick, exactly', is: midMicros(book([[0.56, 1]], [[0.57, 1]])), want: 565_000 },
    { name: 'an odd sum, rounded down', is: midMicros(book([[0.000001, 1]], [[0.000004, 1]])), want: 2 },
    { name: 'no bids', is: midMicros(book([], [[0.57, 1]])), want: null },
    { name: 'no asks', is: midMicros(book([[0.56, 1]], [])), want: null },
    { name: 'nothing', is: midMicros(book([], [])), want: null },
  ])('of $name is $want', ({ is, want }) => {
    expect(is).toBe(want)
  })
})

describe('bookSanity', () => {
  it('believes a calm book and hands on what it was decided with', () => {
    expect(bookSanity(marketView())).toEqual({
      sane: true,
      midMicros: 570_000,
      book: calmBook,
      info: info(),
    })
  })

  it('believes a first book without a mid to measure it by', () => {
    expect(bookSanity(marketView({ lastGoodMid: null }))).toMatchObject({ sane: true })
  })

  it.each([
    { name: 'emptied at game start', bids: [], asks: [], refused: ['oneSided'] },
    { name: 'reopened 0.01/0.99', bids: [[0.01, 900]], asks: [[0.99, 900]], refused: ['spreadWide', 'jump'] },
    { name: 'at mid 0.765', bids: [[0.54, 50]], asks: [[0.99, 50]], refused: ['spreadWide', 'jump'] },
    { name: 'at mid 0.765, tight', bids: [[0.75, 50]], asks: [[0.78, 50]], refused: ['jump'] },
    { name: 'wide around the true value', bids: [[0.5, 50]], asks: [[0.64, 50]], refused: ['spreadWide'] },
    { name: 'without bids', bids: [], asks: [[0.58, 50]], refused: ['oneSided'] },
    { name: 'without asks', bids: [[0.56, 50]], asks: [], refused: ['oneSided'] },
    { name: 'locked', bids: [[0.57, 50]], asks: [[0.57, 50]], refused: ['crossed'] },
    { name: 'crossed', bids: [[0.58, 50]], asks: [[0.56, 50]], refused: ['crossed'] },
    { name: 'with an empty level', bids: [[0.56, 0]], asks: [[0.58, 50]], refused: ['bookMalformed'] },
    {
      name: 'with a bid at 0',
      bids: [
        [0.56, 5],
        [0, 5],
      ],
      asks: [[0.58, 5]],
      refused: ['bookMalformed'],
    },
    {
      name: 'with an ask at 1',
      bids: [[0.56, 5]],
      asks: [
        [0.58, 5],
        [1, 5],
      ],
      refused: ['bookMalformed'],
    },
    {
      name: 'worst bid first',
      bids: [
        [0.55, 5],
        [0.56, 5],
      ],
      asks: [[0.58, 5]],
      refused: ['bookMalformed'],
    },
    {
      name: 'worst ask first',
      bids: [[0.56, 5]],
      asks: [
        [0.59, 5],
        [0.58, 5],
      ],
      refused: ['bookMalformed'],
    },
    {
      name: 'with a bid twice',
      bids: [
        [0.56, 5],
        [0.56, 5],
      ],
      asks: [[0.58, 5]],
      refused: ['bookMalformed'],
    },
  ] satisfies { name: string; bids: Side; asks: Side; refused: string[] }[])(
    'refuses a book $name: $refused',
    ({ bids, asks, refused }) => {
      expect(refusals(bids, asks)).toEqual(refused)
    },
  )

  it.each([
    { name: 'a spread of exactly the maximum', bids: [[0.55, 5]], asks: [[0.6, 5]] },
    { name: 'a spread of a tenth of a cent', bids: [[0.57, 5]], asks: [[0.571, 5]] },
    { name: 'a rise of exactly the largest jump', bids: [[0.59, 5]], asks: [[0.61, 5]] },
    { name: 'a fall of exactly the largest jump', bids: [[0.53, 5]], asks: [[0.55, 5]] },
  ] satisfies { name: string; bids: Side; asks: Side }[])('believes $name', ({ bids, asks }) => {
    expect(refusals(bids, asks)).toEqual([])
  })

  it.each([
    { name: 'a spread above the maximum', bids: [[0.5499, 5]], asks: [[0.6, 5]], refused: ['spreadWide'] },
    { name: 'a rise above the largest jump', bids: [[0.59, 5]], asks: [[0.6101, 5]], refused: ['jump'] },
    { name: 'a fall above the largest jump', bids: [[0.5299, 5]], asks: [[0.55, 5]], refused: ['jump'] },
  ] satisfies { name: string; bids: Side; asks: Side; refused: string[] }[])(
    'refuses $name by a hundredth of a cent',
    ({ bids, asks, refused }) => {
      expect(refusals(bids, asks)).toEqual(refused)
    },
  )

  it('believes a move that lasts once the last good mid is older than the memory for jumps', () => {
    const moved: [Side, Side] = [[[0.75, 50]], [[0.78, 50]]]
    const lastAt = (agoMs: number) => ({ priceMicros: price(570_000), atMs: epochMs(NOW_MS - agoMs) })

    expect(refusals(...moved, lastAt(300_000))).toEqual(['jump'])
    expect(refusals(...moved, lastAt(300_001))).toEqual([])
    expect(judge(...moved, lastAt(300_001))).toMatchObject({ midMicros: 765_000 })
  })

  it('still measures by a last good mid that a clock stepping back put into the future', () => {
    const last = { priceMicros: price(570_000), atMs: epochMs(NOW_MS + 3_600_000) }

    expect(refusals([[0.75, 50]], [[0.78, 50]], last)).toEqual(['jump'])
  })

  it.each([
    { ageMs: 0, refused: [] },
    { ageMs: 5000, refused: [] },
    { ageMs: 5001, refused: ['bookOld'] },
    { ageMs: -1, refused: ['bookOld'] },
  ])('judges a read $ageMs ms old: $refused', ({ ageMs, refused }) => {
    const sanity = bookSanity(marketView({ book: known(calmBook, epochMs(NOW_MS - ageMs)) }))

    expect(sanity.sane ? [] : sanity.refusals).toEqual(refused)
  })

  it('does not mind a calm book that last changed an hour ago', () => {
    const calm = { ...calmBook, venueAtMs: epochMs(NOW_MS - 3_600_000) }

    expect(bookSanity(marketView({ book: known(calm, now) }))).toMatchObject({ sane: true })
  })

  it.each([
    { name: 'an unread book', with_: { book: unknown('timed out') }, refused: ['bookUnknown'] },
    { name: 'an unread market', with_: { info: unknown('500') }, refused: ['infoUnknown'] },
    {
      name: 'neither read',
      with_: { book: unknown('timed out'), info: unknown('500') },
      refused: ['bookUnknown', 'infoUnknown'],
    },
    { name: 'a pause', with_: { info: known(info({ accepting: false }), now) }, refused: ['notAccepting'] },
    { name: 'a close', with_: { info: known(info({ closed: true }), now) }, refused: ['notAccepting'] },
    {
      name: 'a resolution',
      with_: { info: known(info({ payoutMicros: [price(1_000_000), price(0)] }), now) },
      refused: ['notAccepting'],
    },
  ])('refuses $name: $refused', ({ with_, refused }) => {
    expect(bookSanity(marketView(with_))).toEqual({ sane: false, refusals: refused })
  })

  it('names everything that is wrong at once', () => {
    const seen = marketView({
      book: known(book([[0.01, 5]], [[0.99, 5]]), epochMs(NOW_MS - 60_000)),
      info: known(info({ accepting: false }), now),
    })

    expect(bookSanity(seen)).toEqual({
      sane: false,
      refusals: ['notAccepting', 'bookOld', 'spreadWide', 'jump'],
    })
  })

  it('believes nothing weird, whatever the book holds', () => {
    const level = fc.record({
      priceMicros: fc.oneof(
        fc.integer({ min: -10_000, max: 1_010_000 }),
        fc.integer({ min: 540_000, max: 600_000 }),
      ),
      sizeMicros: fc.oneof(fc.integer({ min: 1, max: 1e9 }), fc.constantFrom(0, -1)),
    })
    const side = fc.array(level, { maxLength: 3 })
    fc.assert(
      fc.property(side, side, (bids, asks) => {
        const weird = { ...calmBook, bids, asks } as unknown as Book
        const { regime } = settings()

        const sanity = bookSanity(marketView({ book: known(weird, now) }))

        if (!sanity.sane) {
          expect(sanity.refusals.length).toBeGreaterThan(0)
          return
        }
        const [bid, ask] = [sanity.book.bids[0], sanity.book.asks[0]]
        const all = [...sanity.book.bids, ...sanity.book.asks]
        expect(all.every(({ priceMicros: p }) => p > 0 && p < 1_000_000)).toBe(true)
        expect(all.every(({ sizeMicros }) => sizeMicros > 0)).toBe(true)
        const spread = (ask?.priceMicros as PriceMicros) - (bid?.priceMicros as PriceMicros)
        expect(spread).toBeGreaterThan(0)
        expect(spread).toBeLessThanOrEqual(regime.maxSpreadMicros)
        expect(Math.abs(sanity.midMicros - 570_000)).toBeLessThanOrEqual(regime.maxJumpMicros)
        expect(bids.every((l, i) => i === 0 || l.priceMicros < (bids[i - 1]?.priceMicros ?? 0))).toBe(true)
        expect(asks.every((l, i) => i === 0 || l.priceMicros > (asks[i - 1]?.priceMicros ?? 0))).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})
