import type { AuditedExchange } from '../../../desk/exchange/auditedExchange.ts'
import type { FeedEvent } from '../../../desk/exchange/exchange.ts'
import { createPlayer, type Player } from '../../../desk/exchange/player.ts'
import type { SimMarket } from './simMarkets.ts'

interface Phase {
  readonly frozen: boolean
}

/** The crowds of the markets, each with its own feed. */
export function createMarketPlayers(
  exchange: AuditedExchange,
  markets: readonly SimMarket[],
  account: string,
  phase: Phase,
): readonly Player[] {
  return markets.map(({ listed, events }) =>
    createPlayer({
      exchange,
      market: listed,
      events: unlessFrozen(events, phase),
      accounts: [account],
    }),
  )
}

/** While the books are compared nobody trades and no quote moves; rules of the market still change. */
function* unlessFrozen(events: Iterable<FeedEvent>, phase: Phase): Generator<FeedEvent> {
  for (const event of events) {
    yield !phase.frozen || event.type === 'market' ? event : { type: 'delta', atMs: event.atMs, changes: [] }
  }
}
