import type { EpochMs, MarketId, MonotonicMs, OrderId, TokenId } from '../../domain/units.ts'

/** Complete lists without an order of before the STOP. A record without any id hides one that is proven dead by nothing else. */
export interface Listed {
  readonly hidesNone: boolean
  /** The credentials that each was read with. */
  readonly by: readonly (string | undefined)[]
}

/** Of the orders and places that a list was read for. */
export interface ListScope {
  readonly ours: readonly OrderId[]
  readonly markets: ReadonlyMap<MarketId, readonly TokenId[]>
}

/** The first of two lists, with all that its own pass knew before it: no later pass makes that proof any better. */
export interface FirstList {
  readonly haltSeq: number
  readonly sought: ListScope
  /** When it was answered. */
  readonly atMs: MonotonicMs
  readonly listed: Listed
  /** Cancels by market had been answered, every one. */
  readonly marketsAnswered: boolean
  /** Orders whose cancel had been answered. */
  readonly answered: ReadonlySet<OrderId>
  /** When its pass began, by the earlier of our clock and the venue's. */
  readonly earlierMs: EpochMs
}

/**
 * What the passes of one run leave to each other: two lists must lie ten seconds apart, and ticks that come more often
 * are not to wait for the second. Another STOP, an order or a market that the first did not know of, begin again.
 */
export class ListMemory {
  #first: FirstList | null = null

  keep(first: FirstList): void {
    this.#first = first
  }

  /** It serves one pass: what comes of the second list decides, and a next one begins again. */
  take(haltSeq: number, sought: ListScope): FirstList | null {
    const first = this.#first
    this.#first = null
    return first !== null && first.haltSeq === haltSeq && covers(first.sought, sought) ? first : null
  }

  /** From when on the second list may be read; null: there is no first one. */
  secondAtMs(gapMs: number): number | null {
    return this.#first === null ? null : this.#first.atMs + gapMs
  }

  /** Whether a pass of this STOP could only wait now. */
  isWaiting(haltSeq: number, gapMs: number, nowMs: MonotonicMs): boolean {
    return this.#first?.haltSeq === haltSeq && this.#first.atMs + gapMs > nowMs
  }
}

const covers = (first: ListScope, now: ListScope): boolean =>
  now.ours.every((id) => first.ours.includes(id)) &&
  [...now.markets].every(([market, tokens]) => {
    const known = first.markets.get(market)
    return known !== undefined && tokens.every((token) => known.includes(token))
  })
