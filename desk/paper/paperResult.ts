import { unrealisedMicros } from '../../shared/accounting/valuation.ts'
import type { PaperConfig } from '../../shared/config/config.ts'
import type { ControlItem } from '../../shared/domain/control.ts'
import type { MarketInfo } from '../../shared/domain/market.ts'
import type { OrderPurpose } from '../../shared/domain/order.ts'
import { epochMs } from '../../shared/domain/units.ts'
import { markOf } from '../../shared/machine/mark.ts'
import type { BotBooks } from '../session/readBotLedger.ts'
import { heldAtEnd, type SessionResult } from '../session/sessionResult.ts'
import type { SessionTally } from '../session/tally.ts'
import type { PaperDesk } from './paperDesk.ts'
import type { PaperMarket } from './paperMarket.ts'

export interface Span {
  readonly startMs: number
  readonly endMs: number
}

/** A market's run in the words of a session. Money and fills are of all runs in the folder, ticks and orders of this one. */
export function paperResult(
  { settings, tally, trades }: PaperMarket,
  of: {
    readonly desk: PaperDesk
    readonly config: PaperConfig
    readonly span: Span
    readonly books: BotBooks
    readonly control: ControlItem | null
    readonly info: MarketInfo | null
    readonly openOrders: number
    readonly differences: readonly string[]
  },
): SessionResult {
  const { market } = settings
  const { position, state, legs } = of.books
  const { cadenceMs } = of.config.stack
  const mark = state === null ? null : markOf(state, epochMs(of.span.endMs), position.sizeMicros)
  const filled = new Set(legs.map((leg) => leg.orderId))
  const filledOf = (isOf: (purpose: OrderPurpose) => boolean): number =>
    [...tally.purposes].filter(([id, posting]) => isOf(posting.purpose) && filled.has(id)).length
  return {
    market,
    question: `${market}, on paper`,
    seed: 0,
    ...of.span,
    gameStartMs: of.info?.gameStartMs ?? null,
    cadenceSeconds: cadenceMs === null ? 'once' : cadenceMs / 1_000,
    ticks: tally.ticks,
    phase: state?.phase ?? null,
    roundTrips: position.roundTrips,
    postings: tally.postings,
    entriesFilled: filledOf((purpose) => purpose === 'entry'),
    exitsFilled: filledOf((purpose) => purpose !== 'entry'),
    fills: legs.map(({ matchedAtMs, side, role, priceMicros, sizeMicros }) => ({
      atMs: matchedAtMs,
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
    capMicros: settings.risk.maxUsdcLockedMicros,
    refusals: [...tally.refusals].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)),
    paperTrades: trades.told,
    venueCalls: of.desk.feedCalls(),
    dynamoCalls: of.desk.dynamoCalls(),
    pages: tally.pages,
    failures: tally.failures,
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
