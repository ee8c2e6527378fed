import type { PaperConfig } from '../../shared/config/config.ts'
import { assert } from '../../shared/domain/assert.ts'
import type { MarketInfo } from '../../shared/domain/market.ts'
import { inSameOutcome } from '../../shared/domain/oneBook.ts'
import { isSameOutcome } from '../../shared/domain/outcome.ts'
import type { Read } from '../../shared/domain/read.ts'
import { epochMs } from '../../shared/domain/units.ts'
import { holdingIn, inOutcome } from '../../shared/paper/inOutcome.ts'
import { isLive } from '../../shared/paper/paperAccount.ts'
import { readPaperAccounts } from '../../shared/paper/storedAccounts.ts'
import type { ReplayRun } from '../report/result.ts'
import { readBotLedger } from '../session/readBotLedger.ts'
import type { SessionResult } from '../session/sessionResult.ts'
import { comparePaper } from './comparePaper.ts'
import type { PaperDesk } from './paperDesk.ts'
import type { PaperMarket } from './paperMarket.ts'
import { paperResult, type Span } from './paperResult.ts'

export interface PaperMarketEnd {
  readonly result: SessionResult
  /** null where the market's facts could not be read: then there is nothing to draw it by. */
  readonly run: ReplayRun | null
  readonly unseen: number
}

/** What the run came to in one market: the session's own words, and the document of its report. */
export async function paperMarketEnd(
  of: PaperMarket,
  desk: PaperDesk,
  config: PaperConfig,
  span: Span,
): Promise<PaperMarketEnd> {
  const { market, tokenId } = of.settings
  const [ledger, control, info, fills, papers] = await Promise.all([
    readBotLedger(desk.store, of.settings),
    desk.store.control(),
    desk.venue.market(market),
    desk.venue.trades(epochMs(0)),
    readPaperAccounts(desk.paper),
  ])
  assert(papers.ok, `the paper accounts: ${papers.ok ? '' : papers.unknown}`)
  const account = papers.value.get(market)?.account ?? null
  const venue = fills.ok ? fills.value.legs.filter((leg) => isSameOutcome(leg, of.settings)) : []
  const where = account === null ? null : inOutcome(account, tokenId)
  const holding = account === null || where === null ? null : holdingIn(account, where)
  const agreement = fills.ok
    ? comparePaper({ ledger: ledger.legs, position: ledger.position, venue, holding })
    : { differences: [`not compared: ${fills.unknown}`], unseen: 0 }
  const result = paperResult(of, {
    desk,
    config,
    span,
    ledger,
    differences: agreement.differences,
    control: control.ok ? control.value : null,
    info: info.ok ? info.value : null,
    openOrders:
      account?.orders.filter((order) => isLive(order) && where !== null && inSameOutcome(order, where))
        .length ?? 0,
  })
  return { result, run: runOf(of, info, result), unseen: agreement.unseen }
}

function runOf(
  { recorder, settings, trades }: PaperMarket,
  info: Read<MarketInfo>,
  { question, failures, endMs }: SessionResult,
): ReplayRun | null {
  if (!info.ok) return null
  for (const failure of failures) recorder.note(failure)
  const payoutMicros = info.value.payoutMicros?.[info.value.tokens.indexOf(settings.tokenId) === 1 ? 1 : 0]
  // What the feed reported between two ticks was not counted.
  return recorder.finish({
    file: settings.market,
    question,
    endMs,
    rules: info.value,
    payoutMicros: payoutMicros ?? null,
    paperTrades: trades.summary,
  })
}
