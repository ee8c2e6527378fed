import type { TokenId } from '../../shared/domain/units.ts'
import { epochMs, type SizeMicros, size, usdc } from '../../shared/domain/units.ts'
import type { Account, ExchangeTrade, Holdings, PastReads } from './exchange.ts'
import type { Floor } from './floor.ts'
import { orderViewAt } from './orderView.ts'
import { matchedIn, type TradeRecord } from './tradeRecord.ts'

/** What the venue would have said at an earlier moment, for replicas that lag. */
export function pastReads(floor: Floor, atMs: number): PastReads {
  return {
    order(id) {
      const order = floor.orders.get(id.toLowerCase())
      return order === undefined || order.createdAtMs > atMs ? undefined : orderViewAt(floor, order, atMs)
    },
    openOrders: (account) =>
      floor.ledger
        .account(account)
        .orders.filter((order) => order.createdAtMs <= atMs)
        .map((order) => orderViewAt(floor, order, atMs))
        .filter((order) => order.status === 'LIVE'),
    trades: (account, period) =>
      matchedIn(floor.ledger.account(account).trades, period)
        .flatMap((record) => tradeViewAt(record, atMs) ?? [])
        .reverse(),
    trade(id) {
      const record = floor.trades.get(id)
      return record === undefined ? undefined : (tradeViewAt(record, atMs) ?? undefined)
    },
    holdings: (account) => holdingsAt(floor, account, atMs),
    positions: (account) => holdingsAt(floor, account, atMs - floor.positionLagMs).sharesMicros,
  }
}

/** null: nobody knew of it then. */
export function tradeViewAt(record: TradeRecord, atMs: number): ExchangeTrade | null {
  if (record.visibleAtMs > atMs || record.facts.matchedAtMs > atMs) return null
  const step = record.history.findLast((each) => each.atMs <= atMs)
  return {
    ...record.facts,
    status: step?.status ?? 'MATCHED_NOT_BROADCASTED',
    updatedAtMs: epochMs(step?.atMs ?? record.facts.matchedAtMs),
    transactionHash: step?.transactionHash ?? '',
  }
}

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
