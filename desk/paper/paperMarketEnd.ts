import type { PaperConfig } from '../../shared/config/config.ts'
import { assert } from '../../shared/domain/assert.ts'
import type { MarketInfo } from '../../shared/domain/market.ts'
import { isSameOutcome } from '../../shared/domain/outcome.ts'
import type { Read } from '../../shared/domain/read.ts'
import { epochMs } from '../../shared/domain/units.ts'
import { readPaperBooks } from '../../shared/paper/books.ts'
import { holdingIn, inOutcome, isIn } from '../../shared/paper/inOutcome.ts'
import { isLive } from '../../shared/paper/paperBook.ts'
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
  const [books, control, info, fills, papers] = await Promise.all([
    readBotLedger(desk.store, of.settings),
    desk.store.control(),
    desk.venue.market(market),
    desk.venue.trades(epochMs(0)),
    readPaperBooks(desk.paper),
  ])
  assert(papers.ok, `the paper books: ${papers.ok ? '' : papers.unknown}`)
  const book = papers.value.get(market)?.book ?? null
  const venue = fills.ok ? fills.value.legs.filter((leg) => isSameOutcome(leg, of.settings)) : []
  const inBook = book === null ? null : inOutcome(book, tokenId)
  const holding = book === null || inBook === null ? null : holdingIn(book, inBook)
  const agreement = fills.ok
    ? comparePaper({ ledger: books.legs, position: books.position, venue, holding })
    : { differences: [`not compared: ${fills.unknown}`], unseen: 0 }
  const result = paperResult(of, {
    desk,
    config,
    span,
    books,
    differences: agreement.differences,
    control: control.ok ? control.value : null,
    info: info.ok ? info.value : null,
    openOrders:
      book?.orders.filter((order) => isLive(order) && inBook !== null && isIn(order, inBook)).length ?? 0,
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
  const { gameStartMs, tickMicros, minSizeMicros, feeRatePpm, feeExponent } = info.value
  const market = {
    file: settings.market,
    question,
    token: settings.tokenId,
    rebatePpm: 0,
    market: settings.market,
    gameStartMs,
    tickMicros,
    minSizeMicros,
    feeRatePpm,
    feeExponent,
  }
  const payoutMicros = info.value.payoutMicros?.[info.value.tokens.indexOf(settings.tokenId) === 1 ? 1 : 0]
  // What the feed reported between two ticks was not counted.
  const seen = { events: 0, trades: 0, unknownTrades: 0 }
  return recorder.finish(market, {
    endMs,
    seen,
    payoutMicros: payoutMicros ?? null,
    paperTrades: trades.summary,
  })
}
