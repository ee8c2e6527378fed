import type { TickAudit } from '../ports/telemetry.ts'
import { packTick, type Replacer } from './packTick.ts'

/** CloudWatch takes a megabyte an event; an ordinary line is a kilobyte and a half. */
const MAX_CHARACTERS = 900_000

/**
 * The tick as it is logged: in clear what people and queries ask for, packed what only a replay needs. `decision.state` is
 * left out: it follows from what the tick began with and saw. Only an absurdly long line loses what it ended with, and
 * says so.
 * @param replacer Hides secrets: what is packed passes no other.
 */
export function auditLine(record: TickAudit, replacer: Replacer = asItIs): AuditLine {
  const { market, decision, fence, outcome, tookMs, results, events } = record
  const clear = {
    // What people ask for comes first: a log query knows only the first two hundred fields of a line.
    market,
    audit: decision.audit,
    fence,
    outcome,
    tookMs,
    actions: decision.actions,
    ...(results.length === 0 ? {} : { results }),
    ...(events.length === 0 ? {} : { events }),
  }
  const packed = packTick(record, replacer)
  if (packed.length <= MAX_CHARACTERS) return { ...clear, packed }
  const { after: _, ...short } = record
  return { ...clear, packed: packTick(short, replacer), trimmed: ['after'] }
}

const asItIs: Replacer = (_, value) => value

export interface AuditLine extends Pick<TickAudit, 'market' | 'fence' | 'outcome' | 'tookMs'> {
  readonly audit: TickAudit['decision']['audit']
  readonly actions: TickAudit['decision']['actions']
  /** Absent: none. */
  readonly results?: TickAudit['results']
  readonly events?: TickAudit['events']
  /** Ticks of this market that did nothing, for the same reason as the line before, and have no line. Absent: none. */
  readonly leftOut?: number
  readonly packed: string
  readonly trimmed?: readonly ['after']
}
