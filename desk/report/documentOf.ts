import { pooledOf } from './pooledOf.ts'
import { RESULT_SCHEMA, type ReplayResult, type ReplayRun } from './result.ts'

/** The document of some runs. */
export const documentOf = (kind: ReplayResult['kind'], runs: readonly ReplayRun[]): ReplayResult => ({
  kind,
  schema: RESULT_SCHEMA,
  runs: [...runs],
  pooled: pooledOf(runs),
})
