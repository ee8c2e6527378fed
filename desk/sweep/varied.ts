import { didYouMean } from '../../shared/config/didYouMean.ts'
import { marketSchema } from '../../shared/config/marketFields.ts'
import { quoteFields } from '../../shared/config/quoteFields.ts'
import { regimeFields } from '../../shared/config/regimeFields.ts'

/** A setting that a sweep may vary, by the name under which it is asked for, and its key in a market's settings. */
export interface Varied {
  /** Such as "quote.volatilityDistance". */
  readonly name: string
  readonly key: string
}

/** What sells: its settings stand among those of quoting, the floor among the risk limits. */
const EXIT_KEYS: readonly string[] = [
  'targetTicks',
  'targetFloorTicks',
  'targetDecayMinutes',
  'takerExit',
  'timeStopMinutes',
  'stopLossCents',
  'takerSlippageCents',
  'exitTtlSeconds',
  'exitFloor',
]

const QUOTE_KEYS = Object.keys(quoteFields)

/** Every setting of regime, quote and exit, by its own name first. */
export const VARIED: readonly Varied[] = [
  ...Object.keys(regimeFields).map((key) => variedOf('regime', key)),
  ...QUOTE_KEYS.filter((key) => !EXIT_KEYS.includes(key)).map((key) => variedOf('quote', key)),
  ...EXIT_KEYS.map((key) => variedOf('exit', key)),
]

/**
 * The setting of a name: group and key, the key alone, or "quote." for an exit's setting that stands there in the
 * file. @returns what to write instead, where there is none of that name.
 */
export function variedBy(name: string): Varied | { readonly remedy: string } {
  const own = VARIED.find((each) => each.name === name || each.key === name)
  if (own !== undefined) return own
  const [group, key = ''] = name.split('.', 2)
  const inQuote = group === 'quote' && QUOTE_KEYS.includes(key) && name === `quote.${key}`
  if (inQuote) return VARIED.find((each) => each.key === key) ?? variedOf('exit', key)
  const last = name.slice(name.lastIndexOf('.') + 1)
  const known = VARIED.find((each) => each.key === last)
  if (known !== undefined) return { remedy: `did you mean "${known.name}"?` }
  if (Object.hasOwn(marketSchema.shape, last)) {
    return { remedy: 'this setting is not varied: a sweep varies those of regime, quote and exit' }
  }
  const near = didYouMean(
    last,
    VARIED.map((each) => each.key),
  )
  const guess = VARIED.find((each) => each.key === near)
  return {
    remedy:
      guess === undefined
        ? `use a setting of regime, quote or exit, such as ${VARIED.map((each) => each.name)
            .slice(0, 3)
            .join(', ')}`
        : `did you mean "${guess.name}"?`,
  }
}

function variedOf(group: string, key: string): Varied {
  return { name: `${group}.${key}`, key }
}
