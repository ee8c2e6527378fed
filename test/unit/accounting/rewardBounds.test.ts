import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type RestingQuote, type RewardSample, rewardShare } from '../../../shared/accounting/rewardScore.ts'

/**
 * The programme as the venue publishes it, order by order and maker by maker, for a book whose owners are known: what
 * the display cannot show. Written from the published text alone.
 */
interface Order {
  readonly side: 'bid' | 'ask'
  readonly cents: number
  readonly shares: number
  /** 0 is us. */
  readonly maker: number
  readonly isYoung: boolean
}
interface Programme {
  readonly minShares: number
  readonly maxCents: number
}

const MIN_AGE_MS = 30_000
const NOW_MS = 1_000_000
const CENT = 10_000
const SHARE = 1_000_000

/** Between the best bid and the best ask; of levels of at least that many shares. */
function midOf(orders: readonly Order[], leastShares: number): number | null {
  const levelsOf = (side: Order['side']): readonly number[] => {
    const own = orders.filter((order) => order.side === side)
    const prices = [...new Set(own.map(({ cents }) => cents))]
    return prices.filter(
      (cents) =>
        own.filter((order) => order.cents === cents).reduce((sum, { shares }) => sum + shares, 0) >=
        leastShares,
    )
  }
  const [bids, asks] = [levelsOf('bid'), levelsOf('ask')]
  return bids.length === 0 || asks.length === 0 ? null : (Math.max(...bids) + Math.min(...asks)) / 2
}

/** Q of one maker: one side for a third between 0.10 and 0.90, and not at all outside. */
function weightOf(orders: readonly Order[], { minShares, maxCents }: Programme, mid: number): number {
  const side = (which: Order['side']): number => {
    let sum = 0
    for (const order of orders) {
      const s = Math.abs(order.cents - mid)
      const isScoring = order.side === which && !order.isYoung && order.shares >= minShares && s <= maxCents
      if (isScoring) sum += ((maxCents - s) / maxCents) ** 2 * order.shares
    }
    return sum
  }
  const [one, two] = [side('bid'), side('ask')]
  if (mid < 10 || mid > 90) return Math.min(one, two)
  return Math.max(Math.min(one, two), Math.max(one / 3, two / 3))
}

function truthOf(orders: readonly Order[], programme: Programme, mid: number | null): number {
  if (mid === null) return 0
  const makers = [...new Set(orders.map(({ maker }) => maker))]
  const weights = makers.map((maker) => ({
    maker,
    weight: weightOf(
      orders.filter((order) => order.maker === maker),
      programme,
      mid,
    ),
  }))
  const ours = weights.find(({ maker }) => maker === 0)?.weight ?? 0
  return ours === 0 ? 0 : ours / weights.reduce((sum, { weight }) => sum + weight, 0)
}

/** What anybody sees of it: the others' levels, and our own orders. */
function sampleOf(orders: readonly Order[]): RewardSample {
  const levels = (side: Order['side']) => {
    const sizes = new Map<number, number>()
    for (const { maker, cents, shares, ...order } of orders) {
      if (maker !== 0 && order.side === side) sizes.set(cents, (sizes.get(cents) ?? 0) + shares)
    }
    return [...sizes]
      .map(([cents, shares]) => ({ priceMicros: Math.round(cents * CENT), sizeMicros: shares * SHARE }))
      .toSorted((a, b) => (side === 'bid' ? b.priceMicros - a.priceMicros : a.priceMicros - b.priceMicros))
  }
  const ours = orders
    .filter(({ maker }) => maker === 0)
    .map(
      ({ side, cents, shares, isYoung }): RestingQuote => ({
        side: side === 'bid' ? 'BUY' : 'SELL',
        priceMicros: Math.round(cents * CENT),
        restMicros: shares * SHARE,
        sinceMs: NOW_MS - (isYoung ? MIN_AGE_MS - 1 : MIN_AGE_MS),
      }),
    )
  return { nowMs: NOW_MS, bids: levels('bid'), asks: levels('ask'), ours }
}

const rulesOf = ({ minShares, maxCents }: Programme) => ({
  minSizeMicros: minShares * SHARE,
  maxSpreadMicros: Math.round(maxCents * CENT),
  dailyMicros: 100 * SHARE,
  minAgeMs: MIN_AGE_MS,
})

/**
 * Books around a mid from one end to the other, of which a side may be empty or crowded. The stated assumption of both
 * bounds holds: the crowd's orders are old, and where a level is large enough to earn, so are its orders.
 */
const anyBook = fc
  .record({
    programme: fc.record({
      minShares: fc.constantFrom(0, 20, 50, 200),
      maxCents: fc.constantFrom(1, 2.5, 3.5, 4.5, 8),
    }),
    // Where both sides have to be quoted, and at the very edge of it.
    middle: fc.oneof(
      fc.integer({ min: 3, max: 97 }),
      fc.constantFrom(8, 9, 9.5, 10, 10.5, 11, 89, 89.5, 90, 90.5, 91),
    ),
    places: fc.array(
      fc.record({
        side: fc.constantFrom('bid' as const, 'ask' as const),
        away: fc.integer({ min: 0, max: 8 }),
        large: fc.boolean(),
        sizes: fc.array(
          fc.record({ shares: fc.integer({ min: 1, max: 400 }), maker: fc.integer({ min: 1, max: 5 }) }),
          {
            minLength: 1,
            maxLength: 3,
          },
        ),
      }),
      { maxLength: 12 },
    ),
    own: fc.array(
      fc.record({
        side: fc.constantFrom('bid' as const, 'ask' as const),
        away: fc.integer({ min: 0, max: 6 }),
        shares: fc.integer({ min: 1, max: 500 }),
        isYoung: fc.boolean(),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ programme, middle, places, own }) => {
    const centsOf = (side: Order['side'], away: number): number =>
      side === 'bid' ? middle - 0.5 - away : middle + 0.5 + away
    const taken = new Set<string>()
    const crowd = places.flatMap(({ side, away, large, sizes }): Order[] => {
      const cents = centsOf(side, away)
      if (taken.has(`${side}${cents}`)) return []
      taken.add(`${side}${cents}`)
      if (large) {
        return sizes.map(({ shares, maker }) => ({
          side,
          cents,
          shares: shares + programme.minShares,
          maker,
          isYoung: false,
        }))
      }
      // Too small as a whole: nobody on it earns.
      const [first] = sizes
      const shares = Math.min(first?.shares ?? 1, programme.minShares - 1)
      return shares < 1 ? [] : [{ side, cents, shares, maker: first?.maker ?? 1, isYoung: false }]
    })
    const ours = own.map(
      ({ side, away, shares, isYoung }): Order => ({
        side,
        cents: centsOf(side, away),
        shares,
        isYoung,
        maker: 0,
      }),
    )
    const isPrice = ({ cents }: Order): boolean => cents > 0 && cents < 100
    return { programme, orders: [...crowd, ...ours].filter(isPrice) }
  })

const CLOSE = 1e-9

describe('the bounds of the reward estimate hold the truth', () => {
  test('by either mid, however the orders of the book are spread over makers', () => {
    fc.assert(
      fc.property(anyBook, ({ programme, orders }) => {
        const { low, high } = rewardShare(rulesOf(programme), sampleOf(orders))

        for (const leastShares of [0, programme.minShares]) {
          const truth = truthOf(orders, programme, midOf(orders, leastShares))
          expect(truth).toBeGreaterThanOrEqual(low - CLOSE)
          expect(truth).toBeLessThanOrEqual(high + CLOSE)
        }
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
      }),
      { seed: 12, numRuns: 5_000 },
    )
  })

  test('and none is wider than the worst and the best owner of the same display make it', () => {
    // A crowd of one side only: one maker or many count the same third, so that nothing is unknown but the mid.
    const orders: Order[] = [
      { side: 'bid', cents: 49, shares: 300, maker: 1, isYoung: false },
      { side: 'ask', cents: 51, shares: 100, maker: 0, isYoung: false },
      { side: 'bid', cents: 48, shares: 100, maker: 0, isYoung: false },
    ]
    const programme = { minShares: 50, maxCents: 4 }
    const truth = truthOf(orders, programme, 50)

    const { low, high } = rewardShare(rulesOf(programme), sampleOf(orders))

    expect(low).toBeCloseTo(truth, 12)
    expect(high).toBeCloseTo(truth, 12)
  })

  test('our own orders alone, or no book, are all or nothing', () => {
    const both: Order[] = [
      { side: 'bid', cents: 49, shares: 100, maker: 0, isYoung: false },
      { side: 'ask', cents: 51, shares: 100, maker: 0, isYoung: false },
    ]
    const programme = { minShares: 50, maxCents: 4 }
    const rules = rulesOf(programme)

    expect(rewardShare(rules, sampleOf(both))).toEqual({ low: 1, high: 1 })
    expect(rewardShare(rules, sampleOf(both.slice(0, 1)))).toEqual({ low: 0, high: 0 })
    expect(rewardShare(rules, sampleOf([]))).toEqual({ low: 0, high: 0 })
  })
})
