import { BALANCED_FROM_MICROS, BALANCED_TO_MICROS, ONE_SIDE_PART } from '../../shared/domain/venueRules.ts'
/** A resting order of ours as the programme looks at it. */
export interface RestingQuote {
  readonly side: 'BUY' | 'SELL'
  readonly priceMicros: number
  readonly restMicros: number
  readonly sinceMs: number
}

/** One level of what others display. */
export interface Displayed {
  readonly priceMicros: number
  readonly sizeMicros: number
}

/** The programme's rules of one market. */
export interface RewardRules {
  /** Smaller orders earn nothing. */
  readonly minSizeMicros: number
  /** v: farther from the mid an order earns nothing. */
  readonly maxSpreadMicros: number
  readonly dailyMicros: number
  /** An order earns only once it has rested this long. */
  readonly minAgeMs: number
}

/** What the market shows at one instant, best first. The crowd's display is without ours. */
export interface RewardSample {
  readonly nowMs: number
  readonly bids: readonly Displayed[]
  readonly asks: readonly Displayed[]
  readonly ours: readonly RestingQuote[]
}

/** Our part of all scores, from 0 to 1: it lies between these. */
export interface RewardShare {
  readonly low: number
  readonly high: number
}

/**
 * Our part of all scores at one instant by the venue's published formula: an order scores ((v - s) / v)^2 x size, s
 * its distance from the mid; a maker counts max(min(bids, asks), max(bids, asks) / 3), outside of 0.10 to 0.90 only
 * min(bids, asks). Two things are not published, so both bounds are looked for: how the crowd's scores are spread over
 * makers, and which mid is meant, that of the touch or that of the levels large enough to earn. Our own orders are
 * part of the book the venue looks at.
 */
export function rewardShare(rules: RewardRules, sample: RewardSample): RewardShare {
  const { minSizeMicros } = rules
  const shares = [0, minSizeMicros].map((leastMicros) => shareAt(rules, sample, midOf(sample, leastMicros)))
  return {
    low: Math.min(...shares.map(({ low }) => low)),
    high: Math.max(...shares.map(({ high }) => high)),
  }
}

/** Between the best levels, ours with them, of at least a size; null where a side has none. */
function midOf({ bids, asks, ours }: RewardSample, leastMicros: number): number | null {
  const best = (levels: readonly Displayed[], side: RestingQuote['side']): number | null => {
    const sizes = new Map<number, number>()
    const own = ours.filter((each) => each.side === side)
    const all = [...levels, ...own.map((each) => ({ ...each, sizeMicros: each.restMicros }))]
    for (const { priceMicros, sizeMicros } of all) {
      sizes.set(priceMicros, (sizes.get(priceMicros) ?? 0) + sizeMicros)
    }
    const large = [...sizes].filter(([, sizeMicros]) => sizeMicros >= leastMicros).map(([price]) => price)
    if (large.length === 0) return null
    return side === 'BUY' ? Math.max(...large) : Math.min(...large)
  }
  const [bid, ask] = [best(bids, 'BUY'), best(asks, 'SELL')]
  return bid === null || ask === null ? null : (bid + ask) / 2
}

const NOTHING: RewardShare = { low: 0, high: 0 }

function shareAt(rules: RewardRules, sample: RewardSample, mid: number | null): RewardShare {
  const { minSizeMicros, maxSpreadMicros, minAgeMs } = rules
  // On a book of one side nobody scores.
  if (mid === null || maxSpreadMicros <= 0) return NOTHING
  const score = (priceMicros: number, sizeMicros: number): number => {
    const distance = Math.abs(priceMicros - mid)
    if (distance > maxSpreadMicros || sizeMicros < minSizeMicros) return 0
    return ((maxSpreadMicros - distance) / maxSpreadMicros) ** 2 * sizeMicros
  }
  const ofOurs = (side: RestingQuote['side']): number =>
    sum(
      sample.ours
        .filter((each) => each.side === side && sample.nowMs - each.sinceMs >= minAgeMs)
        .map((each) => score(each.priceMicros, each.restMicros)),
    )
  const ofCrowd = (levels: readonly Displayed[]): number =>
    sum(levels.map((level) => score(level.priceMicros, level.sizeMicros)))
  const isBalanced = mid >= BALANCED_FROM_MICROS && mid <= BALANCED_TO_MICROS
  const we = counted(ofOurs('BUY'), ofOurs('SELL'), isBalanced)
  if (we === 0) return NOTHING
  const crowd = crowdBounds(ofCrowd(sample.bids), ofCrowd(sample.asks), isBalanced)
  return { low: we / (we + crowd.most), high: we / (we + crowd.least) }
}

function counted(bids: number, asks: number, isBalanced: boolean): number {
  const weaker = Math.min(bids, asks)
  return isBalanced ? Math.max(weaker, Math.max(bids, asks) * ONE_SIDE_PART) : weaker
}

/**
 * What a crowd with these scores can count together, however they are spread over makers. Most: each maker has as much
 * on one side as on the other, and the rest stands alone for a third. Least: as many as can have three times as much on
 * one side as on the other, which counts a quarter of their scores, or all stand on one side, a third; outside of the
 * balanced mids one side alone counts nothing.
 */
function crowdBounds(
  bids: number,
  asks: number,
  isBalanced: boolean,
): { readonly most: number; readonly least: number } {
  const [weaker, stronger] = [Math.min(bids, asks), Math.max(bids, asks)]
  if (!isBalanced) return { most: weaker, least: 0 }
  return {
    most: weaker + (stronger - weaker) * ONE_SIDE_PART,
    least: Math.max((bids + asks) / 4, stronger * ONE_SIDE_PART),
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
