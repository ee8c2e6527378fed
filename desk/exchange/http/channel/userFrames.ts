import { formatMicros } from '../../../../shared/domain/decimal.ts'
import type { Account, Exchange, ExchangeOrder, ExchangeTrade } from '../../exchange.ts'
import { orderFields } from '../orderReads.ts'

/** Trades that have settled change no more; none takes longer. */
const SETTLING_MS = 600_000

/** What the user channel has reported for one account, and what it has to report now: its orders, then its trades. */
export class UserFrames {
  private readonly exchange: Exchange
  private readonly account: Account
  private live: ReadonlyMap<string, ExchangeOrder>
  private trades: ReadonlyMap<string, string>

  constructor(exchange: Exchange, account: Account) {
    this.exchange = exchange
    this.account = account
    this.live = this.liveNow()
    this.trades = this.tradesNow((trade) => [trade.id, trade.status])
  }

  since(): readonly object[] {
    const before = this.live
    const now = this.liveNow()
    this.live = now
    const placed = [...now.values()].flatMap((order) => {
      const earlier = before.get(order.id)
      if (earlier === undefined) return [this.order(order, 'PLACEMENT')]
      return earlier.matchedMicros === order.matchedMicros ? [] : [this.order(order, 'UPDATE')]
    })
    const gone = [...before.keys()].flatMap((id) => {
      const order = now.has(id) ? undefined : this.exchange.order(id)
      if (order === undefined) return []
      return [this.order(order, order.status === 'MATCHED' ? 'UPDATE' : 'CANCELLATION')]
    })
    return [...placed, ...gone, ...this.tradesSince()]
  }

  private tradesSince(): readonly object[] {
    const before = this.trades
    const now = this.tradesNow((trade) => [trade.id, trade])
    this.trades = new Map([...now].map(([id, { status }]) => [id, status]))
    return [...now.values()].filter(({ id, status }) => before.get(id) !== status).map(tradeFrame)
  }

  private liveNow(): ReadonlyMap<string, ExchangeOrder> {
    return new Map(this.exchange.openOrders(this.account).map((order) => [order.id, order]))
  }

  private tradesNow<T>(entry: (trade: ExchangeTrade) => [string, T]): ReadonlyMap<string, T> {
    const period = { fromMs: this.exchange.nowMs() - SETTLING_MS, untilMs: Number.POSITIVE_INFINITY }
    return new Map(this.exchange.trades(this.account, period).map(entry))
  }

  private order(order: ExchangeOrder, type: 'PLACEMENT' | 'UPDATE' | 'CANCELLATION'): object {
    return {
      event_type: 'order',
      type,
      ...orderFields(this.exchange, order),
      timestamp: String(this.exchange.nowMs()),
    }
  }
}

const tradeFrame = ({ id, market, taker, makers, status, updatedAtMs }: ExchangeTrade): object => ({
  event_type: 'trade',
  type: 'TRADE',
  id,
  taker_order_id: taker.orderId,
  market,
  asset_id: taker.token,
  side: taker.side,
  size: formatMicros(taker.sizeMicros),
  price: formatMicros(taker.priceMicros),
  // Plain, without the prefix of the REST records.
  status,
  owner: taker.owner,
  maker_orders: makers.map((maker) => ({
    order_id: maker.orderId,
    owner: maker.owner,
    matched_amount: formatMicros(maker.sizeMicros),
    price: formatMicros(maker.priceMicros),
    asset_id: maker.token,
    side: maker.side,
  })),
  timestamp: String(updatedAtMs),
})
