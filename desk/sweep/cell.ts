import { z } from 'zod'
import type { ReplayRun } from '../report/result.ts'
import { verdictSchema } from '../verdict/verdictSchema.ts'
import { gainsByBlock } from './gains.ts'

const count = z.number().int().nonnegative()

/** What one variant came to on one side of one tape: what a sweep keeps of a run. */
export const cellSchema = z.object({
  verdict: verdictSchema,
  /** What tapes of one market have in common. */
  market: z.string(),
  token: z.string(),
  startMs: count,
  endMs: count,
  feesMicros: z.number().int(),
  entries: count,
  entriesFilled: count,
  isStopped: z.boolean(),
  failures: z.array(z.string()),
  /** What was gained in each block of the clock that the side touches, the first one first; together the total. */
  gains: z.array(z.number().int()),
})
export type Cell = z.output<typeof cellSchema>

/** Texts kept of a run that broke: they repeat themselves. */
const MAX_FAILURES = 3

/** @param notes What else is to be known of the run. */
export function cellOf(run: ReplayRun, notes: readonly string[]): Cell {
  const { verdict, tape, pnl, orders, stop, failures } = run
  // In the order of the schema, as it comes back from disk: a result is the same bytes on every machine.
  return cellSchema.parse({
    verdict,
    market: tape.market,
    token: tape.token,
    startMs: tape.startMs,
    endMs: tape.endMs,
    feesMicros: pnl.feesMicros,
    entries: orders.entries,
    entriesFilled: orders.entriesFilled,
    isStopped: stop !== null,
    failures: [...failures, ...notes].slice(0, MAX_FAILURES),
    gains: [...gainsByBlock(run)],
  })
}
