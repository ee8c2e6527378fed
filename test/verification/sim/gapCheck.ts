import type { Telemetry, TickAudit } from '../../../shared/ports/telemetry.ts'
import type { Report } from './violation.ts'

/** One process, as it reports its ticks: by its own clock none of an outcome begins within the shortest gap after another. */
export function checkGaps(telemetry: Telemetry, minGapMs: () => number, report: Report): Telemetry {
  const beganMs = new Map<string, number>()
  const tick = (record: TickAudit): void => {
    const { seen, market, after } = record
    const nowMs = seen.beganAtMs ?? seen.nowMs
    const gapMs = nowMs - (beganMs.get(after.tokenId) ?? Number.NEGATIVE_INFINITY)
    if (gapMs < minGapMs()) report('I14', `two ticks of ${market} in one run began ${gapMs} ms apart`)
    beganMs.set(after.tokenId, nowMs)
    telemetry.tick(record)
  }
  return { ...telemetry, tick }
}
