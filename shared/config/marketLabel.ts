import type { MarketId } from '../domain/units.ts'
import type { Config, MarketWords } from './config.ts'
import { UNNAMED } from './marketSettings.ts'

/** Enough to tell ids apart. */
const SHORT_ID = 10

type Named = Pick<Config, 'words'> & { readonly stack: Pick<Config['stack'], 'markets'> }

/** A market as a person knows it, with its id: `Will it rain? – Yes (0x1a…)`. The id alone where the file has no words. */
export function marketLabel(config: Named, market: MarketId): string {
  const label = labelIn(config, market)
  return label === null ? market : `${label} (${market})`
}

/** A market in a line of many: its words, else the beginning of its id. */
export const tickLabel = (config: Named, market: MarketId): string =>
  labelIn(config, market) ?? market.slice(0, SHORT_ID)

/** What the configuration calls a market; null: it has no words for it, or not the market. */
export const labelIn = ({ stack, words }: Named, market: MarketId): string | null =>
  labelOf(words[stack.markets.findIndex((each) => each.market === market)])

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
