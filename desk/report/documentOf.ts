import { pooledOf } from './pooledOf.ts'
import { MAX_NOTES, RESULT_SCHEMA, type ReplayResult, type ReplayRun } from './result.ts'

/** The document of some runs. */
export const documentOf = (
  kind: ReplayResult['kind'],
  runs: readonly ReplayRun[],
  notes: readonly string[] = [],
): ReplayResult => ({
  kind,
  schema: RESULT_SCHEMA,
  runs: [...runs],
  pooled: pooledOf(runs),
  notes: notes.slice(0, MAX_NOTES),
})
