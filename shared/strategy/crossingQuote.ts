import { type Book, type Level, type MarketInfo, sizeOf } from '../domain/market.ts'
import { type PriceMicros, price, type SizeMicros, size } from '../domain/units.ts'
import { ceilToTick, floorToLot, maxPriceMicros } from './grid.ts'
import { type Quote, type RefusedQuote, refusedQuote, rulesRefusal } from './quote.ts'

export interface CrossingInput {
  readonly book: Book
  readonly info: MarketInfo
  /** Sellable, not merely held. */
  readonly sizeMicros: SizeMicros
  /** The operator's own, or the slippage bound of an automatic sale, which keeps the market's exit floor. */
  readonly floorMicros: PriceMicros
}

/**
 * A SELL that takes bids at once, down to the level that fills it and never below its floor; no larger than what the
 * bids down to there take.
 */
export function crossingQuote({
  book,
  info,
  sizeMicros,
  floorMicros,
}: CrossingInput): { readonly quote: Quote } | RefusedQuote {
  const broken = rulesRefusal(info)
  if (broken !== null) return refusedQuote(broken)
  if (floorToLot(sizeMicros) < info.minSizeMicros) return refusedQuote('sizeBelowMinimum')
  const { tickMicros } = info
  const lowestMicros = ceilToTick(Math.max(floorMicros, tickMicros), tickMicros)
  const [best] = book.bids
  if (best === undefined) return refusedQuote('oneSided')
  const reachable = book.bids.filter((level) => level.priceMicros >= lowestMicros)
  const bidsMicros = sizeOf(reachable)
  const lotsMicros = floorToLot(size(Math.min(sizeMicros, bidsMicros)))
  const last = levelThatFills(reachable, lotsMicros)
  if (last === undefined) return refusedQuote('floor')
  if (lotsMicros < info.minSizeMicros) return refusedQuote('bidsTooFew')
  // A bid off the grid is met at the next price above it, or not at all.
  const priceMicros = price(Math.min(ceilToTick(last.priceMicros, tickMicros), maxPriceMicros(tickMicros)))
  if (priceMicros > best.priceMicros || priceMicros < lowestMicros) return refusedQuote('priceBounds')
  return { quote: { priceMicros, sizeMicros: lotsMicros } }
}

/** The level at which the size is used up. */
function levelThatFills(bids: readonly Level[], sizeMicros: SizeMicros): Level | undefined {
  let leftMicros: number = sizeMicros
  for (const level of bids) {
    leftMicros -= level.sizeMicros
    if (leftMicros <= 0) return level
  }
  return bids.at(-1)
}
