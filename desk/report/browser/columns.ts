import type { ReplayRun } from '../result.ts'

type Column = (number | null)[]

/** The series of a run as charts take it: units people think in, and a break wherever a gap is. */
export interface Columns extends Readonly<Record<Drawn, Column>> {
  readonly atMs: number[]
}

const DRAWN = ['bid', 'ask', 'mid', 'inventory', 'exposure', 'equity'] as const
type Drawn = (typeof DRAWN)[number]

const MICROS = 1e6
const inUnits = (micros: number | null | undefined): number | null =>
  micros === null || micros === undefined ? null : micros / MICROS

/** From the record's first instant to its last, whether a tick fell on them or not. */
export function columnsOf({ series, time, tape }: ReplayRun): Columns {
  const columns: Columns = { atMs: [], bid: [], ask: [], mid: [], inventory: [], exposure: [], equity: [] }
  const push = (atMs: number, index: number | null): void => {
    columns.atMs.push(atMs)
    for (const name of DRAWN)
      columns[name].push(index === null ? null : inUnits(series[`${name}Micros`][index]))
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
