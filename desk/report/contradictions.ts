import { isDeepStrictEqual } from 'node:util'
import { pooledOf } from './pooledOf.ts'
import type { ReplayResult, ReplayRun } from './result.ts'

/** Sentences about what cannot be true at once. */
export function contradictions({ runs, pooled }: Pick<ReplayResult, 'runs' | 'pooled'>): readonly string[] {
  const ofRuns = runs.flatMap((each, index) =>
    [...moneyProblems(each), ...timeProblems(each)].map((text) => `runs.${index}: ${text}`),
  )
  const isPooled = isDeepStrictEqual(pooled, pooledOf(runs))
  return isPooled ? ofRuns : [...ofRuns, 'pooled: it does not match the runs together']
}

function* moneyProblems({ pnl: parts, fills, notDrawn, trips, verdict }: ReplayRun): Generator<string> {
  const { spreadMicros, markoutMicros, driftMicros, gapDriftMicros, feesMicros, rebatesMicros } = parts
  const { totalMicros } = parts
  const sum = spreadMicros + markoutMicros + driftMicros + gapDriftMicros - feesMicros + rebatesMicros
  if (sum !== totalMicros) yield `the parts of the P&L add up to ${sum}, not to ${totalMicros}`
  const booked = parts.realisedMicros + parts.unrealisedMicros + rebatesMicros
  if (booked !== totalMicros) yield `realised, unrealised and rebates are ${booked}, not ${totalMicros}`
  if (verdict.totalMicros !== totalMicros) {
    yield `the verdict is on ${verdict.totalMicros}, not on the total ${totalMicros}`
  }
  if (notDrawn.fills > 0) return
  const fees = fills.reduce((total, each) => total + each.feeMicros, 0)
  if (fees !== feesMicros) yield `the fills' fees are ${fees}, not ${feesMicros}`
  const realised = trips.reduce((total, each) => total + each.realisedMicros, 0)
  if (!Number.isSafeInteger(realised)) yield 'the trips add up to no safe number'
}

function* timeProblems(of: ReplayRun): Generator<string> {
  const { tape: played, time, fills, bands, series: drawn } = of
  const inGap = (at: number): boolean => time.gaps.some(({ fromMs, toMs }) => at > fromMs && at < toMs)
  const lost = time.gaps.reduce((total, each) => total + each.toMs - each.fromMs, 0)
  if (time.spanMs !== played.endMs - played.startMs) yield 'the span is not that of the tape'
  if (time.coveredMs + lost !== time.spanMs) yield 'covered time and gaps are not the span'
  if (fills.some((each, i) => each.atMs < (fills[i - 1]?.atMs ?? 0))) yield 'the fills are out of order'
  if (fills.some((each) => inGap(each.atMs))) yield 'a fill lies in a gap'
  if (bands.some((each, i) => each.toMs < each.fromMs || each.fromMs < (bands[i - 1]?.toMs ?? 0))) {
    yield 'the bands overlap'
  }
  const { stride: _, ...columns } = drawn
  if (Object.values(columns).some((column) => column.length !== drawn.atMs.length)) {
    yield 'the columns of the series differ in length'
  }
}
