import { sumsOf } from '../../shared/domain/sumsOf.ts'
import type { ReplayRun } from './result.ts'

/** What several runs came to together; the edge by the shares of each. */
export const summed = (
  runs: readonly ReplayRun[],
): Pick<ReplayRun, 'orders' | 'pnl'> & { readonly edge: Pick<ReplayRun['edge'], 'netMicros'> } => ({
  orders: every(runs.map(({ orders }) => orders)),
  pnl: every(runs.map(({ pnl }) => pnl)),
  edge: { netMicros: edgeOf(runs) },
})

const every = <T extends Readonly<Record<string, number>>>(all: readonly T[]) =>
  sumsOf(all, Object.keys(all[0] ?? {}) as (keyof T & string)[])

function edgeOf(runs: readonly ReplayRun[]): number | null {
  const known = runs.flatMap(({ edge: { netMicros, sharesMicros } }) =>
    netMicros === null ? [] : [{ netMicros, sharesMicros }],
  )
  const shares = known.reduce((sum, { sharesMicros }) => sum + sharesMicros, 0)
  if (shares === 0) return null
  return Math.round(
    known.reduce((sum, { netMicros, sharesMicros }) => sum + netMicros * (sharesMicros / shares), 0),
  )
}
