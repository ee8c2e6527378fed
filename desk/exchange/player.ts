import type { EpochMs } from '../../shared/domain/units.ts'
import type { Account, Exchange, FeedEvent, ListedMarket } from './exchange.ts'

/** Plays a feed into a market of the exchange, as time passes. */
export interface Player {
  /** Everything that happened until then, in order; then the exchange's own time. */
  advanceTo(nowMs: EpochMs): void
  /** When its next event is due; null: it has no more. */
  nextMs(): EpochMs | null
  /** Its next event happens. */
  step(): void
}

export interface PlayerOptions {
  readonly exchange: Exchange
  readonly market: ListedMarket
  readonly events: Iterable<FeedEvent>
  /** Absent: all happen. Later events do not: the market does not move while the last trades settle. */
  readonly untilMs?: EpochMs
  /** Whose orders the crowd does not know of. */
  readonly accounts: Iterable<Account>
  /** A step may take longer than its time: what is late happens now. On a virtual clock nothing may be late. */
  readonly inRealTime?: true
  /** Called with each event after it has happened. */
  readonly onEvent?: (event: FeedEvent) => void
}

/**
 * The crowd of a feed moves as if we were not there. Where its quotes reach one of our orders, the two trade, or a
 * simulated maker would be spared its most costly fills.
 */
export function createPlayer(options: PlayerOptions): Player {
  const { exchange, market, untilMs = Number.POSITIVE_INFINITY } = options
  const events = options.events[Symbol.iterator]()
  let next = events.next()
  const nextMs = (): EpochMs | null =>
    next.done === true || next.value.atMs > untilMs ? null : next.value.atMs
  const step = (): void => {
    if (next.done === true) return
    const { type, atMs } = next.value
    const nowMs = exchange.nowMs()
    const isLate = options.inRealTime === true && atMs < nowMs
    exchange.feed(market.market, isLate ? { ...next.value, atMs: nowMs } : next.value)
    if (type === 'book' || type === 'delta') exchange.fillAgainstCrowd(market.market, options.accounts)
    options.onEvent?.(next.value)
    next = events.next()
  }
  return {
    nextMs,
    step,
    advanceTo: (nowMs) => {
      for (let atMs = nextMs(); atMs !== null && atMs <= nowMs; atMs = nextMs()) step()
      exchange.advanceTo(nowMs)
    },
  }
}

/** Several feeds, each into its own market: whatever is due first happens first. */
export const playTogether = (players: readonly Player[], exchange: Exchange): Pick<Player, 'advanceTo'> => ({
  advanceTo: (nowMs) => {
    for (let first = firstDue(players, nowMs); first !== null; first = firstDue(players, nowMs)) first.step()
    exchange.advanceTo(nowMs)
  },
})

function firstDue(players: readonly Player[], nowMs: EpochMs): Player | null {
  let first: Player | null = null
  let firstMs = Number.POSITIVE_INFINITY
  for (const player of players) {
    const atMs = player.nextMs()
    if (atMs === null || atMs > nowMs || atMs >= firstMs) continue
    first = player
    firstMs = atMs
  }
  return first
}
