import type { TokenId } from '../../shared/domain/units.ts'
import { type SizeMicros, size, usdc } from '../../shared/domain/units.ts'
import type { Account, Exchange, Holdings, PastReads } from './exchange.ts'
import type { Floor } from './floor.ts'
import { orderView } from './orderView.ts'
import { matchedIn, tradeView } from './tradeRecord.ts'

/** What the venue would have said at an earlier moment, for replicas that lag. */
export const pastReads = (floor: Floor, nowMs: number): PastReads => ({
  ...readsAt(floor, { nowMs }),
  openOrders: (account) =>
    floor.ledger
      .account(account)
      .orders.filter((order) => order.createdAtMs <= nowMs)
      .map((order) => orderView(floor, order, nowMs))
      .filter((order) => order.status === 'LIVE'),
  holdings: (account) => holdingsAt(floor, account, nowMs),
  positions: (account) => holdingsAt(floor, account, nowMs - floor.positionLagMs).sharesMicros,
})

/** Orders and trades as they are now, or were at another moment. */
export const readsAt = (
  floor: Floor,
  at: { readonly nowMs: number },
): Pick<Exchange, 'order' | 'trades' | 'trade'> => ({
  order(id) {
    const order = floor.orders.get(id.toLowerCase())
    return order === undefined || order.createdAtMs > at.nowMs ? undefined : orderView(floor, order, at.nowMs)
  },
  trades: (account, period) =>
    matchedIn(floor.ledger.account(account).trades, period)
      .flatMap((record) => tradeView(record, at.nowMs) ?? [])
      .reverse(),
  trade(id) {
    const record = floor.trades.get(id)
    return record && tradeView(record, at.nowMs)
  },
})

function holdingsAt(floor: Floor, account: Account, atMs: number): Holdings {
  let usdcMicros = 0
  const shares = new Map<TokenId, SizeMicros>()
  for (const credit of floor.ledger.account(account).credits) {
    if (credit.atMs > atMs) break
    if (credit.asset === 'USDC') usdcMicros = credit.settledMicros
    else if (credit.settledMicros === 0) shares.delete(credit.asset)
    else shares.set(credit.asset, size(credit.settledMicros))
  }
  return { usdcMicros: usdc(usdcMicros), sharesMicros: shares }
}
