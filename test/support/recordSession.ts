import type { ReplayRun } from '../../desk/report/result.ts'
import { recordMarkets } from '../../desk/session/recordSession.ts'
import type { SessionOptions } from '../../desk/session/sessionOptions.ts'
import type { SessionResult } from '../../desk/session/sessionResult.ts'
import { assert } from '../../shared/domain/assert.ts'
import type { TickAudit } from '../../shared/ports/telemetry.ts'

/** A session of one outcome. */
export async function recordSession(
  options: SessionOptions,
  onTick: (record: TickAudit) => void = () => {},
): Promise<{ readonly result: SessionResult; readonly run: ReplayRun }> {
  const { result: all, runs } = await recordMarkets(options, onTick)
  const [result, run] = [all.outcomes[0], runs[0]]
  assert(result !== undefined && run !== undefined && runs.length === 1, `${runs.length} outcomes`)
  return { result: { ...result, differences: [...result.differences, ...all.differences] }, run }
}
