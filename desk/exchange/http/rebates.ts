import type { Account, Exchange, ListedMarket } from '../exchange.ts'
import { dayOf } from './minuteWatch.ts'

/** A maker's part of the taker fees of one UTC day ("2026-01-05") by market, in micro-dollars; fractions add up. */
export function rebatesOf(
  exchange: Exchange,
  account: Account,
  date: string,
): ReadonlyMap<ListedMarket, number> {
  const byMarket = new Map<ListedMarket, number>()
  for (const trade of exchange.trades(account)) {
    const market = exchange.marketOf(trade.taker.token)
    if (market === undefined || trade.status === 'FAILED' || dayOf(trade.matchedAtMs) !== date) continue
    const all = trade.makers.reduce((sum, leg) => sum + leg.sizeMicros, 0)
    const own = trade.makers.filter((leg) => leg.account === account)
    const share = own.reduce((sum, leg) => sum + leg.sizeMicros, 0) / all
    const pooled = (trade.taker.feeMicros * (market.rebatePpm ?? DEFAULT_REBATE_PPM)) / 1e6
    byMarket.set(market, (byMarket.get(market) ?? 0) + pooled * share)
  }
  return byMarket
}

export const DEFAULT_REBATE_PPM = 250_000
