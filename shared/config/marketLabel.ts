import type { MarketPart } from '../domain/outcome.ts'
import type { MarketId, TokenId } from '../domain/units.ts'
import type { Config, MarketWords } from './config.ts'
import { UNNAMED } from './marketSettings.ts'

/** Enough to tell ids apart. */
const SHORT_ID = 10

type Named = Pick<Config, 'words'> & { readonly stack: Pick<Config['stack'], 'markets'> }

/** A market, or an outcome of it, as a person knows it, with its id: `Will it rain? – Yes (0x1a…)`. The id alone where the file has no words. */
export function marketLabel(config: Named, of: MarketId | MarketPart): string {
  const part = partOf(of)
  const label = labelIn(config, part)
  return label === null ? part.market : `${label} (${part.market})`
}

/** An outcome in a line of many: its words, else the beginning of its id. */
export const tickLabel = (config: Named, of: MarketPart): string =>
  labelIn(config, of) ?? of.market.slice(0, SHORT_ID)

/**
 * What the configuration calls a market or an outcome of it; null: it has no words for it, or not the market. An
 * outcome is named by its token where the words do not distinguish it: both are traded, or it has left the file.
 */
export function labelIn({ stack, words }: Named, { market, tokenId }: MarketPart): string | null {
  const here = stack.markets.flatMap((each, index) =>
    each.market === market ? [{ token: each.tokenId, words: words[index] }] : [],
  )
  const [first, second] = here
  if (first === undefined) return null
  if (tokenId === undefined) return second === undefined ? labelOf(first.words) : questionOf(first.words)
  const own = here.find(({ token }) => token === tokenId)
  if (own !== undefined && (second === undefined || own.words?.outcome != null)) return labelOf(own.words)
  return `${questionOf(first.words) ?? market.slice(0, SHORT_ID)}, token ${shortToken(tokenId)}`
}

/** A text with the words of each configured market before its id; of the outcome, where the text is of one. */
export const withMarketLabels = (config: Named, text: string, of?: MarketPart): string =>
  [...new Set(config.stack.markets.map(({ market }) => market))].reduce(
    (said, market) => said.replaceAll(market, marketLabel(config, of?.market === market ? of : market)),
    text,
  )

/** Question and outcome, else the user's own name; null: neither is in the file. */
export function labelOf(words: MarketWords | undefined): string | null {
  if (words === undefined) return null
  const { question, outcome } = words
  return question !== null && outcome !== null ? `${question} – ${outcome}` : ownName(words)
}

const questionOf = (words: MarketWords | undefined): string | null =>
  words === undefined ? null : (words.question ?? ownName(words))

const ownName = ({ name }: MarketWords): string | null => (name === UNNAMED ? null : name)

const shortToken = (token: TokenId): string =>
  token.length > SHORT_ID ? `${token.slice(0, SHORT_ID)}…` : token

const partOf = (of: MarketId | MarketPart): MarketPart => (typeof of === 'string' ? { market: of } : of)
