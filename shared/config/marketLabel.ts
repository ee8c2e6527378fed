import type { MarketId } from '../domain/units.ts'
import type { Config, MarketWords } from './config.ts'
import { UNNAMED } from './marketSettings.ts'

type Named = Pick<Config, 'words'> & { readonly stack: Pick<Config['stack'], 'markets'> }

/** A market as a person knows it, with its id: `Will it rain? – Yes (0x1a…)`. The id alone where the file has no words. */
export function marketLabel({ stack, words }: Named, market: MarketId): string {
  const index = stack.markets.findIndex((each) => each.market === market)
  const label = labelOf(words[index])
  return label === null ? market : `${label} (${market})`
}

/** A text with each configured market's words before its id. */
export const withMarketLabels = (config: Named, text: string): string =>
  config.stack.markets.reduce(
    (said, { market }) => said.replaceAll(market, marketLabel(config, market)),
    text,
  )

/** Question and outcome, else the user's own name; null: neither is in the file. */
export function labelOf(words: MarketWords | undefined): string | null {
  if (words === undefined) return null
  const { name, question, outcome } = words
  if (question !== null && outcome !== null) return `${question} – ${outcome}`
  return name === UNNAMED ? null : name
}
