import { createHash } from 'node:crypto'
import type { Side } from '../../shared/domain/order.ts'
import {
  type EpochMs,
  epochMs,
  type MarketId,
  type PriceMicros,
  price,
  type SizeMicros,
  size,
  type TokenId,
} from '../../shared/domain/units.ts'

/** A trade as the index of the chain shows it to anybody: once, on the taker's side. */
export interface PublicTradeRecord {
  readonly market: MarketId
  readonly token: TokenId
  readonly side: Side
  readonly priceMicros: PriceMicros
  readonly sizeMicros: SizeMicros
  /** Of the block. */
  readonly minedAtMs: EpochMs
  readonly transactionHash: string
}

/** A block takes some seconds; the index some more. */
const MINED_AFTER_MS = [1_500, 4_500] as const
const SHOWN_AFTER_MS = 1_000
/** A session of days forgets its first trades: nobody pages back so far. */
const MAX_RECORDS = 20_000

/** Every trade of the venue, the crowd's among itself too, as the public comes to know of it. */
export class PublicTape {
  readonly #records: PublicTradeRecord[] = []
  #count = 0

  /** @param trade in the taker's own token. */
  add(
    trade: Omit<PublicTradeRecord, 'minedAtMs' | 'transactionHash' | 'priceMicros' | 'sizeMicros'> & {
      readonly priceMicros: number
      readonly sizeMicros: number
      readonly atMs: EpochMs
    },
  ): void {
    const { atMs, ...facts } = trade
    this.#count += 1
    const transactionHash = `0x${createHash('sha256').update(`public ${this.#count}`).digest('hex')}`
    // From the hash and not from the venue's seed, whose draws are for what the venue does.
    const [low, high] = MINED_AFTER_MS
    const minedAtMs = epochMs(atMs + low + (Number.parseInt(transactionHash.slice(2, 10), 16) % (high - low)))
    const amounts = { priceMicros: price(facts.priceMicros), sizeMicros: size(facts.sizeMicros) }
    this.#records.push({ ...facts, ...amounts, minedAtMs, transactionHash })
    if (this.#records.length > 2 * MAX_RECORDS) this.#records.splice(0, MAX_RECORDS)
  }

  /** Those of a market since a count of all trades, oldest first, whether the index shows them or not. */
  matched(
    market: MarketId,
    after: number,
  ): { readonly count: number; readonly records: readonly PublicTradeRecord[] } {
    const isNew = Math.min(this.#count - after, this.#records.length)
    const records = isNew <= 0 ? [] : this.#records.slice(-isNew).filter((record) => record.market === market)
    return { count: this.#count, records }
  }

  /** What is shown by now, newest block first. */
  records(market: MarketId, nowMs: EpochMs): readonly PublicTradeRecord[] {
    return this.#records
      .filter((record) => record.market === market && record.minedAtMs + SHOWN_AFTER_MS <= nowMs)
      .toSorted((a, b) => b.minedAtMs - a.minedAtMs)
  }
}
