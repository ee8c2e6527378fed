import type { TokenId } from '../../shared/domain/units.ts'
import { epochMs, type MarketId, size } from '../../shared/domain/units.ts'
import type { Account, Exchange } from '../exchange/exchange.ts'

/**
 * A seller fills our entry, whatever the feed contains: it takes every bid above it, the queue at its price
 * and all of it. So a position can be had at a chosen instant, with a fill that is as real as any.
 * @returns whether an entry was there to be filled.
 */
export function forceFill(
  exchange: Exchange,
  of: { readonly market: MarketId; readonly token: TokenId; readonly account: Account },
): boolean {
  const entry = exchange
    .openOrders(of.account)
    .find((order) => order.token === of.token && order.side === 'BUY')
  if (entry === undefined) return false
  // Own orders are in the displayed sizes: the sum at our price is the queue and we.
  for (const level of exchange.book(of.token).bids) {
    if (level.priceMicros < entry.priceMicros) break
    exchange.feed(of.market, {
      type: 'trade',
      atMs: epochMs(exchange.nowMs()),
      taker: 'SELL',
      priceMicros: level.priceMicros,
      sizeMicros: size(level.sizeMicros),
    })
  }
  return true
}
