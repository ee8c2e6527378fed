import type { TokenId } from '../../../shared/domain/units.ts'
import type { Account, ExchangeTrade } from '../exchange.ts'

/** An account's dealings in one token at average cost: doubles in shares and USDC, as the Data API counts. */
export interface CostBasis {
  readonly boughtShares: number
  readonly averagePrice: number
  readonly fees: number
  readonly realized: number
  /** Epoch seconds; 0: never. */
  readonly firstEntryAt: number
  readonly lastEventAt: number
}

/** Folds the account's legs on the token; trades come newest first, and FAILED ones never happened. */
export function costBasis(trades: readonly ExchangeTrade[], account: Account, token: TokenId): CostBasis {
  let [held, cost, boughtShares, fees, realized, firstEntryAt, lastEventAt] = [0, 0, 0, 0, 0, 0, 0]
  for (const trade of trades.toReversed()) {
    if (trade.status === 'FAILED') continue
    for (const leg of legsOf(trade, account, token)) {
      lastEventAt = Math.floor(trade.matchedAtMs / 1000)
      fees += leg.feeMicros / 1e6
      const [shares, usdc] = [leg.sizeMicros / 1e6, leg.usdcMicros / 1e6]
      if (leg.side === 'BUY') {
        boughtShares += shares
        firstEntryAt ||= lastEventAt
        held += shares
        cost += usdc
        continue
      }
      // Shares that came by deposit cost nothing here.
      const soldCost = held === 0 ? 0 : (cost * Math.min(shares, held)) / held
      realized += usdc - soldCost
      cost -= soldCost
      held = Math.max(0, held - shares)
    }
  }
  return {
    boughtShares,
    averagePrice: held === 0 ? 0 : cost / held,
    fees,
    realized,
    firstEntryAt,
    lastEventAt,
  }
}

function legsOf(trade: ExchangeTrade, account: Account, token: TokenId) {
  const makers = trade.makers.map((maker) => ({ ...maker, feeMicros: 0 }))
  return [trade.taker, ...makers].filter((leg) => leg.account === account && leg.token === token)
}
