import type { SeenLeg } from '../domain/leg.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import { epochMs } from '../domain/units.ts'
import type { HistoryAsk, HistoryPiece } from '../ports/venue.ts'
import { NOTHING_SIGNED, type Signed } from './ownership.ts'
import { type Pager, readPartial } from './pages.ts'
import { pagerOf, type TradePages } from './tradePages.ts'
import { interpretTrades } from './trades.ts'

/** Of one piece: read twice, at a quarter of a second a page, it takes what one tick may take of its round. */
const PIECE_PAGES = 8
const PIECE_MS = 5_000

/**
 * Our legs of one market in a piece of time that lies behind us, newest first as the venue lists them. The venue
 * stamps whole seconds and does not document whether its bounds include themselves: it is asked a second more on
 * either side, and what lies outside is left out.
 */
export async function readHistoryPiece(
  pages: TradePages,
  { market, fromMs, untilMs }: HistoryAsk,
  signed: Signed = NOTHING_SIGNED,
): Promise<Read<HistoryPiece>> {
  const asOf = pages.clock.nowMs()
  const from = Math.floor(fromMs / 1000)
  const until = Math.ceil(untilMs / 1000)
  const isOneSecond = until - from <= 1
  const { limits } = pages
  // A piece of one second cannot be cut further: it gets every page that there may be, and the time for them.
  const budget = pages.budget(isOneSecond ? limits.readDeadlineMs : Math.min(PIECE_MS, limits.readDeadlineMs))
  const filter = { market, before: String(until), ...(from > 1 ? { after: String(from - 1) } : {}) }
  const maxPages = isOneSecond ? limits.maxPages : Math.min(PIECE_PAGES, limits.maxPages)
  const every = pagerOf(pages, filter, { ...limits, maxPages })
  let answered = 0
  const pager: Pager = {
    ...every,
    fetch: async (cursor, left) => {
      const answer = await every.fetch(cursor, left)
      if (answer.is === 'answer') answered += 1
      return answer
    },
  }
  const isOurs = (leg: SeenLeg): boolean =>
    leg.market === market && leg.matchedAtMs >= from * 1000 && leg.matchedAtMs < until * 1000
  const read = await readPartial(pager, (records) => interpretTrades(records, pages.me, signed), budget)
  // The venue answers, and there is more of it than fits: less is requested next time.
  if (!read.ok && answered > 1 && budget.leftMs() < 1) return known({ is: 'too much', oldestMs: null }, asOf)
  if (!read.ok) return read
  const legs = read.value.legs.filter(isOurs)
  if (read.cut === null) return known({ is: 'whole', trades: { ...read.value, legs } }, asOf)
  if (isOneSecond) return unknown(`more than ${limits.maxPages} pages of one second`)
  const oldestMs = legs.length === 0 ? null : epochMs(Math.min(...legs.map((leg) => leg.matchedAtMs)))
  return known({ is: 'too much', oldestMs }, asOf)
}
