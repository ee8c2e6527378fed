import type { TickAudit } from '../ports/telemetry.ts'

/** CloudWatch takes a megabyte an event; an ordinary line is a few thousand characters. */
const MAX_CHARACTERS = 900_000

/**
 * The tick as it is logged: all that both transitions need to run again, and what came of them. `decision.state` is
 * left out: it follows from `before` and `seen`. Only an absurdly long line loses `after` too, and says so.
 */
export function auditLine(record: TickAudit): Record<string, unknown> {
  const { market, decision, after, ...rest } = record
  // What people ask for comes first: a log query knows only the first two hundred fields of a line.
  const base = { market, audit: decision.audit, ...rest, actions: decision.actions }
  const line = { ...base, after }
  return JSON.stringify(line).length <= MAX_CHARACTERS ? line : { ...base, trimmed: ['after'] }
}
