import { equityMicros } from '../../shared/accounting/valuation.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { isClosed } from '../../shared/domain/order.ts'
import { type OutcomeKey, outcomeKey } from '../../shared/domain/outcome.ts'
import { exposure } from '../../shared/machine/exposure.ts'
import { position } from '../../shared/machine/inventory.ts'
import { markOf } from '../../shared/machine/mark.ts'
import type { TickRecord } from '../../shared/ports/telemetry.ts'

/** Where progress goes: a terminal gets one line that is written over, anything else a line now and then. */
export interface ProgressOutput {
  readonly isTTY?: boolean
  write(text: string): unknown
}

export interface Progress {
  tick(record: TickRecord): void
  end(): void
}

const ERASE_LINE = '\r\u001b[2K'
/** Market time between two plain lines. */
const EVERY_MS = 15 * 60_000

export function createProgress(output: ProgressOutput): Progress {
  const overwrites = output.isTTY === true
  const latest = new Map<OutcomeKey, TickRecord>()
  let nextMs = 0
  return {
    tick: (record) => {
      latest.set(outcomeKey(record.after), record)
      const isDue = record.seen.nowMs >= nextMs
      if (!overwrites && !isDue) return
      if (isDue) nextMs = record.seen.nowMs + EVERY_MS
      const line = latest.size > 1 ? manyLine([...latest.values()]) : progressLine(record)
      output.write(overwrites ? `${ERASE_LINE}${line}` : `${line}\n`)
    },
    end: () => {
      if (overwrites) output.write(ERASE_LINE)
    },
  }
}

/** What all outcomes hold, quote and have earned, each by its last tick. */
export function manyLine(latest: readonly TickRecord[]): string {
  const sum = (of: (each: TickRecord) => number): number =>
    latest.reduce((total, each) => total + of(each), 0)
  const nowMs = Math.max(...latest.map(({ seen }) => seen.nowMs))
  const markOfEach = ({ after, seen }: TickRecord) => markOf(after, seen.nowMs)
  return [
    new Date(nowMs).toISOString().slice(11, 19),
    `${latest.length} outcomes`,
    `quotes ${sum(({ after }) => after.orders.filter((order) => !isClosed(order)).length)}`,
    `hold ${sum(({ after }) => (position(after).sizeMicros > 0 ? 1 : 0))}`,
    `exposure ${formatMicros(sum((each) => exposure(each.after, markOfEach(each)).totalMicros))}`,
    `trips ${sum(({ after }) => position(after).roundTrips)}`,
    `P&L ${formatMicros(sum((each) => equityMicros(position(each.after), markOfEach(each))))}`,
  ].join('  ')
}

/** State, quotes against the book, fills, exposure and P&L of one tick. */
export function progressLine({ after, seen }: TickRecord): string {
  const mid = after.lastGoodMid?.priceMicros ?? null
  const mark = markOf(after, seen.nowMs)
  const held = position(after)
  const quotes = after.orders
    .filter((order) => !isClosed(order))
    .map((order) => `${order.side} ${formatMicros(order.sizeMicros)} at ${formatMicros(order.priceMicros)}`)
  return [
    new Date(seen.nowMs).toISOString().slice(11, 19),
    after.phase.padEnd(13),
    `mid ${mid === null ? '-' : formatMicros(mid)}`,
    quotes.length === 0 ? 'no quote' : quotes.join(', '),
    `holds ${formatMicros(held.sizeMicros)}`,
    `exposure ${formatMicros(exposure(after, mark).totalMicros)}`,
    `trips ${held.roundTrips}`,
    `P&L ${formatMicros(equityMicros(held, mark))}`,
  ].join('  ')
}
