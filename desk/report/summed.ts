import type { ReplayRun } from './result.ts'

/** What several runs came to together; the edge by the shares of each. */
export const summed = (
  runs: readonly ReplayRun[],
): Pick<ReplayRun, 'orders' | 'pnl'> & { readonly edge: Pick<ReplayRun['edge'], 'netMicros'> } => ({
  orders: sumsOf(runs.map(({ orders }) => orders)),
  pnl: sumsOf(runs.map(({ pnl }) => pnl)),
  edge: { netMicros: edgeOf(runs) },
})

function sumsOf<T extends Readonly<Record<string, number>>>(all: readonly T[]): T {
  const [first] = all
  const names = Object.keys(first ?? {})
  return Object.fromEntries(
    names.map((name) => [name, all.reduce((sum, each) => sum + (each[name] ?? 0), 0)]),
  ) as T
}

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
