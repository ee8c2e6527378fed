import type { Ladder, Level } from './market.ts'
import { opposite, type Side } from './order.ts'
import { MICROS, type PriceMicros, price } from './units.ts'

/** What an order, a fill or a holding of a market is in: the first outcome, or the other one. */
export interface InOutcome {
  readonly isOther?: true
}

interface Place {
  readonly side: Side
  readonly priceMicros: PriceMicros
}
interface Priced extends Place, InOutcome {}

/**
 * The place of an order in the one book that the venue keeps of a market, in terms of its first outcome: to buy the
 * other at p is to sell this one at 1 - p, for a pair of both is always worth 1 USDC.
 */
export const placed = (order: Priced): Place => placedIn(order, {})

/** Where it is in the book as the market shows it for an outcome. */
export const placedIn = ({ side, priceMicros, ...order }: Priced, of: InOutcome): Place =>
  inSameOutcome(order, of) ? { side, priceMicros } : mirroredPlace({ side, priceMicros })

export const mirroredPlace = ({ side, priceMicros }: Place): Place => ({
  side: opposite(side),
  priceMicros: complement(priceMicros),
})

/** What a share of one outcome is worth while one of the other has this price. */
export const complement = (priceMicros: number): PriceMicros => price(MICROS - priceMicros)

/** The same levels as the market's other outcome shows them: what bids for one asks for the other. */
export const mirroredLadder = ({ bids, asks }: Ladder): Ladder => ({
  bids: mirroredLevels(asks),
  asks: mirroredLevels(bids),
})

export const mirroredLevels = (levels: readonly Level[]): readonly Level[] =>
  levels.map(({ priceMicros, sizeMicros }) => ({ priceMicros: complement(priceMicros), sizeMicros }))

export const inSameOutcome = (one: InOutcome, of: InOutcome): boolean => one.isOther === of.isOther
