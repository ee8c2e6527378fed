/** Number of transactions whose trades are remembered; two messages of one trade are milliseconds apart. */
const MAX_REMEMBERED = 4_096

type Told = [own: number, other: number]

/**
 * Tells each trade once, though the channel may report it on both tokens of a market (a BUY of one at p is a SELL of
 * the other at 1 - p). One transaction can hold several equal fills, so each token's are counted: a trade is new when
 * its token tells more of its kind than the other has.
 */
export class TradesOnce {
  private readonly told = new Map<string, Told>()

  /** @param key The trade as our token sees it: transaction, side, price and size. */
  isNew(key: string, from: 'own' | 'other'): boolean {
    const told: Told = this.told.get(key) ?? [0, 0]
    const [mine, theirs] = from === 'own' ? [0, 1] : [1, 0]
    told[mine as 0 | 1] += 1
    this.told.delete(key)
    this.told.set(key, told)
    if (this.told.size > MAX_REMEMBERED) this.told.delete(this.told.keys().next().value ?? '')
    return told[mine as 0 | 1] > told[theirs as 0 | 1]
  }
}
