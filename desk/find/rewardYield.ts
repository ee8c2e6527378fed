import { type RestingQuote, rewardShare } from '../../shared/accounting/rewardScore.ts'
import type { Ladder } from '../../shared/domain/market.ts'
import { MICROS } from '../../shared/domain/units.ts'
import { LOT_MICROS } from '../../shared/domain/venueRules.ts'
import type { RewardPool } from '../../shared/ports/catalogue.ts'

/** What quotes would earn a day, in micro-dollars: between these. */
export interface RewardYield {
  readonly lowMicros: number
  readonly highMicros: number
}

/** Bids of one size for the first outcome, the second, or both. */
export type Sides = 'first' | 'second' | 'both'

export const NO_YIELD: RewardYield = { lowMicros: 0, highMicros: 0 }

/**
 * Quotes that join the best bid of each outcome with `usdcMicros`, in whole lots, as the bot enters. In terms of the
 * first outcome a bid for the second at p is an ask at 1 - p. Empty where a side of the book is.
 */
export function joiningQuotes(
  { bids, asks }: Ladder,
  of: { readonly usdcMicros: number; readonly sides: Sides },
): readonly RestingQuote[] {
  const [bid, ask] = [bids[0], asks[0]]
  if (bid === undefined || ask === undefined) return []
  const first = quote('BUY', bid.priceMicros, sharesFor(of.usdcMicros, bid.priceMicros))
  const second = quote('SELL', ask.priceMicros, sharesFor(of.usdcMicros, MICROS - ask.priceMicros))
  if (of.sides === 'both') return [first, second]
  return of.sides === 'first' ? [first] : [second]
}

const quote = (side: RestingQuote['side'], priceMicros: number, restMicros: number): RestingQuote => ({
  side,
  priceMicros,
  restMicros,
  sinceMs: 0,
})

/** Whole lots that an amount buys at a price. */
export const sharesFor = (usdcMicros: number, priceMicros: number): number =>
  Math.floor((usdcMicros * (MICROS / LOT_MICROS)) / priceMicros) * LOT_MICROS

/** The part of the programme's money that the quotes would have at this book, if it stayed as it is for a day. */
export function rewardYield(pool: RewardPool, ladder: Ladder, ours: readonly RestingQuote[]): RewardYield {
  const { low, high } = rewardShare({ ...pool, minAgeMs: 0 }, { nowMs: 0, ...ladder, ours })
  return {
    lowMicros: Math.floor(low * pool.dailyMicros),
    highMicros: Math.ceil(high * pool.dailyMicros),
  }
}
