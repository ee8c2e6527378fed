import type { Config } from '../../shared/config/config.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import type { MarketId, TokenId } from '../../shared/domain/units.ts'
import { readMarketText } from '../../shared/polymarket/catalogue/marketText.ts'
import { readTokenId } from '../../shared/polymarket/wire.ts'
import type { CatalogueMarket } from '../../shared/ports/catalogue.ts'
import { catalogueAt, marketNamed } from './marketNamed.ts'

/**
 * A market and one of its tokens, each by its id or by words: `--token` may be the name of an outcome. Two ids are taken
 * as they are, unread. @throws InputError as `marketNamed`, and where the market has no such outcome.
 */
export async function outcomeNamed(
  named: { readonly market: string; readonly token: string; readonly field: string },
  hosts: Config['hosts'],
): Promise<{ readonly market: MarketId; readonly token: TokenId }> {
  const text = readMarketText(named.field, named.market)
  const token = readTokenId(named.token)
  if (text.is === 'id' && token !== null) return { market: text.market, token }
  const market = await marketNamed(named.field, named.market, catalogueAt(hosts))
  return { market: market.market, token: tokenNamed(market, named.token) }
}

/** @throws InputError where the market has no such outcome. */
export function tokenNamed(
  { tokens, outcomes, question }: CatalogueMarket,
  text: string,
  field = '--token',
): TokenId {
  const wanted = text.trim().toLowerCase()
  const at = ([0, 1] as const).find((nth) => tokens[nth] === wanted || outcomes[nth].toLowerCase() === wanted)
  if (at !== undefined) return tokens[at]
  const remedy = `"${question}" has the outcomes ${outcomes[0]} and ${outcomes[1]}: name one of them`
  throw wrongValue(field, text, remedy)
}
