import { price, size, usdc } from '../../shared/domain/units.ts'
import type { RewardRule } from '../exchange/exchange.ts'
import type { Chance } from '../tape/feed/chance.ts'

/** What is drawn of one market before it has words and a rate. */
export interface DrawnMarket {
  readonly category: Category
  readonly bidCents: number
  readonly askCents: number
  /** Without its rate, which follows from the yield that is wanted. */
  readonly rules: Omit<RewardRule, 'dailyUsdcMicros'>
  /** Largest move of the mid in a minute, in ticks. */
  readonly restlessness: number
  readonly tradesAnHour: number
}

export type Category = (typeof CATEGORIES)[number]['name']

/** Taker fee and the makers' part of it, in ppm, as the venue had them by the autumn of 2026. */
export const CATEGORIES = [
  { name: 'Politics', feeRatePpm: 40_000, rebatePpm: 250_000, part: 0.3 },
  { name: 'Sports', feeRatePpm: 50_000, rebatePpm: 150_000, part: 0.3 },
  { name: 'Crypto', feeRatePpm: 70_000, rebatePpm: 200_000, part: 0.15 },
  { name: 'Economics', feeRatePpm: 50_000, rebatePpm: 250_000, part: 0.15 },
  { name: 'Geopolitics', feeRatePpm: 0, rebatePpm: 0, part: 0.1 },
] as const

/** Smallest size in shares and largest spread in cents, as 16,000 programmes of September 2026 had them. */
const PROGRAMMES = [
  { minShares: 20, spreadCents: 4.5, part: 0.76 },
  { minShares: 50, spreadCents: 3.5, part: 0.15 },
  { minShares: 100, spreadCents: 3, part: 0.05 },
  { minShares: 200, spreadCents: 3.5, part: 0.03 },
  { minShares: 1_000, spreadCents: 2.5, part: 0.01 },
] as const

const SPREADS = [
  { cents: 1, part: 0.35 },
  { cents: 2, part: 0.3 },
  { cents: 3, part: 0.17 },
  { cents: 4, part: 0.08 },
  { cents: 5, part: 0.06 },
  { cents: 12, part: 0.04 },
] as const

/** Most mids lie where one side alone earns. */
const INSIDE = 0.87
const MIN_AGE_SECONDS = 30

export function drawMarket(random: Chance): DrawnMarket {
  const { cents: spread } = pick<(typeof SPREADS)[number]>(random, SPREADS)
  const programme = pick<(typeof PROGRAMMES)[number]>(random, PROGRAMMES)
  const bidCents = random.chance(INSIDE)
    ? random.between(12, 86 - spread)
    : random.chance(0.5)
      ? random.between(3, 7)
      : 96 - spread - random.between(0, 3)
  return {
    category: pick<(typeof CATEGORIES)[number]>(random, CATEGORIES).name,
    bidCents,
    askCents: bidCents + spread,
    rules: {
      minSizeMicros: size(programme.minShares * 1e6),
      maxSpreadMicros: price(programme.spreadCents * 10_000),
      minAgeSeconds: MIN_AGE_SECONDS,
    },
    restlessness: random.next() ** 4 * 2,
    tradesAnHour: Math.floor(random.next() ** 3 * 30),
  }
}

/** 100 USDC of liquidity earn this much a day: the quantiles that were measured on the venue in the summer of 2026. */
const YIELDS = [
  { part: 0, usdc: 0.01 },
  { part: 0.1, usdc: 0.06 },
  { part: 0.5, usdc: 0.82 },
  { part: 0.9, usdc: 12 },
  { part: 0.99, usdc: 100 },
  { part: 1, usdc: 300 },
] as const

/** Between two quantiles the logarithm goes in a straight line. */
export function drawYield(random: Chance) {
  const at = random.next()
  const above = Math.max(
    1,
    YIELDS.findIndex(({ part }) => part > at),
  )
  const [low, high] = [YIELDS[above - 1] ?? YIELDS[0], YIELDS[above] ?? YIELDS[1]]
  const along = (at - low.part) / (high.part - low.part)
  return usdc(Math.round(1e6 * low.usdc * (high.usdc / low.usdc) ** along))
}

/** One by its part of all. */
function pick<Entry extends { readonly part: number }>(
  random: Chance,
  of: readonly [Entry, ...Entry[]],
): Entry {
  let left = random.next()
  for (const entry of of) {
    left -= entry.part
    if (left < 0) return entry
  }
  return of[0]
}
