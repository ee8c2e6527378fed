import type { Level } from '../../shared/domain/market.ts'
import { MICROS, price, size } from '../../shared/domain/units.ts'
import { BALANCED_FROM_MICROS, BALANCED_TO_MICROS, ONE_SIDE_PART } from '../../shared/domain/venueRules.ts'
import type { Chance } from '../tape/feed/chance.ts'
import type { DrawnMarket } from './drawMarket.ts'

/** An order in terms of the first outcome: a bid for the second at p is an ask at 1 - p. */
export interface MakerOrder {
  readonly isBid: boolean
  readonly priceMicros: number
  readonly sizeMicros: number
}

/** One of those who quote a market, which nobody sees from outside: a book shows levels alone. */
export type Maker = readonly MakerOrder[]

const CENT = MICROS / 100
const LOT = MICROS / 100
/** Who quotes one side alone. */
const ONE_SIDED = 0.35
/** Orders too small to earn, which are displayed anyway. */
const SMALL = 0.1

/** Three to twelve makers; the first quotes both sides at the touch. */
export function drawMakers(random: Chance, { bidCents, askCents, rules }: DrawnMarket): readonly Maker[] {
  const order = (isBid: boolean, ticks: number): MakerOrder => {
    const cents = isBid ? Math.max(1, bidCents - ticks) : Math.min(99, askCents + ticks)
    const times = random.chance(SMALL) ? 0.2 + random.next() / 2 : 1 + 9 * random.next() ** 2
    const sizeMicros = Math.max(LOT, Math.round((rules.minSizeMicros * times) / LOT) * LOT)
    return { isBid, priceMicros: cents * CENT, sizeMicros }
  }
  return Array.from({ length: random.between(3, 12) }, (_, index) => {
    const ticks = (): number => (index === 0 ? 0 : random.between(0, 4))
    const isOneSided = index > 0 && random.chance(ONE_SIDED)
    const isBuyer = random.chance(0.5)
    if (isOneSided) return [order(isBuyer, ticks())]
    return [order(true, ticks()), order(false, ticks())]
  })
}

/** Smaller orders earn nothing, nor do those that far from the mid. */
interface Programme {
  readonly minSizeMicros: number
  readonly maxSpreadMicros: number
}

/** What everybody sees of them, best first. */
export function displayed(makers: readonly Maker[], isBid: boolean): readonly Level[] {
  const sizes = new Map<number, number>()
  for (const each of makers.flat()) {
    if (each.isBid === isBid)
      sizes.set(each.priceMicros, (sizes.get(each.priceMicros) ?? 0) + each.sizeMicros)
  }
  return [...sizes]
    .toSorted(([a], [b]) => (isBid ? b - a : a - b))
    .map(([priceMicros, sizeMicros]) => ({ priceMicros: price(priceMicros), sizeMicros: size(sizeMicros) }))
}

/**
 * The part of all scores that one more maker would have, from 0 to 1, by the published formula over every maker as it
 * is: what an estimate from the displayed book has to contain.
 */
export function trueShare(makers: readonly Maker[], ours: Maker, rules: Programme): number {
  const all = [...makers, ours]
  const [bid] = displayed(all, true)
  const [ask] = displayed(all, false)
  if (bid === undefined || ask === undefined) return 0
  const mid = (bid.priceMicros + ask.priceMicros) / 2
  const scores = all.map((maker) => scoreOf(maker, mid, rules))
  const total = scores.reduce((sum, score) => sum + score, 0)
  return total === 0 ? 0 : (scores.at(-1) ?? 0) / total
}

function scoreOf(maker: Maker, mid: number, { minSizeMicros, maxSpreadMicros }: Programme): number {
  const side = (isBid: boolean): number =>
    maker
      .filter((each) => each.isBid === isBid && each.sizeMicros >= minSizeMicros)
      .map((each) => [Math.abs(each.priceMicros - mid), each.sizeMicros] as const)
      .filter(([distance]) => distance < maxSpreadMicros)
      .reduce(
        (sum, [distance, sizeMicros]) =>
          sum + ((maxSpreadMicros - distance) / maxSpreadMicros) ** 2 * sizeMicros,
        0,
      )
  const [bids, asks] = [side(true), side(false)]
  const isBalanced = mid >= BALANCED_FROM_MICROS && mid <= BALANCED_TO_MICROS
  const weaker = Math.min(bids, asks)
  return isBalanced ? Math.max(weaker, Math.max(bids, asks) * ONE_SIDE_PART) : weaker
}

/** Bids of this amount for each outcome at the best prices of others, in whole lots. */
export function quotesOf(
  makers: readonly Maker[],
  of: { readonly usdcMicros: number; readonly sides: 'first' | 'second' | 'both' },
): Maker {
  const [bid] = displayed(makers, true)
  const [ask] = displayed(makers, false)
  const shares = (priceMicros: number): number =>
    Math.floor((of.usdcMicros / priceMicros) * (MICROS / LOT)) * LOT
  const first = bid && { isBid: true, priceMicros: bid.priceMicros, sizeMicros: shares(bid.priceMicros) }
  const second = ask && {
    isBid: false,
    priceMicros: ask.priceMicros,
    sizeMicros: shares(MICROS - ask.priceMicros),
  }
  const wanted = of.sides === 'both' ? [first, second] : [of.sides === 'first' ? first : second]
  return wanted.filter((each) => each !== undefined)
}
