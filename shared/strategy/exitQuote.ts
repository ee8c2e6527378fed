import type { Book, MarketInfo } from '../domain/market.ts'
import type { MarketSettings } from '../domain/settings.ts'
import { type PriceMicros, price, type SizeMicros } from '../domain/units.ts'
import { ceilToTick, floorToLot, floorToTick, maxPriceMicros } from './grid.ts'
import { type Quoting, refuse, rulesRefusal } from './quote.ts'
import { levelWorthJoining } from './touch.ts'

export interface ExitInput {
  readonly book: Book
  readonly info: MarketInfo
  readonly settings: MarketSettings
  readonly averageCostMicros: PriceMicros
  /** Sellable, not merely held. */
  readonly sizeMicros: SizeMicros
  readonly midMicros: PriceMicros
}

/** A post-only SELL at average cost + target, or higher where the asks stand higher. */
export function exitQuote(input: ExitInput): Quoting {
  const { book, info, settings } = input
  const broken = rulesRefusal(info)
  if (broken !== null) return refuse(broken)
  const { tickMicros } = info
  const maxMicros = maxPriceMicros(tickMicros)
  const floorMicros = ceilToTick(settings.risk.exitFloorMicros, tickMicros)
  if (floorMicros > maxMicros) return refuse('floor')
  const [bid] = book.bids
  // Strictly above the best bid, on the grid, or it would cross.
  const uncrossedMicros = bid === undefined ? 0 : floorToTick(bid.priceMicros, tickMicros) + tickMicros
  if (uncrossedMicros > maxMicros) return refuse('crossed')

  const wantedMicros = Math.max(
    ceilToTick(input.averageCostMicros, tickMicros) + settings.quote.targetTicks * tickMicros,
    ceilToTick(joinMicros(input), tickMicros),
    uncrossedMicros,
    floorMicros,
    tickMicros,
  )
  const sizeMicros = floorToLot(input.sizeMicros)
  if (sizeMicros < info.minSizeMicros) return refuse('sizeBelowMinimum')
  return { quote: { priceMicros: price(Math.min(wantedMicros, maxMicros)), sizeMicros } }
}

/** Where no ask is worth joining the mid takes its place: a tick above the bid would give the spread away. */
const joinMicros = ({ book, settings, midMicros }: ExitInput): PriceMicros =>
  levelWorthJoining(book.asks, settings.quote.dustLevelMicros)?.priceMicros ?? midMicros
