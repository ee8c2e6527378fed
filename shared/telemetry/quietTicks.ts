import { MOST_LOGGED_WHOLE } from '../domain/journal.ts'
import { type OutcomeKey, outcomeKey } from '../domain/outcome.ts'
import type { TickAudit } from '../ports/telemetry.ts'

/** As often a market's tick has a line of its own in any case: one a minute, by ticks that may be a little early. */
const LINE_EVERY_MS = 55_000

interface LastLine {
  readonly atMs: number
  readonly decision: string
  readonly leftOut: number
}

/**
 * Which ticks have a line in the log: each, in a stack of few outcomes. In one of many each that did, found or decided
 * anything, and one a minute of those that do nothing, as the line before them says, for the same reason. A line holds
 * all that its own tick saw and began with, so none needs those that are left out.
 * @returns how many of its market were left out since its last line; null: this one is left out as well.
 */
export function createQuietTicks(outcomes: number): (record: TickAudit) => number | null {
  if (outcomes <= MOST_LOGGED_WHOLE) return () => 0
  const lines = new Map<OutcomeKey, LastLine>()
  return (record) => {
    const key = outcomeKey(record.after)
    const last = lines.get(key)
    const decision = decisionOf(record)
    const atMs = record.seen.nowMs
    const sinceMs = last === undefined ? Number.POSITIVE_INFINITY : atMs - last.atMs
    if (
      last !== undefined &&
      sinceMs >= 0 &&
      sinceMs < LINE_EVERY_MS &&
      isQuiet(record) &&
      decision === last.decision
    ) {
      lines.set(key, { ...last, leftOut: last.leftOut + 1 })
      return null
    }
    lines.set(key, { atMs, decision, leftOut: 0 })
    return last?.leftOut ?? 0
  }
}

const isQuiet = ({ outcome, decision, results, events }: TickAudit): boolean =>
  outcome === 'done' && decision.actions.length + results.length + events.length === 0

/** Without its words, which name prices and times. */
function decisionOf({ decision: { audit } }: TickAudit): string {
  const { row, code, from, to, refusals } = audit
  return JSON.stringify([row, code, from, to, refusals])
}
