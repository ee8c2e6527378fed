import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MarketInfo } from '../../../shared/domain/market.ts'
import { known, unknown } from '../../../shared/domain/read.ts'
import { epochMs, price, size } from '../../../shared/domain/units.ts'
import { bookSanity } from '../../../shared/strategy/bookSanity.ts'
import { regime } from '../../../shared/strategy/regime.ts'
import {
  book,
  calmBook,
  calmMids,
  info,
  marketView,
  NOW_MS,
  now,
  type Side,
  settings,
} from '../../support/market.ts'

const MINUTE_MS = 60_000

const refusalsOf = (seen: Parameters<typeof regime>[0]): readonly string[] => {
  const judged = regime(seen)
  return judged.valid ? [] : judged.refusals
}

const ofBook = (bids: Side, asks: Side, mid = 0.57) =>
  refusalsOf(
    marketView({
      book: known(book(bids, asks), now),
      lastGoodMid: { priceMicros: price(mid * 1_000_000), atMs: now },
      mids: calmMids(mid),
    }),
  )

const ofInfo = (with_: Partial<MarketInfo>, over = settings()) =>
  refusalsOf(marketView({ info: known(info(with_), now), settings: over }))

describe('regime', () => {
  it('is valid in a calm market and hands on what it was decided with', () => {
    expect(regime(marketView())).toEqual({
      valid: true,
      midMicros: 570_000,
      sdMicros: 0,
      book: calmBook,
      info: info(),
    })
  })

  it.each([
    { name: 'a spread of exactly the minimum', is: ofBook([[0.56, 100]], [[0.57, 100]]), want: [] },
    { name: 'a tighter one', is: ofBook([[0.56, 100]], [[0.5699, 100]]), want: ['spreadTight'] },
    { name: 'too few bids at the touch', is: ofBook([[0.56, 99.99]], [[0.58, 100]]), want: ['depth'] },
    { name: 'too few asks at the touch', is: ofBook([[0.56, 100]], [[0.58, 99.99]]), want: ['depth'] },
    {
      name: 'depth behind the touch only',
      is: ofBook(
        [
          [0.56, 5],
          [0.55, 900],
        ],
        [[0.58, 100]],
      ),
      want: ['depth'],
    },
    { name: 'the lowest mid', is: ofBook([[0.09, 100]], [[0.11, 100]], 0.1), want: [] },
    { name: 'a mid below it', is: ofBook([[0.09, 100]], [[0.1099, 100]], 0.1), want: ['band'] },
    { name: 'the highest mid', is: ofBook([[0.89, 100]], [[0.91, 100]], 0.9), want: [] },
    { name: 'a mid above it', is: ofBook([[0.89, 100]], [[0.9101, 100]], 0.9), want: ['band'] },
    { name: 'an emptied book', is: ofBook([], []), want: ['oneSided'] },
    {
      name: 'a book reopened 0.01/0.99',
      is: ofBook([[0.01, 5]], [[0.99, 5]]),
      want: ['spreadWide', 'jump', 'depth'],
    },
    { name: 'a tight book at mid 0.765', is: ofBook([[0.75, 100]], [[0.78, 100]]), want: ['jump'] },
    {
      name: 'a locked book',
      is: ofBook([[0.57, 100]], [[0.57, 100]]),
      want: ['crossed', 'spreadTight'],
    },
  ])('with $name refuses $want', ({ is, want }) => {
    expect(is).toEqual(want)
  })

  it.each([
    { name: 'a pause', is: ofInfo({ accepting: false }), want: ['notAccepting'] },
    { name: 'a tick of 0', is: ofInfo({ tickMicros: price(0) }), want: ['tickUnknown'] },
    { name: 'a negative tick', is: ofInfo({ tickMicros: price(-10_000) }), want: ['tickUnknown'] },
    { name: 'a tick of 1', is: ofInfo({ tickMicros: price(1_000_000) }), want: ['tickUnknown'] },
    { name: 'a tick of 0.003', is: ofInfo({ tickMicros: price(3000) }), want: ['tickUnknown'] },
    { name: 'a tick of 0.0025', is: ofInfo({ tickMicros: price(2500) }), want: [] },
    { name: 'a minimum of 0', is: ofInfo({ minSizeMicros: size(0) }), want: ['minimumUnknown'] },
    { name: 'fee exponent 4', is: ofInfo({ feeExponent: 4 }), want: ['feeUnknown'] },
    { name: 'fee exponent 1.5', is: ofInfo({ feeExponent: 1.5 }), want: ['feeUnknown'] },
    { name: 'a negative fee', is: ofInfo({ feeRatePpm: -1 }), want: ['feeUnknown'] },
    { name: 'no fee', is: ofInfo({ feeRatePpm: 0, feeExponent: 0 }), want: [] },
  ])('with $name refuses $want', ({ is, want }) => {
    expect(is).toEqual(want)
  })

  it.each([
    { inMs: 30 * MINUTE_MS + 1, want: [] },
    { inMs: 30 * MINUTE_MS, want: ['gameStart'] },
    { inMs: 1, want: ['gameStart'] },
    { inMs: 0, want: ['inPlay'] },
    { inMs: -300 * MINUTE_MS, want: ['inPlay'] },
  ])('with a game that starts in $inMs ms refuses $want, unless playing is allowed', ({ inMs, want }) => {
    const gameStartMs = epochMs(NOW_MS + inMs)

    expect(ofInfo({ gameStartMs })).toEqual(want)
    expect(ofInfo({ gameStartMs }, settings({ regime: { allowInPlay: true } }))).toEqual([])
  })

  it.each([
    { endMs: epochMs(NOW_MS + 86_400_001), marginMs: 86_400_000, want: [] },
    { endMs: epochMs(NOW_MS + 86_400_000), marginMs: 86_400_000, want: ['ending'] },
    { endMs: epochMs(NOW_MS + 1), marginMs: 0, want: [] },
    { endMs: now, marginMs: 0, want: ['ending'] },
    { endMs: epochMs(NOW_MS - 1), marginMs: 0, want: ['ending'] },
    { endMs: null, marginMs: 1, want: ['endUnknown'] },
    { endMs: null, marginMs: 0, want: [] },
  ])('with an end at $endMs and a margin of $marginMs ms refuses $want', ({ endMs, marginMs, want }) => {
    expect(ofInfo({ endMs }, settings({ regime: { endMarginMs: marginMs } }))).toEqual(want)
  })

  it.each([
    { name: 'the book', with_: { book: unknown('timed out') }, want: ['bookUnknown'] },
    { name: 'the market', with_: { info: unknown('500') }, want: ['infoUnknown'] },
  ])('is invalid where $name could not be read', ({ with_, want }) => {
    expect(refusalsOf(marketView(with_))).toEqual(want)
  })

  it('names all filters that refuse, the market’s too where the book is unknown', () => {
    const seen = marketView({
      book: unknown('timed out'),
      info: known(info({ accepting: false, gameStartMs: now, endMs: now, feeExponent: 9 }), now),
    })

    expect(refusalsOf(seen)).toEqual(['bookUnknown', 'notAccepting', 'feeUnknown', 'inPlay', 'ending'])
  })

  it('is never valid where the book is not sane', () => {
    const cents = fc.integer({ min: 50, max: 62 })
    fc.assert(
      fc.property(cents, cents, fc.integer({ min: 0, max: 10_000 }), (bid, ask, ageMs) => {
        const seen = marketView({
          book: known(book([[bid / 100, 200]], [[ask / 100, 200]]), epochMs(NOW_MS - ageMs)),
        })
        const sanity = bookSanity(seen)

        const judged = regime(seen)

        expect(judged.valid && !sanity.sane).toBe(false)
        if (judged.valid) expect(sanity).toMatchObject({ sane: true, midMicros: judged.midMicros })
      }),
    )
  })
})
