import { MICROS } from '../../shared/domain/units.ts'
import type { ReplayResult, ReplayRun } from './result.ts'

/** One day of one market, or several added up, as page and terminal show it. Micro-dollars, milliseconds. */
export interface DayRow {
  readonly day: string
  readonly label: string
  /** Of the run; null: a sum. */
  readonly index: number | null
  readonly totalMicros: number
  readonly spreadMicros: number
  readonly markoutMicros: number
  /** All later moves, those across gaps included. */
  readonly laterMicros: number
  readonly feesMicros: number
  /** null: not known. */
  readonly rewardMicros: number | null
  readonly estimateMicros: number | null
  readonly rebateMicros: number | null
  readonly entries: number
  readonly entriesFilled: number
  /** Orders that rested, and those of them that were filled, by paper; null: not known. */
  readonly paper: {
    readonly orders: number
    readonly filled: number
    readonly edgeMicros: number | null
  } | null
  /** The same in fact: every order that filled, and what its fills were worth after 60 s; null: no price is known then. */
  readonly filled: number
  readonly edgeMicros: number | null
  readonly coveredMs: number
  readonly waitingMs: number
  readonly holdingMs: number
}

/** A row a day and market, and behind those of each day their sum; the sum of all at the end, where there are several. */
export function dayRows({ runs }: Pick<ReplayResult, 'runs'>): readonly DayRow[] {
  const rows = runs.flatMap((run, index) => (run.ofDay === null ? [] : [rowOf(run, index)]))
  const byDay = [...Map.groupBy(rows, ({ day }) => day)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const listed = byDay.flatMap(([day, of]) => (of.length > 1 ? [...of, sumOf(of, day, 'all markets')] : of))
  return byDay.length > 1 ? [...listed, sumOf(rows, 'all days', 'all markets')] : listed
}

function rowOf(run: ReplayRun, index: number): DayRow {
  const { pnl, orders, edge, ofDay, bands } = run
  const lasted = (...phases: readonly string[]): number =>
    bands.reduce((sum, band) => (phases.includes(band.phase) ? sum + band.toMs - band.fromMs : sum), 0)
  const paper = ofDay?.paper ?? null
  const day = ofDay?.day ?? ''
  const filled = orders.entriesFilled + orders.exitsFilled
  return {
    day,
    label: run.tape.question.replace(`, ${day}`, ''),
    index,
    totalMicros: pnl.totalMicros,
    spreadMicros: pnl.spreadMicros,
    markoutMicros: pnl.markoutMicros,
    laterMicros: pnl.driftMicros + pnl.gapDriftMicros,
    feesMicros: pnl.feesMicros,
    rewardMicros: ofDay?.rewardMicros ?? null,
    estimateMicros: ofDay?.estimate?.likelyMicros ?? null,
    rebateMicros: ofDay?.rebateMicros ?? null,
    entries: orders.entries,
    entriesFilled: orders.entriesFilled,
    paper:
      paper === null
        ? null
        : {
            orders: paper.orders,
            filled: paper.filled,
            edgeMicros: edgeOf(paper, paper.filled),
          },
    filled,
    edgeMicros: edgeOf(edge, filled),
    coveredMs: run.time.coveredMs,
    waitingMs: lasted('ENTRY_PENDING'),
    holdingMs: lasted('POSITION_OPEN', 'EXIT_PENDING'),
  }
}

/** Of the fills whose later price is known; without fills there is nothing that could be unknown. */
function edgeOf({ grossMicros, sharesMicros }: EachShare, filled: number): number | null {
  if (grossMicros === null) return filled === 0 ? 0 : null
  return Math.round((grossMicros * sharesMicros) / MICROS)
}

interface EachShare {
  readonly grossMicros: number | null
  readonly sharesMicros: number
}

/** Unknown as soon as one of them is. */
function sumOf(rows: readonly DayRow[], day: string, label: string): DayRow {
  const sum = (of: (row: DayRow) => number): number => rows.reduce((total, row) => total + of(row), 0)
  const known = (of: (row: DayRow) => number | null): number | null =>
    rows.some((row) => of(row) === null) ? null : sum((row) => of(row) ?? 0)
  return {
    day,
    label,
    index: null,
    totalMicros: sum((row) => row.totalMicros),
    spreadMicros: sum((row) => row.spreadMicros),
    markoutMicros: sum((row) => row.markoutMicros),
    laterMicros: sum((row) => row.laterMicros),
    feesMicros: sum((row) => row.feesMicros),
    rewardMicros: known((row) => row.rewardMicros),
    estimateMicros: known((row) => row.estimateMicros),
    rebateMicros: known((row) => row.rebateMicros),
    entries: sum((row) => row.entries),
    entriesFilled: sum((row) => row.entriesFilled),
    paper: rows.some(({ paper }) => paper === null)
      ? null
      : {
          orders: sum(({ paper }) => paper?.orders ?? 0),
          filled: sum(({ paper }) => paper?.filled ?? 0),
          edgeMicros: known(({ paper }) => paper?.edgeMicros ?? null),
        },
    filled: sum((row) => row.filled),
    edgeMicros: known((row) => row.edgeMicros),
    coveredMs: sum((row) => row.coveredMs),
    waitingMs: sum((row) => row.waitingMs),
    holdingMs: sum((row) => row.holdingMs),
  }
}
