import { InputError } from '../../../shared/domain/inputError.ts'
import type { Words } from './faultKind.ts'

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
const MAX_COUNT = 1_000_000_000

/** @param field names the rule in errors. */
export function createWords(field: string, text: string): Words & { readonly left: () => string } {
  const words = text.split(/\s+/).filter((word) => word !== '')
  const wrong = (remedy: string): never => {
    throw new InputError({ field, value: words[0] ?? '(nothing)', remedy })
  }
  const take = (): string => words.shift() ?? ''
  return {
    flag(word) {
      if (words[0] !== word) return false
      take()
      return true
    },
    durationMs(fallbackMs) {
      const ms = parseDurationMs(words[0] ?? '')
      if (ms === null) return fallbackMs ?? wrong('a time such as 500ms, 5s or 2m belongs here')
      take()
      return ms
    },
    count(fallback) {
      const count = parseCount(words[0] ?? '')
      if (count === null) return fallback ?? wrong('a whole number belongs here')
      take()
      return count
    },
    oneOf(allowed) {
      const found = allowed.find((word) => word === words[0])
      if (found === undefined) return wrong(`use one of ${allowed.join(', ')}`)
      take()
      return found
    },
    rest: () => words.splice(0).join(' '),
    left: () => words.join(' '),
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
