import type { ReplayRun } from '../result.ts'

type Column = (number | null)[]

/** The series of a run as charts take it: units people think in, and a break wherever a gap is. */
export interface Columns {
  readonly atMs: number[]
  readonly bid: Column
  readonly ask: Column
  readonly mid: Column
  readonly inventory: Column
  readonly exposure: Column
  readonly equity: Column
}

const MICROS = 1e6
const inUnits = (micros: number | null | undefined): number | null =>
  micros === null || micros === undefined ? null : micros / MICROS

/** From the record's first instant to its last, whether a tick fell on them or not. */
export function columnsOf({ series, time, tape }: ReplayRun): Columns {
  const columns: Columns = { atMs: [], bid: [], ask: [], mid: [], inventory: [], exposure: [], equity: [] }
  const push = (atMs: number, index: number | null): void => {
    const at = (values: readonly (number | null)[]): number | null =>
      index === null ? null : inUnits(values[index])
    columns.atMs.push(atMs)
    columns.bid.push(at(series.bidMicros))
    columns.ask.push(at(series.askMicros))
    columns.mid.push(at(series.midMicros))
    columns.inventory.push(at(series.inventoryMicros))
    columns.exposure.push(at(series.exposureMicros))
    columns.equity.push(at(series.equityMicros))
  }
  let gap = 0
  let isKnown = false
  const breakUntil = (atMs: number, last: number): void => {
    for (let next = time.gaps[gap]; next !== undefined && next.toMs <= atMs; next = time.gaps[++gap]) {
      // What held at the last tick held up to the gap; within it nothing is drawn.
      if (isKnown) push(next.fromMs, last)
      push(next.fromMs + 1, null)
      isKnown = false
    }
  }
  if ((series.atMs[0] ?? tape.endMs) > tape.startMs) push(tape.startMs, null)
  series.atMs.forEach((atMs, index) => {
    breakUntil(atMs, index - 1)
    push(atMs, index)
    isKnown = true
  })
  breakUntil(tape.endMs, series.atMs.length - 1)
  if ((columns.atMs.at(-1) ?? 0) < tape.endMs) push(tape.endMs, isKnown ? series.atMs.length - 1 : null)
  return columns
}
