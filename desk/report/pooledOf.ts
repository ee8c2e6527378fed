import { poolTapes } from '../verdict/poolTapes.ts'
import type { ReplayPooled, ReplayRun } from './result.ts'

/** What the tapes of a result come to together, by fill model; nothing where there is but one. */
export function pooledOf(runs: readonly ReplayRun[]): ReplayPooled[] {
  const models = Map.groupBy(runs, ({ fillModel }) => fillModel)
  return [...models]
    .filter(([, tapes]) => tapes.length > 1)
    .map(([fillModel, tapes]) => ({
      fillModel,
      verdict: poolTapes(
        tapes.map(({ tape, verdict }) => ({
          market: tape.market,
          token: tape.token,
          startMs: tape.startMs,
          endMs: tape.endMs,
          outcome: verdict,
        })),
      ),
    }))
}
