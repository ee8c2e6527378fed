import type { Book } from '../domain/market.ts'
import { type PriceMicros, price, type SizeMicros } from '../domain/units.ts'
import { exitTarget, type Holding } from './exitTarget.ts'
import { ceilToTick, floorToLot, floorToTick, maxPriceMicros } from './grid.ts'
import { improveAsk } from './improve.ts'
import { type Quoting, refusedQuote, rulesRefusal } from './quote.ts'
import type { ExitReason } from './quoteReason.ts'
import { levelWorthJoining } from './touch.ts'

export interface ExitInput extends Holding {
  readonly book: Book
  readonly averageCostMicros: PriceMicros
  /** Sellable, not merely held. */
  readonly sizeMicros: SizeMicros
  readonly midMicros: PriceMicros
}

/** A post-only SELL at average cost + target, or higher where the asks are higher: joined, or a tick better. */
export function exitQuote(input: ExitInput): Quoting<ExitReason> {
  const { book, info } = input
  const broken = rulesRefusal(info)
  if (broken !== null) return refusedQuote(broken)
  const { tickMicros } = info
  const maxMicros = maxPriceMicros(tickMicros)
  const floorMicros = exitFloorMicros(input)
  if (floorMicros > maxMicros) return refusedQuote('floor')
  const [bid] = book.bids
  // Strictly above the best bid, on the grid, or it would cross.
  const uncrossedMicros = bid === undefined ? 0 : floorToTick(bid.priceMicros, tickMicros) + tickMicros
  if (uncrossedMicros > maxMicros) return refusedQuote('crossed')

  const wanted = highest([
    atCost(input),
    atMarket(input),
    { micros: Math.max(uncrossedMicros, tickMicros), reason: 'uncrossed' },
    { micros: floorMicros, reason: 'floor' },
  ])
  const sizeMicros = floorToLot(input.sizeMicros)
  if (sizeMicros < info.minSizeMicros) return refusedQuote('sizeBelowMinimum')
  return {
    quote: { priceMicros: price(Math.min(wanted.micros, maxMicros)), sizeMicros },
    reason: wanted.reason,
  }
}

/** No SELL of the market's is priced below it, on its grid. */
export const exitFloorMicros = ({ info, settings }: Pick<ExitInput, 'info' | 'settings'>): PriceMicros =>
  ceilToTick(settings.risk.exitFloorMicros, info.tickMicros)

interface Bound {
  readonly micros: number
  readonly reason: ExitReason
}

/** What the shares cost and the target on top; nothing where they have to go. */
function atCost(input: ExitInput): Bound {
  const target = exitTarget(input)
  const { tickMicros } = input.info
  return target.at === 'touch'
    ? { micros: 0, reason: target.reason }
    : {
        micros: ceilToTick(input.averageCostMicros, tickMicros) + target.ticks * tickMicros,
        reason: target.reason,
      }
}

/** Where no ask is worth joining the mid takes its place: a tick above the bid would give the spread away. */
function atMarket(input: ExitInput): Bound {
  const { book, info, settings, midMicros, sizeMicros } = input
  const ask = levelWorthJoining(book.asks, settings.quote.dustLevelMicros)
  const joinedMicros = ceilToTick(ask?.priceMicros ?? midMicros, info.tickMicros)
  const [bid] = book.bids
  if (ask === undefined || bid === undefined) return { micros: joinedMicros, reason: 'joined' }
  const improved = improveAsk({
    joinedMicros,
    otherMicros: bid.priceMicros,
    midMicros,
    info,
    settings,
    sizeMicros,
  })
  const urgent = exitTarget(input).at === 'touch'
  return { micros: improved.priceMicros, reason: urgent ? 'gameStart' : improved.reason }
}

/** The first of the highest: cost comes before market, and both before what merely keeps us out of trouble. */
const highest = (bounds: readonly [Bound, ...Bound[]]): Bound =>
  bounds.reduce((best, bound) => (bound.micros > best.micros ? bound : best))
