import { wrongValue } from '../../../shared/domain/inputError.ts'

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
const MAX_COUNT = 1_000_000_000

/** The words behind a fault's name, read from left to right. */
export class Words {
  readonly #field: string
  readonly #words: string[]

  /** @param field names the rule in errors. */
  constructor(field: string, text: string) {
    this.#field = field
    this.#words = text.split(/\s+/).filter((word) => word !== '')
  }

  /** Takes the next word if it is this one. */
  flag(word: string): boolean {
    return this.#words[0] === word && this.#take(true)
  }

  /** Takes a time such as 500ms, 5s or 2m; `fallbackMs` where there is none, null: one is needed. */
  durationMs(fallbackMs: number | null): number {
    const ms = parseDurationMs(this.#words[0] ?? '')
    if (ms !== null) return this.#take(ms)
    return fallbackMs ?? this.#wrong('a time such as 500ms, 5s or 2m belongs here')
  }

  /** Takes a whole number. */
  count(fallback: number | null): number {
    const count = parseCount(this.#words[0] ?? '')
    if (count !== null) return this.#take(count)
    return fallback ?? this.#wrong('a whole number belongs here')
  }

  /** Takes one of these words. */
  oneOf<Word extends string>(allowed: readonly Word[]): Word {
    const found = allowed.find((word) => word === this.#words[0])
    return found === undefined ? this.#wrong(`use one of ${allowed.join(', ')}`) : this.#take(found)
  }

  /** Takes all that is left. */
  rest(): string {
    return this.#words.splice(0).join(' ')
  }

  #take<T>(read: T): T {
    this.#words.shift()
    return read
  }

  #wrong(remedy: string): never {
    throw wrongValue(this.#field, this.#words[0] ?? '(nothing)', remedy)
  }
}

/** "500ms", "5s", "2m", "1h"; null: something else. */
export function parseDurationMs(text: string): number | null {
  const [, amount = '', unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/.exec(text) ?? []
  const unitMs = UNITS_MS[unit]
  return unitMs === undefined ? null : Math.round(Number(amount) * unitMs)
}

export function parseCount(text: string): number | null {
  return /^\d{1,9}$/.test(text) && Number(text) <= MAX_COUNT ? Number(text) : null
}
