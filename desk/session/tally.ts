import type { StopReason } from '../../shared/domain/control.ts'
import type { OrderId } from '../../shared/domain/units.ts'
import { exposure } from '../../shared/machine/exposure.ts'
import { markOf } from '../../shared/machine/mark.ts'
import type { Telemetry, TickAudit, TickRecord } from '../../shared/ports/telemetry.ts'
import { MAX_NOTES } from '../report/result.ts'
import { alsoTo } from './alsoTo.ts'
import type { Posting } from './sessionResult.ts'

/** Counts what the bot reports about itself; the session's numbers about money come from the ledger, not from here. */
export interface SessionTally {
  readonly telemetry: Telemetry
  readonly ticks: { done: number; busy: number; failed: number }
  readonly postings: Posting[]
  /** Accepted orders by id: only for matching them with fills. */
  readonly purposes: Map<OrderId, Posting>
  readonly refusals: Map<string, number>
  readonly pages: string[]
  readonly failures: string[]
  /** Each STOP that counted. */
  readonly stops: StopReason[]
  exposureHighMicros: number
}

export function note(notes: string[], text: string): void {
  if (notes.length < MAX_NOTES && !notes.includes(text)) notes.push(text)
}

/** @param also Receives all of it too. */
export function createTally(onTick: (record: TickAudit) => void, also: Telemetry): SessionTally {
  const own: Telemetry = {
    tick: (record) => countTick(tally, record),
    busy: () => {
      tally.ticks.busy += 1
    },
    stop: () => {},
    latched: (reason, how) => {
      if (how === 'latched') tally.stops.push(reason)
    },
    page: (text) => note(tally.pages, text),
  }
  const tally: SessionTally = {
    telemetry: alsoTo(own, [also, { tick: onTick }]),
    ticks: { done: 0, busy: 0, failed: 0 },
    postings: [],
    purposes: new Map(),
    refusals: new Map(),
    pages: [],
    failures: [],
    stops: [],
    exposureHighMicros: 0,
  }
  return tally
}

function countTick(tally: SessionTally, record: TickRecord): void {
  tally.ticks[record.outcome === 'done' ? 'done' : 'failed'] += 1
  const { after, seen } = record
  const { totalMicros } = exposure(after, markOf(after, seen.nowMs))
  tally.exposureHighMicros = Math.max(tally.exposureHighMicros, totalMicros)
  for (const refusal of record.decision.audit.refusals) {
    tally.refusals.set(refusal, (tally.refusals.get(refusal) ?? 0) + 1)
  }
  for (const result of record.results) {
    if (result.of !== 'post') continue
    const { purpose, side, priceMicros, sizeMicros } = result.order
    const posting = { atMs: result.atMs, purpose, side, priceMicros, sizeMicros, outcome: result.outcome.is }
    tally.postings.push(posting)
    tally.purposes.set(result.order.id, posting)
  }
}
