import type { Ladder, Level } from '../domain/market.ts'
import type { Side } from '../domain/order.ts'
import { type PriceMicros, type SizeMicros, size } from '../domain/units.ts'

/** What orders of ours took off one displayed level, whose display does not know of them. */
export interface Consumed {
  /** Whose offers: a BUY of ours takes asks. */
  readonly side: 'bid' | 'ask'
  readonly priceMicros: PriceMicros
  /** As displayed when we took: another size is another supply. */
  readonly displayedMicros: SizeMicros
  readonly takenMicros: SizeMicros
}

/** Which side of the book an order takes from. */
export const takenSide = (side: Side): Consumed['side'] => (side === 'BUY' ? 'ask' : 'bid')

/**
 * What a level leaves us: the same display is the same supply, less what we took of it, and so is one that shows just
 * what we left. null: the display says something new, which is another supply; or the level is gone.
 */
export function leftOfLevel(
  { displayedMicros, takenMicros }: Pick<Consumed, 'displayedMicros' | 'takenMicros'>,
  shownMicros: number,
): number | null {
  const left = displayedMicros - takenMicros
  if (shownMicros === 0) return null
  return shownMicros === displayedMicros || shownMicros === left ? left : null
}

/** The same for a book that is reported level by level: what was taken of each that is displayed still. */
export class ConsumedLevels {
  #levels = new Map<number, Pick<Consumed, 'displayedMicros' | 'takenMicros'>>()
  /** While a snapshot is read: of levels that it has not listed yet. */
  #unread: ReadonlyMap<number, Pick<Consumed, 'displayedMicros' | 'takenMicros'>> = new Map()

  get isEmpty(): boolean {
    return this.#levels.size === 0
  }

  /** @param leftMicros What the level had left before. */
  take(priceMicros: number, leftMicros: number, sizeMicros: number): void {
    const before = this.#levels.get(priceMicros)?.takenMicros ?? 0
    const amounts = { displayedMicros: size(leftMicros + before), takenMicros: size(before + sizeMicros) }
    this.#levels.set(priceMicros, amounts)
  }

  /** A delta means that the level has changed: another supply, even where it is as much as before. */
  changed(priceMicros: number): void {
    this.#levels.delete(priceMicros)
  }

  /** A snapshot lists a level. @returns what it leaves us. */
  left(priceMicros: number, shownMicros: number): number {
    const known = this.#unread.get(priceMicros) ?? this.#levels.get(priceMicros)
    const left = known === undefined ? null : leftOfLevel(known, shownMicros)
    if (known !== undefined && left !== null) this.#levels.set(priceMicros, known)
    else this.#levels.delete(priceMicros)
    return left ?? shownMicros
  }

  /** What the snapshot does not list until it ends is gone. */
  beginSnapshot(): void {
    this.#unread = this.#levels
    this.#levels = new Map()
  }

  endSnapshot(): void {
    this.#unread = new Map()
  }
}

/** What is left of a display for us. */
export function leftOf(ladder: Ladder, consumed: readonly Consumed[]): Ladder {
  if (consumed.length === 0) return ladder
  const left = (levels: readonly Level[], side: Consumed['side']): readonly Level[] =>
    levels.flatMap((level) => {
      const known = totalAt(consumed, side, level.priceMicros)
      const leftMicros = known === null ? null : leftOfLevel(known, level.sizeMicros)
      if (leftMicros === null) return [level]
      return leftMicros > 0 ? [{ ...level, sizeMicros: size(leftMicros) }] : []
    })
  return { bids: left(ladder.bids, 'bid'), asks: left(ladder.asks, 'ask') }
}

/** What was taken of supplies that are displayed still. */
export function stillConsumed<T extends Consumed>(consumed: readonly T[], ladder: Ladder): readonly T[] {
  const still = consumed.filter(({ side, priceMicros }) => {
    const shown = shownAt(ladder, side, priceMicros)
    const known = totalAt(consumed, side, priceMicros)
    return known !== null && leftOfLevel(known, shown) !== null
  })
  return still.length === consumed.length ? consumed : still
}

/** What taking these pieces of a display adds to what is consumed. */
export const consume = (
  taken: readonly Level[],
  side: Consumed['side'],
  ladder: Ladder,
): readonly Consumed[] =>
  taken.map(({ priceMicros, sizeMicros }) => ({
    side,
    priceMicros,
    displayedMicros: size(shownAt(ladder, side, priceMicros)),
    takenMicros: sizeMicros,
  }))

const shownAt = (ladder: Ladder, side: Consumed['side'], priceMicros: PriceMicros): number =>
  (side === 'bid' ? ladder.bids : ladder.asks).find((level) => level.priceMicros === priceMicros)
    ?.sizeMicros ?? 0

/** Several orders may have taken of one level, each while it was displayed as the first met it. */
function totalAt(
  consumed: readonly Consumed[],
  side: Consumed['side'],
  priceMicros: PriceMicros,
): Pick<Consumed, 'displayedMicros' | 'takenMicros'> | null {
  const here = consumed.filter((each) => each.side === side && each.priceMicros === priceMicros)
  const [first] = here
  if (first === undefined) return null
  const takenMicros = here.reduce((sum, each) => sum + each.takenMicros, 0)
  return { displayedMicros: first.displayedMicros, takenMicros: size(takenMicros) }
}
