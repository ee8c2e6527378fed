import type { UnreadableRecord } from '../domain/unreadable.ts'

/** A page shows one of them; a market with more is in the same state as one with this number. */
const MAX_OF_A_PLACE = 500

/**
 * Records that cannot be read, by their keys. Each is a matter of the market that it names: beyond `MAX_OF_A_PLACE` of one
 * market the rest is left out, however many of another market there are. Records that name neither market nor token may
 * concern any market: with more than that of those a list is not a list.
 */
export class UnreadableRecords<Record extends UnreadableRecord> {
  readonly #records = new Map<string, Record>()
  readonly #counts = new Map<string, number>()

  /** @returns false: too many of them name nobody. */
  set(record: Record): boolean {
    const place = record.market ?? record.tokenId ?? ''
    this.delete(record.key)
    const count = this.#counts.get(place) ?? 0
    if (count >= MAX_OF_A_PLACE) return place !== ''
    this.#counts.set(place, count + 1)
    this.#records.set(record.key, record)
    return true
  }

  delete(key: string): void {
    const record = this.#records.get(key)
    if (record === undefined) return
    const place = record.market ?? record.tokenId ?? ''
    this.#counts.set(place, (this.#counts.get(place) ?? 1) - 1)
    this.#records.delete(key)
  }

  get all(): readonly Record[] {
    return [...this.#records.values()]
  }
}
