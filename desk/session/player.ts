import type { EpochMs, MarketId } from '../../shared/domain/units.ts'
import type { Exchange, FeedEvent } from '../exchange/exchange.ts'

/** Plays a feed into a market of the exchange, as time passes. */
export interface Player {
  /** Everything that happened until then, in order; then the exchange's own time. */
  advanceTo(nowMs: EpochMs): void
}

export function createPlayer(of: {
  readonly exchange: Exchange
  readonly market: MarketId
  readonly events: Iterable<FeedEvent>
  /** Later events do not happen: the market stands still while the last trades settle. */
  readonly untilMs: EpochMs
}): Player {
  const { exchange, market, untilMs } = of
  const events = of.events[Symbol.iterator]()
  let next = events.next()
  return {
    advanceTo: (nowMs) => {
      while (next.done !== true && next.value.atMs <= Math.min(nowMs, untilMs)) {
        exchange.feed(market, next.value)
        next = events.next()
      }
      exchange.advanceTo(nowMs)
    },
  }
}
