import type { MarketSettings, StackSettings } from '../../shared/domain/settings.ts'
import type { EpochMs } from '../../shared/domain/units.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { compareOutcome, venueLegs } from './compareBooks.ts'
import { ownReport } from './ownReport.ts'
import type { PlayedMarket } from './played.ts'
import type { BotLedger } from './readBotLedger.ts'
import type { SessionResult, StopSummary } from './sessionResult.ts'
import type { SessionTally } from './tally.ts'

/** Puts together what a session came to in one outcome, from the venue's records, the bot's ledger, and what the bot reported of its ticks. */
export function resultOf(of: {
  readonly seed: number
  readonly played: PlayedMarket
  readonly settings: MarketSettings
  /** What people call the outcome. */
  readonly name: string
  readonly endMs: EpochMs
  readonly stack: StackSettings
  readonly exchange: Exchange
  readonly tally: SessionTally
  readonly ledger: BotLedger
  /** Of the whole session, as the STOP is. */
  readonly calls: { readonly venue: number; readonly dynamo: number }
  readonly stop: StopSummary | null
}): SessionResult {
  const { played, settings, stack, exchange, tally, ledger } = of
  const { feed } = played
  const { wallet: account } = stack
  const { position } = ledger
  const legs = venueLegs(exchange, account).filter(({ token }) => token === settings.tokenId)
  return {
    market: feed.name,
    token: settings.tokenId,
    question: of.name,
    seed: of.seed,
    startMs: feed.startMs,
    endMs: of.endMs,
    gameStartMs: feed.listing.gameStartMs,
    ...ownReport({ tally, ledger, legs, cadenceMs: stack.cadenceMs, endMs: of.endMs }),
    capMicros: settings.risk.maxUsdcLockedMicros,
    venueCalls: of.calls.venue,
    dynamoCalls: of.calls.dynamo,
    stop: of.stop,
    differences: compareOutcome({
      ledger: ledger.legs,
      position,
      exchange,
      account,
      token: settings.tokenId,
    }),
  }
}
