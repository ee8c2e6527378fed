import type { EpochMs } from '../../shared/domain/units.ts'
import type { Account, Exchange, FeedEvent, ListedMarket } from '../exchange/exchange.ts'

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
  /** Called with each event after it has happened. */
  readonly onEvent?: (event: FeedEvent) => void
}

/**
 * The crowd of a feed moves as if we were not there. Where its quotes reach one of our orders, the two trade, or a
 * simulated maker would be spared its most costly fills.
 */
export function createPlayer(options: PlayerOptions): Player {
  const { exchange, market, untilMs } = options
  const events = options.events[Symbol.iterator]()
  let next = events.next()
  return {
    advanceTo: (nowMs) => {
      while (next.done !== true && next.value.atMs <= Math.min(nowMs, untilMs)) {
        exchange.feed(market.market, next.value)
        if (next.value.type === 'book' || next.value.type === 'delta')
          exchange.fillAgainstCrowd(market.market, [options.account])
        options.onEvent?.(next.value)
        next = events.next()
      }
      exchange.advanceTo(nowMs)
    },
  }
}
