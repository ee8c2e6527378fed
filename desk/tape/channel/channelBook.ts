import { type BookSizes, bookSizesOf, type SizesByPrice } from '../bookSizes.ts'
import type { TapeEvent } from '../tapeEvent.ts'

/** The book of one token as the channel's events build it; nothing until the first whole one, and after a gap. */
export class ChannelBook {
  private book: BookSizes | null = null

  /** null: none is known. */
  get sizes(): BookSizes | null {
    return this.book
  }

  take(event: TapeEvent): void {
    if (event.type === 'gap') this.book = null
    if (event.type === 'book') this.book = bookSizesOf(event)
    if (event.type !== 'delta' || this.book === null) return
    for (const { side, priceMicros, sizeMicros } of event.changes) {
      const of = side === 'bid' ? this.book.bids : this.book.asks
      if (sizeMicros === 0) of.delete(priceMicros)
      else of.set(priceMicros, sizeMicros)
    }
  }

  /** Whether the public book, read otherwise, shows the same. */
  shows(seen: BookSizes): boolean {
    return this.book !== null && same(this.book.bids, seen.bids) && same(this.book.asks, seen.asks)
  }
}

const same = (a: SizesByPrice, b: SizesByPrice): boolean =>
  a.size === b.size && [...a].every(([at, of]) => b.get(at) === of)
