import { type EpochMs, size } from '../../../shared/domain/units.ts'
import type { Account, Exchange, ExchangeOrder, ListedMarket } from '../exchange.ts'
import { isBid, mirrored } from '../form.ts'

/**
 * A feed's crowd does not know of anybody's orders. Where its quotes reach one, the two would have traded: so they
 * do, in either token.
 */
export function meetOrders(
  exchange: Exchange,
  market: ListedMarket,
  of: { readonly accounts: Iterable<Account>; readonly atMs: EpochMs },
): void {
  for (const account of of.accounts) {
    for (const order of exchange.openOrders(account)) {
      if (order.market !== market.market) continue
      const sizeMicros = reachedMicros(exchange, order)
      if (sizeMicros === 0) continue
      const tokenIndex = order.token === market.tokens[0] ? 0 : 1
      exchange.feed(market.market, {
        type: 'trade',
        atMs: of.atMs,
        taker: isBid({ tokenIndex, side: order.side }) ? 'SELL' : 'BUY',
        priceMicros: mirrored(tokenIndex, order.priceMicros) as typeof order.priceMicros,
        sizeMicros: size(sizeMicros),
      })
    }
  }
}

/** What is displayed against the order, at its price or better for it. */
function reachedMicros(exchange: Exchange, { token, side, priceMicros }: ExchangeOrder): number {
  const { bids, asks } = exchange.book(token)
  const reached =
    side === 'BUY'
      ? asks.filter((level) => level.priceMicros <= priceMicros)
      : bids.filter((level) => level.priceMicros >= priceMicros)
  return reached.reduce((sum, level) => sum + level.sizeMicros, 0)
}
