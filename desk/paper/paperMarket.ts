import type { PaperConfig } from '../../shared/config/config.ts'
import { assert } from '../../shared/domain/assert.ts'
import type { MarketInfo } from '../../shared/domain/market.ts'
import type { Read } from '../../shared/domain/read.ts'
import type { MarketSettings } from '../../shared/domain/settings.ts'
import { epochMs } from '../../shared/domain/units.ts'
import { readPaperBooks } from '../../shared/paper/books.ts'
import type { ReplayRun } from '../report/result.ts'
import { TickRecorder } from '../report/tickRecorder.ts'
import { readBooks } from '../session/readBooks.ts'
import type { SessionResult } from '../session/sessionResult.ts'
import { createTally, type Tally } from '../session/tally.ts'
import { comparePaper } from './comparePaper.ts'
import { eventLines } from './eventLines.ts'
import type { PaperDesk } from './paperDesk.ts'
import { paperResult, type Span } from './paperResult.ts'

/** What is kept of one market while it runs. */
export interface PaperMarket {
  readonly settings: MarketSettings
  readonly tally: Tally
  readonly recorder: TickRecorder
}

export function createPaperMarket(of: {
  readonly settings: MarketSettings
  readonly config: PaperConfig
  readonly startMs: number
  readonly tell: (line: string) => void
}): PaperMarket {
  const { settings, config } = of
  const recorder = new TickRecorder({
    settings,
    cadenceMs: config.stack.cadenceMs,
    startMs: of.startMs,
    // The public book knows nothing of paper.
    displaysOurs: false,
  })
  let last = ''
  const tally = createTally((record) => {
    for (const line of eventLines(record)) {
      // Standing aside for the same reason is no event.
      if (line !== last) of.tell(line)
      last = line
    }
  }, recorder.telemetry)
  return { settings, tally, recorder }
}

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
  const { market } = of.settings
  const [books, control, info, fills, papers] = await Promise.all([
    readBooks(desk.store, market),
    desk.store.control(),
    desk.venue.market(market),
    desk.venue.trades(epochMs(0)),
    readPaperBooks(desk.paper),
  ])
  assert(papers.ok, `the paper books: ${papers.ok ? '' : papers.unknown}`)
  const book = papers.value.get(market)?.book ?? null
  const venue = fills.ok ? fills.value.legs.filter((leg) => leg.market === market) : []
  const agreement = fills.ok
    ? comparePaper({ ledger: books.legs, position: books.position, venue, book })
    : { differences: [`not compared: ${fills.unknown}`], unseen: 0 }
  const result = paperResult(of, {
    ...{ desk, config, span, books, differences: agreement.differences },
    control: control.ok ? control.value : null,
    info: info.ok ? info.value : null,
    openOrders: book?.orders.filter(({ end }) => end === null).length ?? 0,
  })
  return { result, run: runOf(of, info, result), unseen: agreement.unseen }
}

function runOf(
  { recorder, settings }: PaperMarket,
  info: Read<MarketInfo>,
  { question, failures, endMs }: SessionResult,
): ReplayRun | null {
  if (!info.ok) return null
  for (const failure of failures) recorder.note(failure)
  const { gameStartMs, tickMicros, minSizeMicros, feeRatePpm, feeExponent } = info.value
  const market = {
    ...{ file: 'live market', question, token: settings.tokenId, rebatePpm: 0 },
    market: settings.market,
    ...{ gameStartMs, tickMicros, minSizeMicros, feeRatePpm, feeExponent },
  }
  const payoutMicros = info.value.payoutMicros?.[info.value.tokens.indexOf(settings.tokenId) === 1 ? 1 : 0]
  // Nobody counted what the feed told between two ticks.
  const seen = { events: 0, trades: 0, unknownTrades: 0 }
  return recorder.finish(market, { endMs, seen, payoutMicros: payoutMicros ?? null })
}
