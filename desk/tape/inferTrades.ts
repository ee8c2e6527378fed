import type { Level } from '../../shared/domain/market.ts'
import { type EpochMs, price, size } from '../../shared/domain/units.ts'
import type { BookSizes, SizesByPrice } from './bookSizes.ts'
import type { TapeEvent } from './tapeEvent.ts'

/**
 * The market channel's deltas do not show what a trade consumed, but a fresh snapshot comes right after each: the
 * book rebuilt from deltas, less the snapshot, is the trade. A pure decrease of one side from its touch inward gives
 * side, prices and sizes exactly; any other difference is a trade that cannot be known. No difference, no trade.
 */
export function inferTrades(before: BookSizes, after: BookSizes, atMs: EpochMs): readonly TapeEvent[] {
  const bids = differences(before.bids, after.bids)
  const asks = differences(before.asks, after.asks)
  if (bids.size === 0 && asks.size === 0) return []
  const taken =
    asks.size === 0
      ? takenFromTouch(before.bids, after.bids, bids, -1)
      : bids.size === 0
        ? takenFromTouch(before.asks, after.asks, asks, 1)
        : null
  if (taken === null) return [{ type: 'unknownTrade', atMs }]
  return taken.map((level) => ({ type: 'trade', atMs, taker: asks.size === 0 ? 'SELL' : 'BUY', ...level }))
}

function differences(before: SizesByPrice, after: SizesByPrice): SizesByPrice {
  const changed: SizesByPrice = new Map()
  for (const at of new Set([...before.keys(), ...after.keys()])) {
    const difference = (after.get(at) ?? 0) - (before.get(at) ?? 0)
    if (difference !== 0) changed.set(at, difference)
  }
  return changed
}

/** The levels a taker took, best first: all but the last whole, none left out; null where no taker does that. */
function takenFromTouch(
  before: SizesByPrice,
  after: SizesByPrice,
  changed: SizesByPrice,
  away: 1 | -1,
): readonly Level[] | null {
  const touched = [...before.keys()].sort((a, b) => (a - b) * away).slice(0, changed.size)
  const isTaken = touched.every(
    (at, index) => (changed.get(at) ?? 0) < 0 && (index === changed.size - 1 || !after.has(at)),
  )
  if (!isTaken || touched.length < changed.size) return null
  return touched.map((at) => ({ priceMicros: price(at), sizeMicros: size(-(changed.get(at) ?? 0)) }))
}
