import type { StopCode, StopReason } from '../../../shared/domain/control.ts'
import type { EpochMs, TokenId } from '../../../shared/domain/units.ts'
import type { Telemetry, TickAudit } from '../../../shared/ports/telemetry.ts'
import type { Counts } from './counts.ts'
import type { Trace } from './trace.ts'
import type { Watch } from './watch.ts'

/** STOPs that no fault in here is a reason for: the bot would accuse itself. */
const UNWARRANTED: readonly StopCode[] = [
  'INVARIANT',
  'FILL_IMPOSSIBLE',
  'OPEN_ORDERS',
  'STATE_LOSS',
  'ACCOUNT',
  'REGION',
]

/** What the processes say of themselves: counted and traced; an accusation of itself is a violation. */
export function createSimTelemetry(of: {
  readonly counts: Counts
  readonly reasons: Map<TokenId, string>
  readonly tickedMs: Map<TokenId, EpochMs>
  readonly nowMs: () => EpochMs
  readonly trace: Trace
  readonly watch: Watch
  readonly checkLife: (record: TickAudit) => void
  readonly checkStop: (reason: StopReason) => void
}): Telemetry {
  const { counts, reasons, trace, watch } = of
  return {
    tick: (record) => {
      counts.ticks += 1
      of.checkLife(record)
      if (record.outcome === 'done') of.tickedMs.set(record.after.tokenId, of.nowMs())
      reasons.set(record.after.tokenId, record.decision.audit.reason)
      trace.add(
        `${record.after.tokenId.slice(-4)} ${record.decision.audit.row} ${record.outcome} ${record.after.phase}`,
      )
    },
    busy: () => undefined,
    stop: (event) => trace.add(`stop ${event.pass} ${event.haltSeq} ${event.why}`),
    latched: (reason, how) => {
      trace.add(`latched ${reason.code} ${how}`)
      if (how !== 'latched') return
      counts.stops.set(reason.code, (counts.stops.get(reason.code) ?? 0) + 1)
      of.checkStop(reason)
      if (UNWARRANTED.includes(reason.code))
        watch.report('I10', `it halted itself: ${reason.code}: ${reason.text}`)
    },
    page: (text) => {
      const kind = text.replace(/0x[0-9a-f]+/g, '…').slice(0, 100)
      counts.pages.set(kind, (counts.pages.get(kind) ?? 0) + 1)
    },
  }
}
