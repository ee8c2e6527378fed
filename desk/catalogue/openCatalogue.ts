import type { EpochMs } from '../../shared/domain/units.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { PastPrices } from '../exchange/http/minuteWatch.ts'
import type { MadeMarket } from './makeCatalogue.ts'

/**
 * Lists the markets, plays the trades of the hours before the opening, and shows the books of that time.
 * @param exchange at least `TRADED_MS` before `startMs`, the opening.
 * @returns what `serveExchange` takes for the time before it.
 */
export function openCatalogue(
  exchange: Exchange,
  markets: readonly MadeMarket[],
  startMs: EpochMs,
): PastPrices {
  for (const { listed } of markets) exchange.list(listed)
  const trades = markets
    .flatMap(({ listed, trades: past }) => past.map((trade) => ({ market: listed.market, trade })))
    .toSorted((a, b) => a.trade.atMs - b.trade.atMs)
  for (const { market, trade } of trades) exchange.feed(market, trade)
  exchange.advanceTo(startMs)
  for (const { listed, book } of markets) exchange.feed(listed.market, book)
  const byId = new Map(markets.map((made) => [made.listed.market, made]))
  return (market) => byId.get(market)?.prices() ?? []
}
