import { describe, expect, it } from 'vitest'
import { price, size } from '../../../shared/domain/units.ts'
import { shouldMove } from '../../../shared/strategy/requote.ts'
import { info, settings } from '../../support/market.ts'

const moves = (
  side: 'BUY' | 'SELL',
  restingCents: number,
  ageSeconds: number,
  over: Partial<Parameters<typeof shouldMove>[0]> = {},
): boolean =>
  shouldMove({
    side,
    restingMicros: price(restingCents * 10_000),
    wantedMicros: price(500_000),
    ageMs: ageSeconds * 1_000,
    info: info(),
    settings: settings(),
    ...over,
  })

const programme = info({
  rewards: { minSizeMicros: size(1), maxSpreadMicros: price(30_000), minAgeMs: 60_000 },
})

describe('a quote moves', () => {
  it.each([
    {
      name: 'not for two ticks, however old',
      is: [moves('BUY', 52, 900), moves('SELL', 48, 900)],
      want: false,
    },
    {
      name: 'at once where it gives more than we would give now',
      is: [moves('BUY', 53, 0), moves('SELL', 47, 0)],
      want: true,
    },
    {
      name: 'not while young where it merely asks for more',
      is: [moves('BUY', 47, 29.9), moves('SELL', 53, 29.9)],
      want: false,
    },
    { name: 'once it is old enough', is: [moves('BUY', 47, 30), moves('SELL', 53, 30)], want: true },
    {
      name: 'not before it has earned rewards',
      is: [moves('BUY', 47, 59.9, { info: programme })],
      want: false,
    },
    { name: 'then', is: [moves('BUY', 47, 60, { info: programme })], want: true },
    {
      name: 'without looking at rewards that are not asked for',
      is: [
        moves('BUY', 47, 30, { info: programme, settings: settings({ quote: { preferRewards: false } }) }),
      ],
      want: true,
    },
  ])('$name', ({ is, want }) => {
    expect(is.every((each) => each === want)).toBe(true)
  })
})
