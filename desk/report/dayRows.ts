import { sumsOf } from '../../shared/domain/sumsOf.ts'
import { MICROS } from '../../shared/domain/units.ts'
import type { ReplayResult, ReplayRun } from './result.ts'

/** One day of one market, or several added up, as page and terminal show it. */
export interface DayRow extends DayFigures {
  readonly day: string
  readonly label: string
  /** Of the run; null: a sum. */
  readonly index: number | null
}

type DayFigures = Readonly<ReturnType<typeof figuresOf>>

/** A row a day and market, and behind those of each day their sum; the sum of all at the end, where there are several. */
export function dayRows({ runs }: Pick<ReplayResult, 'runs'>): readonly DayRow[] {
  const rows = runs.flatMap((run, index) => (run.ofDay === null ? [] : [rowOf(run, run.ofDay.day, index)]))
  const byDay = [...Map.groupBy(rows, ({ day }) => day)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const listed = byDay.flatMap(([day, of]) => (of.length > 1 ? [...of, sumOf(of, day)] : of))
  return byDay.length > 1 ? [...listed, sumOf(rows, 'all days')] : listed
}

const rowOf = (run: ReplayRun, day: string, index: number): DayRow => ({
  day,
  label: run.tape.question.replace(`, ${day}`, ''),
  index,
  ...figuresOf(run),
})

function sumOf(rows: readonly DayRow[], day: string): DayRow {
  const figures = rows.map(({ day: _, label: __, index: ___, ...each }): DayFigures => each)
  const names = Object.keys(figures[0] ?? {}) as (keyof DayFigures)[]
  return { day, label: 'all markets', index: null, ...sumsOf(figures, names) }
}

/** Micro-dollars, milliseconds; null: not known. */
function figuresOf({ pnl, orders, edge, ofDay, bands, time }: ReplayRun) {
  const lasted = (...phases: readonly string[]): number =>
    bands.reduce((sum, band) => (phases.includes(band.phase) ? sum + band.toMs - band.fromMs : sum), 0)
  const paper = ofDay?.paper ?? null
  const filled = orders.entriesFilled + orders.exitsFilled
  return {
    totalMicros: pnl.totalMicros,
    spreadMicros: pnl.spreadMicros,
    markoutMicros: pnl.markoutMicros,
    /** All later moves, those across gaps included. */
    laterMicros: pnl.driftMicros + pnl.gapDriftMicros,
    feesMicros: pnl.feesMicros,
    rewardMicros: ofDay?.rewardMicros ?? null,
    estimateMicros: ofDay?.estimate?.likelyMicros ?? null,
    rebateMicros: ofDay?.rebateMicros ?? null,
    entries: orders.entries,
    entriesFilled: orders.entriesFilled,
    /** Orders that paper fills, and what those fills were worth after 60 s. */
    paperFilled: paper?.filled ?? null,
    paperEdgeMicros: paper === null ? null : edgeOf(paper, paper.filled),
    /** The same in fact: every order that filled, and what its fills were worth; null: no price is known then. */
    filled,
    edgeMicros: edgeOf(edge, filled),
    coveredMs: time.coveredMs,
    waitingMs: lasted('ENTRY_PENDING'),
    holdingMs: lasted('POSITION_OPEN', 'EXIT_PENDING'),
  }
}

/** Of the fills whose later price is known; without fills there is nothing that could be unknown. */
function edgeOf(
  { grossMicros, sharesMicros }: Pick<ReplayRun['edge'], 'grossMicros' | 'sharesMicros'>,
  filled: number,
): number | null {
  if (grossMicros === null) return filled === 0 ? 0 : null
  return Math.round((grossMicros * sharesMicros) / MICROS)
}
