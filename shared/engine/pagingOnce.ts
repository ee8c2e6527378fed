import type { Telemetry } from '../ports/telemetry.ts'

/**
 * The same telemetry for one run over many markets: what concerns the account, and so names no market, is paged by
 * whichever market finds it first, and not again by each of the others.
 */
export function pagingOnce(telemetry: Telemetry): Telemetry {
  const paged = new Set<string>()
  return {
    tick: (record) => telemetry.tick(record),
    busy: (outcome) => telemetry.busy(outcome),
    stop: (event) => telemetry.stop(event),
    latched: (reason, how) => telemetry.latched(reason, how),
    page: (text, of, row) => {
      if (of !== undefined) telemetry.page(text, of, row)
      else if (!paged.has(text)) {
        paged.add(text)
        telemetry.page(text, of, row)
      }
    },
  }
}
