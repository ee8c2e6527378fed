import type { Config } from '../../shared/config/config.ts'
import { type Played, playTape, type TapeTerms } from '../replay/playTape.ts'
import { runVariants } from '../replay/runVariants.ts'
import { type Cell, cellOf } from './cell.ts'
import type { Part } from './splitTapes.ts'

/** One tape, decoded and rebuilt once, under some variants; the terms are the same for all of them. */
export interface SweepJob extends TapeTerms {
  readonly file: string
  readonly part: Part
  readonly configs: readonly Config[]
}

/** A variant's cells on the sides that the tape has. */
export interface TapeCells {
  readonly search: Cell | null
  readonly heldOut: Cell | null
}

/** Cells in the order of the variants. */
export type SweepOutcome = Played<{ readonly cells: readonly TapeCells[] }>

export const runSweepJob = (
  { configs, part, ...job }: SweepJob,
  onEvents: (events: number) => void = () => {},
): Promise<SweepOutcome> =>
  playTape(job, async ({ source, terms, notes }) => {
    const sides = await runVariants(source, {
      variants: configs.map((config) => ({ ...terms, config })),
      cutMs: part.is === 'cut' ? part.atMs : null,
      maxSilenceMs: job.maxSilenceMs,
      onEvents,
    })
    const cells = sides.map((runs) => runs.map((run) => cellOf(run, notes)))
    return {
      cells: configs.map((_, index) =>
        cellsOf(
          part,
          cells.map((side) => side[index] ?? null),
        ),
      ),
    }
  })

function cellsOf(part: Part, [first = null, second = null]: readonly (Cell | null)[]): TapeCells {
  if (part.is === 'cut') return { search: first, heldOut: second }
  return part.is === 'search' ? { search: first, heldOut: null } : { search: null, heldOut: first }
}
