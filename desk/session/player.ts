import type { EpochMs, MarketId } from '../../shared/domain/units.ts'
import type { Exchange, FeedEvent } from '../exchange/exchange.ts'

/** Plays a feed into a market of the exchange, as time passes. */
export interface Player {
  /** Everything that happened until then, in order; then the exchange's own time. */
  advanceTo(nowMs: EpochMs): void
  /** Events so far. */
  played(): number
}

export function createPlayer(of: {
  readonly exchange: Exchange
  readonly market: MarketId
  readonly events: Iterable<FeedEvent>
}): Player {
  const { exchange, market } = of
  const events = of.events[Symbol.iterator]()
  let next = events.next()
  let played = 0
  return {
    advanceTo: (nowMs) => {
      while (next.done !== true && next.value.atMs <= nowMs) {
        exchange.feed(market, next.value)
        played += 1
        next = events.next()
      }
      exchange.advanceTo(nowMs)
    },
    played: () => played,
  }
}
