import type { TokenId } from '../../../shared/domain/units.ts'
import type { Exchange } from '../exchange.ts'

/** "Yes", "No" or whatever the market calls this token's side. */
export function outcomeOf(exchange: Exchange, token: TokenId): string {
  const market = exchange.marketOf(token)
  return market === undefined ? '' : market.outcomes[market.tokens[0] === token ? 0 : 1]
}
