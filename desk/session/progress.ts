import { equityMicros } from '../../shared/accounting/valuation.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { isClosed } from '../../shared/domain/order.ts'
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
  let nextMs = 0
  return {
    tick: (record) => {
      if (overwrites) output.write(`${ERASE_LINE}${progressLine(record)}`)
      else if (record.seen.nowMs >= nextMs) {
        nextMs = record.seen.nowMs + EVERY_MS
        output.write(`${progressLine(record)}\n`)
      }
    },
    end: () => {
      if (overwrites) output.write(ERASE_LINE)
    },
  }
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
