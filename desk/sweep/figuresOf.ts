import { sumsOf } from '../../shared/domain/sumsOf.ts'
import { poolTapes } from '../verdict/poolTapes.ts'
import type { Cell } from './cell.ts'
import type { SweepFigures } from './sweepResult.ts'

/** What a variant came to on the tapes of one part together: by round trips on one tape, by tapes on several. */
export function figuresOf(cells: readonly Cell[]): SweepFigures {
  const [only] = cells
  const verdict =
    only !== undefined && cells.length === 1
      ? only.verdict
      : poolTapes(cells.map(({ verdict: outcome, ...cell }) => ({ ...cell, outcome })))
  return {
    ...verdict,
    ...sumsOf(cells, ['feesMicros', 'entries', 'entriesFilled']),
    stops: cells.filter(({ isStopped }) => isStopped).length,
  }
}
