import type { Telemetry } from '../../shared/ports/telemetry.ts'

/** What is reported goes to those who keep or show it too. */
export const alsoTo = <Own extends Telemetry>(own: Own, others: readonly Partial<Telemetry>[]): Own => ({
  ...own,
  tick: (record) => {
    own.tick(record)
    for (const each of others) each.tick?.(record)
  },
  busy: (outcome) => {
    own.busy(outcome)
    for (const each of others) each.busy?.(outcome)
  },
  stop: (event) => {
    own.stop(event)
    for (const each of others) each.stop?.(event)
  },
  latched: (reason, how) => {
    own.latched(reason, how)
    for (const each of others) each.latched?.(reason, how)
  },
  page: (text, part, row) => {
    own.page(text, part, row)
    for (const each of others) each.page?.(text, part, row)
  },
})
