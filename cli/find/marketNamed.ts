import { systemClock } from '../../functions/systemClock.ts'
import { InputError } from '../../shared/domain/inputError.ts'
import type { MarketId } from '../../shared/domain/units.ts'
import { createCatalogue } from '../../shared/polymarket/catalogue/createCatalogue.ts'
import { findMarkets } from '../../shared/polymarket/catalogue/findMarkets.ts'
import { readMarketText } from '../../shared/polymarket/catalogue/marketText.ts'
import type { Catalogue, CatalogueMarket } from '../../shared/ports/catalogue.ts'
import { prompt } from '../terminal/prompt.ts'

/** More choices than this are no help: more words are. */
const MAX_CHOICES = 20

/** Where the catalogue is, as a configuration has it. */
export interface Hosts {
  readonly clob: string
  readonly data: string
  readonly gamma: string
}

export const catalogueAt = ({ clob, data, gamma }: Hosts): Catalogue =>
  createCatalogue({ host: clob, dataApiHost: data, gammaHost: gamma, clock: systemClock })

/** The condition id of a market that was named by id, address, slug or words; an id is taken as it is, unread. */
export async function marketIdNamed(field: string, text: string, hosts: Hosts): Promise<MarketId> {
  const named = readMarketText(field, text)
  return named.is === 'id' ? named.market : (await marketNamed(field, text, catalogueAt(hosts))).market
}

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
  if (!found.ok) throw new Error(`${field} cannot be looked up: ${found.unknown}`)
  const [only, ...more] = found.value
  if (only === undefined) {
    const remedy = 'the venue has no such market: check the address or use other words'
    throw new InputError({ field, value: text, remedy })
  }
  return more.length === 0 ? only : await choose(field, text, found.value)
}

async function choose(
  field: string,
  text: string,
  markets: readonly CatalogueMarket[],
): Promise<CatalogueMarket> {
  const shown = markets.slice(0, MAX_CHOICES)
  const left = markets.length - shown.length
  const lines = [
    ...shown.map(({ question, slug }, nth) => `  ${nth + 1}  ${question}  (${slug})`),
    ...(left > 0 ? [`  and ${left} more: use more words`] : []),
  ].join('\n')
  if (!process.stdin.isTTY) {
    const remedy = `several markets match: name one by its slug\n${lines}`
    throw new InputError({ field, value: text, remedy })
  }
  const answer = await prompt(`Which market is "${text}"?\n${lines}\nIts number: `, { option: field })
  const chosen = /^\d{1,2}$/.test(answer) ? shown[Number(answer) - 1] : undefined
  if (chosen !== undefined) return chosen
  throw new InputError({ field, value: answer, remedy: `use a number from 1 to ${shown.length}` })
}
