import { systemClock } from '../../functions/systemClock.ts'
import type { Config } from '../../shared/config/config.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { TRY_AGAIN } from '../../shared/operator/finding.ts'
import { createCatalogue } from '../../shared/polymarket/catalogue/createCatalogue.ts'
import { findMarkets } from '../../shared/polymarket/catalogue/findMarkets.ts'
import { readMarketText } from '../../shared/polymarket/catalogue/marketText.ts'
import type { Catalogue, CatalogueMarket } from '../../shared/ports/catalogue.ts'
import { onlyOrChosen } from './chooseOne.ts'

export const catalogueAt = ({ clob, data, gamma }: Config['hosts']): Catalogue =>
  createCatalogue({ host: clob, dataApiHost: data, gammaHost: gamma, clock: systemClock })

/**
 * The one market that a text names. Where it may be several, a person chooses.
 * @throws InputError with the choices where nobody can be asked, and where the venue has no such market; Error where the
 * venue cannot be read.
 */
export async function marketNamed(
  field: string,
  text: string,
  catalogue: Catalogue,
): Promise<CatalogueMarket> {
  const found = await findMarkets(catalogue, readMarketText(field, text))
  if (!found.ok) throw new Error(`${field} cannot be looked up (${found.unknown}): ${TRY_AGAIN}`)
  if (found.value.length === 0) {
    throw wrongValue(field, text, 'the venue has no such market: check the address or use other words')
  }
  const choices = found.value.map((market) => ({ is: market, line: `${market.question}  (${market.slug})` }))
  return await onlyOrChosen({ field, text }, choices)
}
