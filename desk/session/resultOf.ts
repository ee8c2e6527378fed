import type { Config } from '../../shared/config/config.ts'
import type { EpochMs } from '../../shared/domain/units.ts'
import type { Account, Exchange } from '../exchange/exchange.ts'
import type { Feed } from '../tape/feed/feed.ts'
import { compareBooks, venueLegs } from './compareBooks.ts'
import { ownReport } from './ownReport.ts'
import type { BotBooks } from './readBotLedger.ts'
import type { SessionResult, StopSummary } from './sessionResult.ts'
import type { SessionTally } from './tally.ts'

/** Puts together what a session came to, from the venue's books, the bot's, and what the bot reported of its ticks. */
export function resultOf(of: {
  readonly seed: number
  readonly feed: Feed
  readonly endMs: EpochMs
  readonly config: Config
  readonly exchange: Exchange
  readonly account: Account
  readonly tally: SessionTally
  readonly books: BotBooks
  readonly calls: { readonly venue: number; readonly dynamo: number }
  readonly stop: StopSummary | null
}): SessionResult {
  const { feed, config, exchange, account, tally, books } = of
  const [market] = config.stack.markets
  if (market === undefined) throw new RangeError('a session needs a market')
  const { position } = books
  const legs = venueLegs(exchange, account)
  return {
    market: feed.name,
    token: market.tokenId,
    question: feed.listing.question,
    seed: of.seed,
    startMs: feed.startMs,
    endMs: of.endMs,
    gameStartMs: feed.listing.gameStartMs,
    ...ownReport({ tally, books, legs, cadenceMs: config.stack.cadenceMs, endMs: of.endMs }),
    capMicros: market.risk.maxUsdcLockedMicros,
    venueCalls: of.calls.venue,
    dynamoCalls: of.calls.dynamo,
    stop: of.stop,
    differences: compareBooks({
      ledger: books.legs,
      position,
      exchange,
      account,
      token: market.tokenId,
      fundedUsdcMicros: config.stack.accountMicros,
    }),
  }
}
