import { formatMicros } from '../../shared/domain/decimal.ts'
import type { ReplayRun } from './result.ts'
import { soberest } from './words.ts'

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

/** Shares of both outcomes of a market, by the soberest model: each pair is worth a dollar at resolution. */
export function pairsHeld(runs: readonly ReplayRun[]): readonly string[] {
  const records = Map.groupBy(runs, ({ tape: { file, market, startMs } }) => `${file} ${market} ${startMs}`)
  return [...records.values()].flatMap((all) => {
    const model = soberest(all)?.fillModel
    const [one, other] = all.filter(({ fillModel }) => fillModel === model)
    const pairs = Math.min(one?.position.sizeMicros ?? 0, other?.position.sizeMicros ?? 0)
    if (one === undefined || pairs === 0) return []
    return [
      `pairs (${one.tape.file}): ${formatMicros(pairs)} shares of each outcome are held at the end, worth ${formatMicros(pairs)} USDC at resolution`,
    ]
  })
}
