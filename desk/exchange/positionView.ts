import type { SizeMicros, TokenId } from '../../shared/domain/units.ts'
import { size } from '../../shared/domain/units.ts'

interface Change {
  readonly atMs: number
  readonly token: TokenId
  readonly sizeMicros: number
}

/** Shares as the lagging positions index shows them: as they were `lagMs` ago. */
export class PositionView {
  readonly #lagMs: number
  readonly #shown = new Map<TokenId, SizeMicros>()
  #coming: Change[] = []
  #foldAt = 1000

  constructor(lagMs: number) {
    this.#lagMs = lagMs
  }

  record(token: TokenId, sizeMicros: number, atMs: number): void {
    this.#coming.push({ token, sizeMicros, atMs })
    if (this.#coming.length < this.#foldAt) return
    // Changes that have long been visible are folded in, so that the list stays as short as the lag; doubling what
    // it may grow to keeps a busy lag from folding at every change.
    this.at(atMs)
    this.#foldAt = Math.max(1000, this.#coming.length * 2)
  }

  at(nowMs: number): ReadonlyMap<TokenId, SizeMicros> {
    const untilMs = nowMs - this.#lagMs
    const waiting: Change[] = []
    for (const change of this.#coming) {
      if (change.atMs > untilMs) waiting.push(change)
      else if (change.sizeMicros === 0) this.#shown.delete(change.token)
      else this.#shown.set(change.token, size(change.sizeMicros))
    }
    this.#coming = waiting
    return new Map(this.#shown)
  }
}
