import { added, type RecordOutcome } from './outcome.ts'
import { type Verdict, verdictOfTapes } from './verdict.ts'

/** A tape's outcome, and what shows whether it is independent of another. */
export interface TapeOutcome {
  /** Tapes of one market have it in common, whichever of its outcomes they hold. */
  readonly market: string
  readonly startMs: number
  readonly endMs: number
  readonly outcome: RecordOutcome
}

/** The verdict of several tapes. What one market did at one time is one block, however many tapes show it. */
export function poolTapes(tapes: readonly TapeOutcome[]): Verdict {
  const blocks: TapeOutcome[][] = []
  for (const tape of tapes.toSorted((a, b) => a.startMs - b.startMs)) {
    const same = blocks.find((block) => block.some((each) => isSameTime(each, tape)))
    if (same === undefined) blocks.push([tape])
    else same.push(tape)
  }
  return verdictOfTapes(blocks.map((block) => added(block.map(({ outcome }) => outcome))))
}

const isSameTime = (a: TapeOutcome, b: TapeOutcome): boolean =>
  a.market === b.market && a.startMs < b.endMs && b.startMs < a.endMs
