import type { UnreadableRow } from '../domain/unreadable.ts'

/** A page shows one of them; a market with more is in the same state as one with this number. */
const MAX_OF_A_PLACE = 500

/**
 * Rows that cannot be read, by their keys. Each is a matter of the market that it names: beyond `MAX_OF_A_PLACE` of one
 * market the rest is left out, however many of another market there are. Rows that name neither market nor token may
 * concern any market: with more than that of those a list is not a list.
 */
export class UnreadableRows<Row extends UnreadableRow> {
  readonly #rows = new Map<string, Row>()
  readonly #counts = new Map<string, number>()

  /** @returns false: too many of them name nobody. */
  set(row: Row): boolean {
    const place = row.market ?? row.tokenId ?? ''
    this.delete(row.key)
    const count = this.#counts.get(place) ?? 0
    if (count >= MAX_OF_A_PLACE) return place !== ''
    this.#counts.set(place, count + 1)
    this.#rows.set(row.key, row)
    return true
  }

  delete(key: string): void {
    const row = this.#rows.get(key)
    if (row === undefined) return
    const place = row.market ?? row.tokenId ?? ''
    this.#counts.set(place, (this.#counts.get(place) ?? 1) - 1)
    this.#rows.delete(key)
  }

  get all(): readonly Row[] {
    return [...this.#rows.values()]
  }
}
