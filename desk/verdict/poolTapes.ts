import { added } from './outcome.ts'
import { isSameTime, type MarketSpan } from './sameTime.ts'
import { verdictOfTapes } from './verdict.ts'
import type { RecordOutcome, Verdict } from './verdictSchema.ts'

/** A tape's outcome, and what shows whether it is independent of another. */
export interface TapeOutcome extends MarketSpan {
  readonly token: string
  readonly outcome: RecordOutcome
}

/** The verdict of several tapes. What one market did at one time is one block, however many tapes show it. */
export function poolTapes(tapes: readonly TapeOutcome[]): Verdict {
  const counted = eachHourOnce(tapes)
  const blocks: TapeOutcome[][] = []
  for (const tape of counted.toSorted((a, b) => a.startMs - b.startMs)) {
    const same = blocks.find((block) => block.some((each) => isSameTime(each, tape)))
    if (same === undefined) blocks.push([tape])
    else same.push(tape)
  }
  return verdictOfTapes(
    blocks.map((block) => added(block.map(({ outcome }) => outcome))),
    { repeats: tapes.length - counted.length },
  )
}

/** Of tapes that show hours of one outcome twice the longer counts: nobody can trade the same hours again. */
function eachHourOnce(tapes: readonly TapeOutcome[]): readonly TapeOutcome[] {
  const counted: TapeOutcome[] = []
  for (const tape of tapes.toSorted((a, b) => b.outcome.coveredMs - a.outcome.coveredMs)) {
    if (!counted.some((each) => each.token === tape.token && isSameTime(each, tape))) counted.push(tape)
  }
  return counted
}
