import { equityMicros } from '../../shared/accounting/valuation.ts'
import type { Config } from '../../shared/config/config.ts'
import { tickLabel } from '../../shared/config/marketLabel.ts'
import { isRunning } from '../../shared/domain/control.ts'
import { counted } from '../../shared/domain/counted.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { mayBeLive } from '../../shared/domain/order.ts'
import { outcomeKey } from '../../shared/domain/outcome.ts'
import { exposure } from '../../shared/machine/exposure.ts'
import { isHeld, position } from '../../shared/machine/inventory.ts'
import { markOf } from '../../shared/machine/mark.ts'
import type { TickRecord } from '../../shared/ports/telemetry.ts'

/** What the names of markets come from. */
type Labelled = Pick<Config, 'stack' | 'words'>

export interface Heartbeat {
  tick(record: TickRecord): void
  /** What the ticks since the last line came to. */
  line(): string
}

/** A line a minute, so that a quiet market does not look like a bot that hangs. */
export function createHeartbeat(config: Labelled): Heartbeat {
  const last = new Map<string, TickRecord>()
  let ticks = 0
  return {
    tick(record) {
      ticks += 1
      last.set(outcomeKey(record.after), record)
    },
    line() {
      const did = counted(ticks, 'tick')
      ticks = 0
      const records = [...last.values()]
      const [only, ...others] = records
      if (only === undefined) return `${did}: no market has been ticked yet`
      const what = others.length === 0 ? oneMarket(config, only) : manyMarkets(records)
      return `${did}: ${what}; today ${todayOf(records)} USDC${haltedWords(only)}`
    },
  }
}

function oneMarket(config: Labelled, { after }: TickRecord): string {
  const { sizeMicros } = position(after)
  const mid = after.lastGoodMid === null ? 'no mid yet' : `mid ${formatMicros(after.lastGoodMid.priceMicros)}`
  const orders = after.orders
    .filter(mayBeLive)
    .map(
      ({ side, sizeMicros: size, priceMicros }) =>
        `${side} ${formatMicros(size)} at ${formatMicros(priceMicros)}`,
    )
  const held = sizeMicros === 0 ? 'flat' : `hold ${formatMicros(sizeMicros)}`
  return [tickLabel(config, after), mid, after.phase, held, ...orders].join(', ')
}

function manyMarkets(records: readonly TickRecord[]): string {
  const holding = records.filter(({ after }) => isHeld(after)).length
  const quoting = records.filter(({ after }) => after.orders.some(mayBeLive)).length
  const exposed = records.reduce(
    (sum, { after, seen }) => sum + exposure(after, markOf(after, seen.nowMs)).totalMicros,
    0,
  )
  return `${counted(records.length, 'outcome')}, ${holding} held, ${quoting} quoted, exposure ${formatMicros(exposed)} USDC`
}

/** Realised and unrealised since the UTC day began. */
function todayOf(records: readonly TickRecord[]): string {
  const micros = records.reduce(
    (sum, { after, seen }) =>
      sum + equityMicros(position(after), markOf(after, seen.nowMs)) - after.day.startEquityMicros,
    0,
  )
  return micros > 0 ? `+${formatMicros(micros)}` : formatMicros(micros)
}

const haltedWords = ({ seen: { control } }: TickRecord): string =>
  control.ok && control.value !== 'absent' && control.value.armed && !isRunning(control.value)
    ? `; HALTED by STOP ${control.value.haltSeq}`
    : ''
