import type { PaperConfig } from '../../shared/config/config.ts'
import { labelIn } from '../../shared/config/marketLabel.ts'
import type { ControlItem } from '../../shared/domain/control.ts'
import type { MarketInfo } from '../../shared/domain/market.ts'
import { epochMs } from '../../shared/domain/units.ts'
import { ownReport } from '../session/ownReport.ts'
import type { BotLedger } from '../session/readBotLedger.ts'
import type { SessionResult } from '../session/sessionResult.ts'
import type { SessionTally } from '../session/tally.ts'
import type { PaperDesk } from './paperDesk.ts'
import type { PaperMarket } from './paperMarket.ts'

export interface Span {
  readonly startMs: number
  readonly endMs: number
}

/** As the lines of the run name it. */
const TITLE_LENGTH = 10

/** A market's run in the words of a session. Money and fills are of all runs in the folder, ticks and orders of this one. */
export function paperResult(
  { settings, tally, trades }: PaperMarket,
  of: {
    readonly desk: PaperDesk
    readonly config: PaperConfig
    readonly span: Span
    readonly ledger: BotLedger
    readonly control: ControlItem | null
    readonly info: MarketInfo | null
    readonly openOrders: number
    readonly differences: readonly string[]
  },
): SessionResult {
  const { market, tokenId } = settings
  const legs = of.ledger.legs.map((leg) => ({ ...leg, atMs: leg.matchedAtMs }))
  return {
    market,
    token: tokenId,
    // A title that fits a screen; the page names the whole id next to it.
    question: `${labelIn(of.config, settings) ?? `Market ${market.slice(0, TITLE_LENGTH)}…`}, on paper`,
    seed: 0,
    ...of.span,
    gameStartMs: of.info?.gameStartMs ?? null,
    ...ownReport({
      tally,
      ledger: of.ledger,
      legs,
      cadenceMs: of.config.stack.cadenceMs,
      endMs: epochMs(of.span.endMs),
    }),
    capMicros: settings.risk.maxUsdcLockedMicros,
    paperTrades: trades.summary,
    venueCalls: of.desk.feedCalls(),
    dynamoCalls: of.desk.dynamoCalls(),
    stop: stopOf(of.control, tally, of.openOrders),
    differences: of.differences,
  }
}

function stopOf(control: ControlItem | null, tally: SessionTally, openOrders: number): SessionResult['stop'] {
  if (control === null || control === 'absent' || !control.halted) return null
  const { haltSeq, doneSeq, codes, messages } = control
  const atMs = tally.stops[0]?.atMs ?? 0
  return {
    atMs,
    codes,
    haltSeq,
    openOrders,
    done: doneSeq === haltSeq,
    texts: tally.stops.length > 0 ? tally.stops.map(({ text }) => text) : messages,
    postedAfter: tally.postings.filter((posting) => atMs > 0 && posting.atMs > atMs).length,
  }
}
