import * as z from 'zod'
import type { Outcome } from '../domain/outcome.ts'
import { known, type Read, unknown } from '../domain/read.ts'
import { MAX_SET_ASIDE } from '../machine/state.ts'
import type { MarketWait, StoredWait, WriteResult } from '../ports/store.ts'
import { positionSchema } from './marketStateSchema.ts'
import { putRevised } from './putRevised.ts'
import { query, type Table } from './requests.ts'
import { strictRecord } from './strictRecord.ts'
import { BOT_PARTITION, outcomeIn, SCHEMA, WAIT_SORT_PREFIX, waitKey } from './table.ts'
import { countSchema, epochMsSchema, type Same } from './unitSchemas.ts'

/** As many as there can be markets. */
const MAX_WAITS = 1_000
const MAX_WHY_CHARS = 300

const waitSchema = strictRecord({
  of: z.enum(['tick', 'adopt']),
  sinceMs: epochMsSchema,
  progressAtMs: epochMsSchema,
  why: z.string(),
  pagedAtMs: epochMsSchema.exactOptional(),
  history: strictRecord({
    readUntilMs: epochMsSchema,
    windowMs: z.int().min(1),
    legs: countSchema,
    position: positionSchema.nullable(),
    flooredMicros: countSchema,
    unreadable: z.array(z.string()).max(MAX_SET_ASIDE).readonly(),
    withoutId: z.boolean(),
  }).exactOptional(),
})

true satisfies Same<z.output<typeof waitSchema>, MarketWait>

/** A record of another version or shape is begun again: all that is lost is the time to read a history again. */
export async function waits(table: Table): Promise<Read<readonly StoredWait[]>> {
  const asOf = table.clock.nowMs()
  const read = await query(table, {
    what: 'waits',
    pk: BOT_PARTITION,
    skPrefix: WAIT_SORT_PREFIX,
    limit: MAX_WAITS,
  })
  if (read.is === 'unknown') return unknown(read.why)
  const stored = read.value.items.flatMap(({ sk, rev, wait, schema }): readonly StoredWait[] => {
    const parsed = waitSchema.safeParse(wait)
    const outcome = outcomeIn(String(sk), WAIT_SORT_PREFIX)
    if (outcome === null) return []
    return [
      {
        ...outcome,
        rev: Number.isSafeInteger(rev) ? Number(rev) : 0,
        wait: parsed.success && schema === SCHEMA ? parsed.data : null,
      },
    ]
  })
  return known(stored, asOf)
}

export const putWait = (
  table: Table,
  outcome: Outcome,
  rev: number,
  wait: MarketWait | null,
): Promise<WriteResult> =>
  putRevised(table, {
    what: 'putWait',
    key: waitKey(outcome),
    rev,
    replacesAbsent: true,
    name: 'wait',
    value: wait === null ? null : { ...wait, why: wait.why.slice(0, MAX_WHY_CHARS) },
  })
