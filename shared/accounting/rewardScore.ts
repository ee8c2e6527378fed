import { BALANCED_FROM_MICROS, BALANCED_TO_MICROS, ONE_SIDE_PART } from '../domain/venueRules.ts'
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
  /** What is known of deeper levels by its sum alone, at the best price that it may have. */
  readonly beyond?: { readonly bids: readonly Displayed[]; readonly asks: readonly Displayed[] }
}

/** Our part of all scores, from 0 to 1: it lies between these. */
export interface RewardShare {
  readonly low: number
  readonly high: number
}

/** Scores on the two sides of the book. */
export interface SideScores {
  readonly bids: number
  readonly asks: number
}

/** What is known of one instant's scores, by one of the mids that may be meant. */
export interface RewardScores {
  readonly ours: SideScores
  /** Of all others; they lie between these, where a part of the book is known by its sum alone. */
  readonly crowd: { readonly least: SideScores; readonly most: SideScores }
  readonly isBalanced: boolean
}

/**
 * Our part of all scores at one instant by the venue's published formula: an order scores ((v - s) / v)^2 x size, s
 * its distance from the mid; a maker counts max(min(bids, asks), max(bids, asks) / 3), outside of 0.10 to 0.90 only
 * min(bids, asks). Two things are not published, so both bounds are looked for: how the crowd's scores are spread over
 * makers, and which mid is meant, that of the touch or that of the levels large enough to earn. Our own orders are
 * part of the book the venue looks at.
 */
export const rewardShare = (rules: RewardRules, sample: RewardSample): RewardShare =>
  shareOfScores(rewardScores(rules, sample))

/** The scores by each mid that may be meant. On a book of one side nobody scores. */
export const rewardScores = (rules: RewardRules, sample: RewardSample): readonly RewardScores[] =>
  [0, rules.minSizeMicros].map((leastMicros) => scoresAt(rules, sample, midOf(sample, leastMicros)))

/** @param scores by each mid that may be meant. */
export function shareOfScores(scores: readonly RewardScores[]): RewardShare {
  const shares = scores.map(shareOf)
  return {
    low: Math.min(...shares.map(({ low }) => low)),
    high: Math.max(...shares.map(({ high }) => high)),
  }
}

/**
 * The likeliest of what lies between the bounds: the crowd counts as one maker, by the mid of the touch, which is what
 * payments have been found to agree with.
 */
export function likelyShare([atTouch]: readonly RewardScores[]): number {
  if (atTouch === undefined) return 0
  const { ours, crowd, isBalanced } = atTouch
  const we = counted(ours.bids, ours.asks, isBalanced)
  const others = counted(crowd.least.bids, crowd.least.asks, isBalanced)
  return we === 0 ? 0 : we / (we + others)
}

/** Ours of both outcomes of a market together: what one bids for is among the asks of the other. */
export const withSibling = (
  scores: readonly RewardScores[],
  sibling: readonly RewardScores[],
): readonly RewardScores[] =>
  scores.map((each, nth) => {
    const { bids, asks } = sibling[nth]?.ours ?? NOBODY
    return { ...each, ours: { bids: each.ours.bids + asks, asks: each.ours.asks + bids } }
  })

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
const NOBODY: SideScores = { bids: 0, asks: 0 }

function scoresAt(rules: RewardRules, sample: RewardSample, mid: number | null): RewardScores {
  const { minSizeMicros, maxSpreadMicros, minAgeMs } = rules
  if (mid === null || maxSpreadMicros <= 0) {
    return { ours: NOBODY, crowd: { least: NOBODY, most: NOBODY }, isBalanced: false }
  }
  const score = (priceMicros: number, sizeMicros: number): number => {
    if (sizeMicros < minSizeMicros) return 0
    const nearMicros = Math.max(0, maxSpreadMicros - Math.abs(priceMicros - mid))
    return (nearMicros / maxSpreadMicros) ** 2 * sizeMicros
  }
  const ofOurs = (side: RestingQuote['side']): number =>
    sum(
      sample.ours
        .filter((each) => each.side === side && sample.nowMs - each.sinceMs >= minAgeMs)
        .map((each) => score(each.priceMicros, each.restMicros)),
    )
  const ofCrowd = (levels: readonly Displayed[]): number =>
    sum(levels.map((level) => score(level.priceMicros, level.sizeMicros)))
  const least = { bids: ofCrowd(sample.bids), asks: ofCrowd(sample.asks) }
  const { bids = [], asks = [] } = sample.beyond ?? {}
  return {
    ours: { bids: ofOurs('BUY'), asks: ofOurs('SELL') },
    crowd: { least, most: { bids: least.bids + ofCrowd(bids), asks: least.asks + ofCrowd(asks) } },
    isBalanced: mid >= BALANCED_FROM_MICROS && mid <= BALANCED_TO_MICROS,
  }
}

function shareOf({ ours, crowd, isBalanced }: RewardScores): RewardShare {
  const we = counted(ours.bids, ours.asks, isBalanced)
  if (we === 0) return NOTHING
  const { most } = crowdBounds(crowd.most.bids, crowd.most.asks, isBalanced)
  const { least } = crowdBounds(crowd.least.bids, crowd.least.asks, isBalanced)
  return { low: we / (we + most), high: we / (we + least) }
}

function counted(bids: number, asks: number, isBalanced: boolean): number {
  const weaker = Math.min(bids, asks)
  return isBalanced ? Math.max(weaker, Math.max(bids, asks) * ONE_SIDE_PART) : weaker
}

/**
 * What a crowd with these scores can count together, however they are spread over makers. Most: each maker has as much
 * on one side as on the other, and the rest counts alone for a third. Least: as many as can have three times as much on
 * one side as on the other, which counts a quarter of their scores, or all are on one side, a third; outside of the
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
