import type { ReplayResult, ReplayRun, ReplayTape } from './result.ts'

/** A run and its place in the document. */
export interface Indexed {
  readonly run: ReplayRun
  readonly index: number
}

/** The runs of a document by tape: one after the other, each fill model once. Two tapes may have one name. */
export function tapesOf({ runs }: Pick<ReplayResult, 'runs'>): readonly (readonly Indexed[])[] {
  const tapes: Indexed[][] = []
  for (const [index, run] of runs.entries()) {
    const tape = tapes.at(-1)
    const [first] = tape ?? []
    const isAnother = first === undefined || !isSameTape(first.run, run)
    if (isAnother || tape?.some((each) => each.run.fillModel === run.fillModel)) tapes.push([{ run, index }])
    else tape?.push({ run, index })
  }
  return tapes
}

/** Whether tapes are played for both outcomes of their market: then what is side by side is an outcome. */
export const hasBothOutcomes = (runs: readonly ReplayRun[]): boolean =>
  runs.some(({ tape: a }) =>
    runs.some(({ tape: b }) => a.token !== b.token && isSameRecord(a, b) && a.market === b.market),
  )

const isSameRecord = (a: ReplayTape, b: ReplayTape): boolean =>
  a.file === b.file && a.startMs === b.startMs && a.endMs === b.endMs

const isSameTape = ({ tape: a }: ReplayRun, { tape: b }: ReplayRun): boolean =>
  a.token === b.token && isSameRecord(a, b)
