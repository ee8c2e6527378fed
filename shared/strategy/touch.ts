import type { Book, Level } from '../domain/market.ts'
import { type PriceMicros, price, type SizeMicros } from '../domain/units.ts'

export interface Touch {
  readonly bid: Level
  readonly ask: Level
}

/** The best level of each side; null unless both are there. */
export function touch({ bids: [bid], asks: [ask] }: Book): Touch | null {
  return bid === undefined || ask === undefined ? null : { bid, ask }
}

/** Halfway between the best bid and the best ask, rounded down to a micro-dollar. */
export const midOf = ({ bid, ask }: Touch): PriceMicros =>
  price(Math.floor((bid.priceMicros + ask.priceMicros) / 2))

/** The mid of a book that has one; null unless both sides are there. */
export function midMicros(book: Book): PriceMicros | null {
  const best = touch(book)
  return best === null ? null : midOf(best)
}

/** The best level that is not dust or bait: a quote that joins a tiny order follows a stranger's whim. */
export const levelWorthJoining = (levels: readonly Level[], dustLevelMicros: SizeMicros): Level | undefined =>
  levels.find((level) => level.sizeMicros >= dustLevelMicros)
