/** Number of transactions whose trades are remembered; two messages of one trade are milliseconds apart. */
const MAX_REMEMBERED = 4_096

type Counts = [own: number, other: number]

/**
 * Passes each trade once, though the channel may report it on both tokens of a market (a BUY of one at p is a SELL of
 * the other at 1 - p). One transaction can hold several equal fills, so each token's are counted: a trade is new when
 * its token has more of its kind than the other.
 */
export class TradesOnce {
  private readonly counts = new Map<string, Counts>()

  /** @param key The trade as our token sees it: transaction, side, price and size. */
  isNew(key: string, from: 'own' | 'other'): boolean {
    const counts: Counts = this.counts.get(key) ?? [0, 0]
    const [mine, theirs] = from === 'own' ? [0, 1] : [1, 0]
    counts[mine as 0 | 1] += 1
    this.counts.delete(key)
    this.counts.set(key, counts)
    if (this.counts.size > MAX_REMEMBERED) this.counts.delete(this.counts.keys().next().value ?? '')
    return counts[mine as 0 | 1] > counts[theirs as 0 | 1]
  }
}
