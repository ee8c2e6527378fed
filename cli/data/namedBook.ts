import { wrongValue } from '../../shared/domain/inputError.ts'
import { CLOB_HOST, DATA_HOST, GAMMA_HOST } from '../../shared/domain/venueRules.ts'
import { readMarketText } from '../../shared/polymarket/catalogue/marketText.ts'
import { catalogueAt, marketNamed } from '../find/marketNamed.ts'
import { tokenNamed } from '../find/outcomeNamed.ts'

interface BookOptions {
  readonly market?: string
  readonly token?: string
  readonly gamma?: string
}

/**
 * The same options with ids in place of an address, a slug or words: a recording holds ids alone. The catalogue is read
 * only in place of a name.
 * @throws InputError as `marketNamed`, and where an outcome is named without its market.
 */
export async function namedBook<T extends BookOptions>(options: T): Promise<T> {
  const { market, token, gamma = GAMMA_HOST } = options
  const isTokenNamed = token !== undefined && !/^\d+$/.test(token)
  if (market === undefined) {
    if (!isTokenNamed) return options
    throw wrongValue('--token', token, 'use the token id, digits only, or name the market with --market')
  }
  const named = readMarketText('--market', market)
  if (named.is === 'id' && !isTokenNamed) return options
  const found = await marketNamed(
    '--market',
    market,
    catalogueAt({ clob: CLOB_HOST, data: DATA_HOST, gamma: gamma.replace(/\/$/, '') }),
  )
  return {
    ...options,
    market: found.market,
    ...(isTokenNamed ? { token: tokenNamed(found, token) } : {}),
  }
}
