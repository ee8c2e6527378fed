import { type EpochMs, price, size } from '../../../shared/domain/units.ts'
import type { SizesByPrice } from '../inferTrades.ts'
import type { TapeEvent } from '../tapeEvent.ts'

/** The book of one token as the channel's events build it; nothing until the first whole one, and after a gap. */
export class ChannelBook {
  private book: { readonly bids: SizesByPrice; readonly asks: SizesByPrice } | null = null

  get isKnown(): boolean {
    return this.book !== null
  }

  take(event: TapeEvent): void {
    if (event.type === 'gap') this.book = null
    if (event.type === 'book')
      this.book = { bids: channelLadderOf(event.bids), asks: channelLadderOf(event.asks) }
    if (event.type !== 'delta' || this.book === null) return
    for (const { side, priceMicros, sizeMicros } of event.changes) {
      const of = side === 'bid' ? this.book.bids : this.book.asks
      if (sizeMicros === 0) of.delete(priceMicros)
      else of.set(priceMicros, sizeMicros)
    }
  }

  /** Whether the public book, read otherwise, shows the same. */
  shows(seen: { readonly bids: SizesByPrice; readonly asks: SizesByPrice }): boolean {
    return this.book !== null && same(this.book.bids, seen.bids) && same(this.book.asks, seen.asks)
  }

  /** As a whole book of that time; null: none is known. */
  snapshot(atMs: EpochMs): TapeEvent | null {
    if (this.book === null) return null
    const { bids, asks } = this.book
    return { type: 'book', atMs, bids: levelsOf(bids, -1), asks: levelsOf(asks, 1) }
  }
}

type Levels = readonly { readonly priceMicros: number; readonly sizeMicros: number }[]

export const channelLadderOf = (levels: Levels): SizesByPrice =>
  new Map(levels.map(({ priceMicros, sizeMicros }) => [priceMicros, sizeMicros]))

/** Best first. */
const levelsOf = (of: SizesByPrice, away: 1 | -1) =>
  [...of]
    .sort(([a], [b]) => (a - b) * away)
    .map(([at, shares]) => ({ priceMicros: price(at), sizeMicros: size(shares) }))

const same = (a: SizesByPrice, b: SizesByPrice): boolean =>
  a.size === b.size && [...a].every(([at, of]) => b.get(at) === of)
