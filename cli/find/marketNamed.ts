import { systemClock } from '../../functions/systemClock.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { TRY_AGAIN } from '../../shared/operator/finding.ts'
import { createCatalogue } from '../../shared/polymarket/catalogue/createCatalogue.ts'
import { findMarkets } from '../../shared/polymarket/catalogue/findMarkets.ts'
import { readMarketText } from '../../shared/polymarket/catalogue/marketText.ts'
import type { Catalogue, CatalogueMarket } from '../../shared/ports/catalogue.ts'
import { chooseOne } from './chooseOne.ts'

/** Where the catalogue is, as a configuration has it. */
export interface Hosts {
  readonly clob: string
  readonly data: string
  readonly gamma: string
}

export const catalogueAt = ({ clob, data, gamma }: Hosts): Catalogue =>
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
  const [only, ...more] = found.value
  if (only === undefined) {
    throw wrongValue(field, text, 'the venue has no such market: check the address or use other words')
  }
  if (more.length === 0) return only
  const choices = found.value.map((market) => ({ is: market, line: `${market.question}  (${market.slug})` }))
  return await chooseOne({ field, text }, choices)
}
