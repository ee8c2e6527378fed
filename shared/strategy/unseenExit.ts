import type { GoodMid, MarketInfo } from '../domain/market.ts'
import { type PriceMicros, price } from '../domain/units.ts'
import { type ExitInput, exitFloorMicros } from './exitQuote.ts'
import { exitTarget } from './exitTarget.ts'
import { ceilToTick, floorToLot, maxPriceMicros } from './grid.ts'
import { type Quoting, refusedQuote, rulesRefusal } from './quote.ts'

/** A book that answers again meanwhile gives a better price than any made without it. */
const UNSEEN_AFTER_MS = 30_000

export interface UnseenExitInput extends Omit<ExitInput, 'book' | 'midMicros'> {
  readonly lastGoodMid: GoodMid | null
  readonly info: MarketInfo
}

/**
 * An exit while the book cannot be read: post-only, so that the venue refuses it where it would take a bid, and at no
 * less than the shares cost and the target, the last believed mid and the floor. So a market nobody sees can neither
 * be sold into nor sold below. Shares that have to go whatever they cost wait for a book, at their least target.
 */
export function unseenExit(input: UnseenExitInput): Quoting<'unseen'> {
  const { info, settings, lastGoodMid, nowMs } = input
  const broken = rulesRefusal(info)
  if (broken !== null) return refusedQuote(broken)
  if (lastGoodMid !== null && nowMs - lastGoodMid.atMs < UNSEEN_AFTER_MS) return refusedQuote('bookJustLost')
  const { tickMicros } = info
  const target = exitTarget(input)
  const ticks = target.at === 'cost' ? target.ticks : settings.quote.targetFloorTicks
  const wantedMicros = Math.max(
    ceilToTick(input.averageCostMicros, tickMicros) + ticks * tickMicros,
    ceilToTick(lastGoodMid?.priceMicros ?? price(0), tickMicros),
    exitFloorMicros(input),
  )
  const maxMicros: PriceMicros = maxPriceMicros(tickMicros)
  if (exitFloorMicros(input) > maxMicros) return refusedQuote('floor')
  const sizeMicros = floorToLot(input.sizeMicros)
  if (sizeMicros < info.minSizeMicros) return refusedQuote('sizeBelowMinimum')
  return { quote: { priceMicros: price(Math.min(wantedMicros, maxMicros)), sizeMicros }, reason: 'unseen' }
}
