import type { LevelChange } from '../../shared/domain/market.ts'
import { epochMs, price, size } from '../../shared/domain/units.ts'
import { bookEvent, type SizesByPrice } from './bookSizes.ts'
import { inferTrades } from './inferTrades.ts'
import type { PublicBook } from './publicBook.ts'
import { type TapeEvent, tickEvent } from './tapeEvent.ts'

/**
 * What happened between two polls of a book. A trade shows in the venue's last trade price; where the book has lost
 * exactly what a taker ending there would have taken, the trade is known, else it is one that cannot be known and
 * fills nobody. A decrease without a new last price may be a trade at the old one: pessimistically it is a cancel.
 */
export function bookSteps(before: PublicBook | null, after: PublicBook, atMs: number): readonly TapeEvent[] {
  const at = epochMs(atMs)
  const tick: TapeEvent[] =
    before === null || before.tickMicros === after.tickMicros ? [] : [tickEvent(after.tickMicros, atMs)]
  const snapshot = bookEvent(after, atMs)
  if (before === null) return [...tick, snapshot]
  if (before.lastTradeMicros !== after.lastTradeMicros) {
    const inferred = inferTrades(before, after, at)
    const last = inferred.at(-1)
    const isKnown = last?.type === 'trade' && last.priceMicros === after.lastTradeMicros
    return [...tick, ...(isKnown ? inferred : [{ type: 'unknownTrade' as const, atMs: at }]), snapshot]
  }
  const changes = [...changesOf('bid', before.bids, after.bids), ...changesOf('ask', before.asks, after.asks)]
  return changes.length === 0 ? tick : [...tick, { type: 'delta', atMs: at, changes }]
}

function* changesOf(
  side: LevelChange['side'],
  before: SizesByPrice,
  after: SizesByPrice,
): Generator<LevelChange> {
  for (const at of new Set([...before.keys(), ...after.keys()])) {
    const now = after.get(at) ?? 0
    if (now !== (before.get(at) ?? 0)) yield { side, priceMicros: price(at), sizeMicros: size(now) }
  }
}
