import type { EpochMs } from '../../shared/domain/units.ts'
import { size } from '../../shared/domain/units.ts'
import type { Account, Exchange, ExchangeOrder, FeedEvent, ListedMarket } from '../exchange/exchange.ts'

/** Plays a feed into a market of the exchange, as time passes. */
export interface Player {
  /** Everything that happened until then, in order; then the exchange's own time. */
  advanceTo(nowMs: EpochMs): void
}

export interface PlayerOptions {
  readonly exchange: Exchange
  readonly market: ListedMarket
  readonly events: Iterable<FeedEvent>
  /** Later events do not happen: the market stands still while the last trades settle. */
  readonly untilMs: EpochMs
  /** Whose orders the crowd does not know of. */
  readonly account: Account
  /** Told each event after it has happened. */
  readonly onEvent?: (event: FeedEvent) => void
}

/**
 * The crowd of a feed moves as if we were not there. Where its quotes reach one of our orders, the two would have
 * traded: so they do, or a maker on the desk would be spared the fills that cost him most.
 */
export function createPlayer(options: PlayerOptions): Player {
  const { exchange, market, untilMs } = options
  const events = options.events[Symbol.iterator]()
  let next = events.next()
  return {
    advanceTo: (nowMs) => {
      while (next.done !== true && next.value.atMs <= Math.min(nowMs, untilMs)) {
        exchange.feed(market.market, next.value)
        if (next.value.type === 'book' || next.value.type === 'delta') meetOurs(options, next.value.atMs)
        options.onEvent?.(next.value)
        next = events.next()
      }
      exchange.advanceTo(nowMs)
    },
  }
}

function meetOurs({ exchange, market, account }: PlayerOptions, atMs: EpochMs): void {
  const [token] = market.tokens
  for (const order of exchange.openOrders(account)) {
    if (order.token !== token) continue
    const reachedMicros = reachedSize(exchange, order)
    if (reachedMicros === 0) continue
    const taker = order.side === 'BUY' ? 'SELL' : 'BUY'
    const { priceMicros } = order
    exchange.feed(market.market, { type: 'trade', atMs, taker, priceMicros, sizeMicros: size(reachedMicros) })
  }
}

/** What the crowd offers at our price or better for us. */
function reachedSize(exchange: Exchange, order: ExchangeOrder): number {
  const { bids, asks } = exchange.book(order.token)
  const crossing =
    order.side === 'BUY'
      ? asks.filter((level) => level.priceMicros <= order.priceMicros)
      : bids.filter((level) => level.priceMicros >= order.priceMicros)
  return crossing.reduce((sum, level) => sum + level.sizeMicros, 0)
}
