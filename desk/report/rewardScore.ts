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
  /** An order earns only once it has rested so long. */
  readonly minAgeMs: number
}

/** What the market shows at one instant, best first. The crowd's display is without ours. */
export interface RewardSample {
  readonly nowMs: number
  readonly bids: readonly Displayed[]
  readonly asks: readonly Displayed[]
  readonly ours: readonly RestingQuote[]
}

/** Outside of these mids only two-sided quotes earn; inside, one side alone counts a third. */
const BALANCED_FROM_MICROS = 100_000
const BALANCED_TO_MICROS = 900_000
const ONE_SIDE_PART = 1 / 3

/**
 * Our part of all scores at one instant, 0 to 1, by the venue's published formula: an order scores
 * ((v - s) / v)^2 x size, s its distance from the mid of the levels large enough; a maker counts
 * max(min(bids, asks), max(bids, asks) / 3), outside of 0.10 to 0.90 only min(bids, asks).
 * The crowd is taken for one maker, since a book does not tell whose an order is.
 */
export function rewardShare(rules: RewardRules, sample: RewardSample): number {
  const isLarge = (level: Displayed): boolean => level.sizeMicros >= rules.minSizeMicros
  const bids = sample.bids.filter(isLarge)
  const asks = sample.asks.filter(isLarge)
  const [bid, ask] = [bids[0], asks[0]]
  if (bid === undefined || ask === undefined || rules.maxSpreadMicros <= 0) return 0
  const mid = (bid.priceMicros + ask.priceMicros) / 2
  const ours = sample.ours.filter(
    ({ restMicros, sinceMs }) =>
      restMicros >= rules.minSizeMicros && sample.nowMs - sinceMs >= rules.minAgeMs,
  )
  const score = (priceMicros: number, sizeMicros: number): number => {
    const distance = Math.abs(priceMicros - mid)
    if (distance > rules.maxSpreadMicros) return 0
    return ((rules.maxSpreadMicros - distance) / rules.maxSpreadMicros) ** 2 * sizeMicros
  }
  const ofOurs = (side: RestingQuote['side']): number =>
    sum(ours.filter((each) => each.side === side).map((each) => score(each.priceMicros, each.restMicros)))
  const ofCrowd = (levels: readonly Displayed[]): number =>
    sum(levels.map((level) => score(level.priceMicros, level.sizeMicros)))
  const we = counted(ofOurs('BUY'), ofOurs('SELL'), mid)
  const crowd = counted(ofCrowd(bids), ofCrowd(asks), mid)
  return we === 0 ? 0 : we / (we + crowd)
}

function counted(bids: number, asks: number, mid: number): number {
  const weaker = Math.min(bids, asks)
  const isBalanced = mid >= BALANCED_FROM_MICROS && mid <= BALANCED_TO_MICROS
  return isBalanced ? Math.max(weaker, Math.max(bids, asks) * ONE_SIDE_PART) : weaker
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
