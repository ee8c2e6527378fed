import type { ReplayResult, ReplayRun } from './result.ts'

/** A run and where it stands in the document. */
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

const isSameTape = ({ tape: a }: ReplayRun, { tape: b }: ReplayRun): boolean =>
  a.file === b.file && a.token === b.token && a.startMs === b.startMs && a.endMs === b.endMs
