import { unrealisedMicros } from '../../shared/accounting/valuation.ts'
import type { PaperConfig } from '../../shared/config/config.ts'
import { assert } from '../../shared/domain/assert.ts'
import type { OrderPurpose } from '../../shared/domain/order.ts'
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

/** What the run came to in one market: the session's own words, and the document of its report. */
export async function paperMarketResult(
  of: PaperMarket,
  desk: PaperDesk,
  config: PaperConfig,
  span: { readonly startMs: number; readonly endMs: number },
): Promise<{ readonly result: SessionResult; readonly run: ReplayRun | null; readonly unseen: number }> {
  const { settings, tally, recorder } = of
  const { market, tokenId } = settings
  const [books, control, info, fills, papers] = await Promise.all([
    readBooks(desk.store, market),
    desk.store.control(),
    desk.venue.market(market),
    desk.venue.trades(epochMs(0)),
    readPaperBooks(desk.paper),
  ])
  assert(papers.ok, `the paper books: ${papers.ok ? '' : papers.unknown}`)
  const { position, state } = books
  const book = papers.value.get(market)?.book ?? null
  const legs = fills.ok ? fills.value.legs.filter((leg) => leg.market === market) : []
  const agreement = fills.ok
    ? comparePaper({
        ...{ ledger: books.legs, position, venue: legs, book },
        tradesReadAtMs: state?.tradesReadAtMs ?? 0,
      })
    : { differences: [], unseen: 0 }
  const mid = state?.lastGoodMid?.priceMicros ?? null
  const filled = new Set(books.legs.map((leg) => leg.orderId))
  const filledOf = (isOf: (purpose: OrderPurpose) => boolean): number =>
    [...tally.purposes].filter(([id, posting]) => isOf(posting.purpose) && filled.has(id)).length
  const result: SessionResult = {
    ...{ market, question: `${market}, on paper`, seed: 0, ...span },
    gameStartMs: info.ok ? info.value.gameStartMs : null,
    cadenceSeconds: config.stack.cadenceMs === null ? 'once' : config.stack.cadenceMs / 1_000,
    ticks: tally.ticks,
    phase: state?.phase ?? null,
    roundTrips: position.roundTrips,
    postings: tally.postings,
    entriesFilled: filledOf((purpose) => purpose === 'entry'),
    exitsFilled: filledOf((purpose) => purpose !== 'entry'),
    fills: books.legs.map(({ matchedAtMs, side, role, priceMicros, sizeMicros }) => ({
      ...{ atMs: matchedAtMs, side, role, priceMicros, sizeMicros },
    })),
    boughtMicros: position.boughtMicros,
    soldMicros: position.soldMicros,
    realisedMicros: position.realisedMicros,
    unrealisedMicros: mid === null ? 0 : unrealisedMicros(position, mid),
    feesMicros: position.feesMicros,
    position: { sizeMicros: position.sizeMicros, costMicros: position.costMicros, midMicros: mid },
    exposureHighMicros: tally.exposureHighMicros,
    capMicros: settings.risk.maxUsdcLockedMicros,
    refusals: [...tally.refusals].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)),
    venueCalls: desk.feedCalls(),
    dynamoCalls: desk.dynamoCalls(),
    pages: tally.pages,
    failures: fills.ok ? tally.failures : [...tally.failures, `not compared: ${fills.unknown}`],
    stop: stopOf(
      control.ok ? control.value : null,
      tally,
      book?.orders.filter((o) => o.end === null).length ?? 0,
    ),
    differences: agreement.differences,
  }
  for (const failure of result.failures) recorder.note(failure)
  const run = info.ok
    ? recorder.finish(
        {
          ...{ file: 'live market', question: result.question, token: tokenId },
          ...{ gameStartMs: info.value.gameStartMs, rebatePpm: 0 },
          ...{ tickMicros: info.value.tickMicros, minSizeMicros: info.value.minSizeMicros },
          ...{ feeRatePpm: info.value.feeRatePpm, feeExponent: info.value.feeExponent },
        },
        { endMs: span.endMs, seen: { events: 0, trades: 0, unknownTrades: 0 } },
      )
    : null
  return { result, run, unseen: agreement.unseen }
}

type ControlItem = Extract<Awaited<ReturnType<PaperDesk['store']['control']>>, { ok: true }>['value']

function stopOf(control: ControlItem | null, tally: Tally, openOrders: number): SessionResult['stop'] {
  if (control === null || control === 'absent' || !control.halted) return null
  const { haltSeq, doneSeq, codes, messages } = control
  const atMs = tally.stops[0]?.atMs ?? 0
  return {
    ...{ atMs, codes, haltSeq, openOrders, done: doneSeq === haltSeq },
    texts: tally.stops.length > 0 ? tally.stops.map(({ text }) => text) : messages,
    postedAfter: tally.postings.filter((posting) => atMs > 0 && posting.atMs > atMs).length,
  }
}
