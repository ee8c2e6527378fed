import { ConsumedLevels } from '../../shared/simulator/consumed.ts'
import { PriceLevel } from './priceLevel.ts'

/** One side of the book, sorted by price: finding a level takes O(1), adding or dropping one a binary search. */
export class PriceLadder {
  readonly side: 'bid' | 'ask'
  readonly #levels = new Map<number, PriceLevel>()
  /** Worst first, so that the busy end of the array is its cheap end. */
  readonly #sorted: PriceLevel[] = []
  /** What orders took of the crowd's display, which does not know of it. */
  readonly #consumed = new ConsumedLevels()

  constructor(side: 'bid' | 'ask') {
    this.side = side
  }

  best(): PriceLevel | undefined {
    return this.#sorted.at(-1)
  }

  at(priceMicros: number): PriceLevel | undefined {
    return this.#levels.get(priceMicros)
  }

  /** The level at a price, made when there is none; the caller puts something there. */
  ensure(priceMicros: number): PriceLevel {
    const known = this.#levels.get(priceMicros)
    if (known !== undefined) return known
    const level = new PriceLevel(priceMicros)
    this.#levels.set(priceMicros, level)
    this.#sorted.splice(this.#positionOf(priceMicros), 0, level)
    return level
  }

  /** Somebody's order takes of what the crowd displays: gone until it shows something new. */
  consume(priceMicros: number, sizeMicros: number): void {
    const level = this.at(priceMicros)
    if (level === undefined) return
    this.#consumed.take(priceMicros, level.crowdMicros, sizeMicros)
    level.takeCrowd(sizeMicros)
    this.dropIfEmpty(level)
  }

  /** A delta says that the crowd displays this much at a price now. */
  changeCrowd(priceMicros: number, shownMicros: number): void {
    this.#consumed.changed(priceMicros)
    this.#setCrowd(priceMicros, shownMicros)
  }

  /** A snapshot of all that the crowd displays, by price. */
  showCrowd(shown: ReadonlyMap<number, number>): void {
    this.#consumed.beginSnapshot()
    for (const level of [...this.bestFirst()])
      if (!shown.has(level.priceMicros)) this.#setCrowd(level.priceMicros, 0)
    for (const [priceMicros, shownMicros] of shown)
      this.#setCrowd(priceMicros, this.#consumed.left(priceMicros, shownMicros))
    this.#consumed.endSnapshot()
  }

  /** Call after anything left a level: an empty one must not be taken for the best. */
  dropIfEmpty(level: PriceLevel): void {
    if (!level.isEmpty() || this.#levels.get(level.priceMicros) !== level) return
    this.#levels.delete(level.priceMicros)
    this.#sorted.splice(this.#positionOf(level.priceMicros), 1)
  }

  *bestFirst(): Generator<PriceLevel> {
    for (let index = this.#sorted.length - 1; index >= 0; index -= 1) {
      const level = this.#sorted[index]
      if (level !== undefined) yield level
    }
  }

  /** Does a taker who goes as far as `limitMicros` reach this price? */
  reaches(priceMicros: number, limitMicros: number): boolean {
    return this.side === 'ask' ? priceMicros <= limitMicros : priceMicros >= limitMicros
  }

  #setCrowd(priceMicros: number, sizeMicros: number): void {
    const level = sizeMicros === 0 ? this.at(priceMicros) : this.ensure(priceMicros)
    if (level === undefined) return
    level.setCrowd(sizeMicros)
    this.dropIfEmpty(level)
  }

  /** First index whose level is not worse than the price. */
  #positionOf(priceMicros: number): number {
    const rank = this.#rank(priceMicros)
    let low = 0
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      const level = this.#sorted[middle]
      if (level !== undefined && this.#rank(level.priceMicros) < rank) low = middle + 1
      else high = middle
    }
    return low
  }

  #rank(priceMicros: number): number {
    return this.side === 'bid' ? priceMicros : -priceMicros
  }
}
