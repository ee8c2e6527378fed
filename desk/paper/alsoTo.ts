import type { Telemetry } from '../../shared/ports/telemetry.ts'
import type { FunctionTelemetry } from '../../shared/telemetry/createTelemetry.ts'

/** What is reported goes to those who keep or show it too. */
export const alsoTo = (own: FunctionTelemetry, others: readonly Partial<Telemetry>[]): FunctionTelemetry => ({
  ...own,
  tick: (record) => {
    own.tick(record)
    for (const each of others) each.tick?.(record)
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
