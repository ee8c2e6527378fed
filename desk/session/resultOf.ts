import { unrealisedMicros } from '../../shared/accounting/valuation.ts'
import type { Config } from '../../shared/config/config.ts'
import type { OrderPurpose } from '../../shared/domain/order.ts'
import type { EpochMs } from '../../shared/domain/units.ts'
import { markOf } from '../../shared/machine/mark.ts'
import type { Account, Exchange } from '../exchange/exchange.ts'
import type { Feed } from '../tape/feed/feed.ts'
import { compareBooks, venueLegs } from './compareBooks.ts'
import type { BotBooks } from './readBotLedger.ts'
import { heldAtEnd, type SessionResult, type StopSummary } from './sessionResult.ts'
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
  const { position, state } = books
  const legs = venueLegs(exchange, account)
  const mark = state === null ? null : markOf(state, of.endMs, position.sizeMicros)
  const filled = new Set(legs.map((leg) => leg.orderId))
  const filledOf = (isOf: (purpose: OrderPurpose) => boolean): number =>
    [...tally.purposes].filter(([id, posting]) => isOf(posting.purpose) && filled.has(id)).length
  return {
    market: feed.name,
    question: feed.listing.question,
    seed: of.seed,
    startMs: feed.startMs,
    endMs: of.endMs,
    gameStartMs: feed.listing.gameStartMs,
    cadenceSeconds: config.stack.cadenceMs === null ? 'once' : config.stack.cadenceMs / 1000,
    ticks: tally.ticks,
    phase: state?.phase ?? null,
    roundTrips: position.roundTrips,
    postings: tally.postings,
    entriesFilled: filledOf((purpose) => purpose === 'entry'),
    exitsFilled: filledOf((purpose) => purpose !== 'entry'),
    fills: legs.map(({ atMs, side, role, priceMicros, sizeMicros }) => ({
      atMs,
      side,
      role,
      priceMicros,
      sizeMicros,
    })),
    boughtMicros: position.boughtMicros,
    soldMicros: position.soldMicros,
    realisedMicros: position.realisedMicros,
    unrealisedMicros: mark === null ? 0 : unrealisedMicros(position, mark),
    feesMicros: position.feesMicros,
    position: heldAtEnd(position, mark),
    exposureHighMicros: tally.exposureHighMicros,
    capMicros: market.risk.maxUsdcLockedMicros,
    refusals: [...tally.refusals].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)),
    venueCalls: of.calls.venue,
    dynamoCalls: of.calls.dynamo,
    pages: tally.pages,
    failures: tally.failures,
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
