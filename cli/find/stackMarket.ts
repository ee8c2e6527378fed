import type { Config } from '../../shared/config/config.ts'
import { marketLabel } from '../../shared/config/marketLabel.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import type { MarketId } from '../../shared/domain/units.ts'
import { TRY_AGAIN } from '../../shared/operator/finding.ts'
import { findMarkets, wordsIn } from '../../shared/polymarket/catalogue/findMarkets.ts'
import { readMarketText } from '../../shared/polymarket/catalogue/marketText.ts'
import { onlyOrChosen } from './chooseOne.ts'
import { catalogueAt } from './marketNamed.ts'

type Named = Pick<Config, 'words' | 'hosts'> & { readonly stack: Pick<Config['stack'], 'markets'> }

/**
 * The id of a market of this bot, named by id, address, slug or words. An id is taken as it is. Words are looked for in
 * the configuration first, which needs no network; then the venue is asked, and of several that it finds those that are
 * configured are meant. A market that has left the configuration is found by the venue.
 * @throws InputError with the choices where it may be several and nobody can be asked, and where there is none; Error
 * where the venue cannot be read.
 */
export async function stackMarket(field: string, text: string, config: Named): Promise<MarketId> {
  const named = readMarketText(field, text)
  if (named.is === 'id') return named.market
  const here = named.is === 'words' ? configuredLike(named.words, config) : []
  if (here.length > 0)
    return await onlyOrChosen(
      { field, text },
      here.map((market) => ({ is: market, line: marketLabel(config, market) })),
    )
  const found = await findMarkets(catalogueAt(config.hosts), named)
  if (!found.ok) throw new Error(`${field} cannot be looked up (${found.unknown}): ${TRY_AGAIN}`)
  const configured = new Set(config.stack.markets.map(({ market }) => market))
  const ours = found.value.filter(({ market }) => configured.has(market))
  const meant = ours.length > 0 ? ours : found.value
  if (meant.length === 0) {
    const remedy =
      'neither the configuration nor the venue has such a market: check the address or use other words'
    throw wrongValue(field, text, remedy)
  }
  const choices = meant.map(({ market, question, slug }) => ({ is: market, line: `${question}  (${slug})` }))
  return await onlyOrChosen({ field, text }, choices)
}

/** Of `--market`, where it was given; null: every market. */
export const onlyMarket = async (
  { market }: { readonly market?: string },
  config: Named,
): Promise<MarketId | null> => (market === undefined ? null : await stackMarket('--market', market, config))

/** Those of the configuration whose question or name has all these words; one whose words they are is meant alone. */
function configuredLike(text: string, { stack, words }: Named): readonly MarketId[] {
  const wanted = wordsIn(text)
  const texts = stack.markets.map(({ market }, index) => {
    const { question = null, name = '' } = words[index] ?? {}
    return { market, said: [question ?? '', name].map(wordsIn) }
  })
  const same = texts.filter(({ said }) => said.some((each) => each.join(' ') === wanted.join(' ')))
  const holding = texts.filter(({ said }) => said.some((each) => wanted.every((word) => each.includes(word))))
  return [...new Set((same.length > 0 ? same : holding).map(({ market }) => market))]
}
