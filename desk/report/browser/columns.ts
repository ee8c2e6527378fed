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

export function columnsOf({ series, time }: ReplayRun): Columns {
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
  series.atMs.forEach((atMs, index) => {
    let next = time.gaps[gap]
    while (next !== undefined && next.toMs <= atMs) {
      // What held at the last tick held up to the gap; within it nothing is drawn.
      if (index > 0) push(next.fromMs, index - 1)
      push(next.fromMs + 1, null)
      gap += 1
      next = time.gaps[gap]
    }
    push(atMs, index)
  })
  return columns
}
