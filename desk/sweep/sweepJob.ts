import type { Config } from '../../shared/config/config.ts'
import { InputError } from '../../shared/domain/inputError.ts'
import type { FillModel } from '../../shared/simulator/fillModel.ts'
import type { Latency } from '../../shared/simulator/latency.ts'
import { resolvedPayout } from '../replay/resolvedPayout.ts'
import { runVariants } from '../replay/runVariants.ts'
import { openSource } from '../tape/openSource.ts'
import type { MarketFacts, RecordingChoice } from '../tape/recording.ts'
import { type Cell, cellOf } from './cell.ts'
import type { Part } from './splitTapes.ts'

/** What a tape is opened and played by, the same for all variants. */
export interface TapeTerms extends RecordingChoice {
  readonly facts: MarketFacts
  /** Plays what was valid of a broken tape. */
  readonly salvage: boolean
  readonly model: FillModel
  readonly latency: Latency
  readonly maxSilenceMs: number
  /** What the user says of the resolution, as `resolvedPayout` reads it. */
  readonly resolved: readonly string[]
  readonly marketFile?: string
}

/** One tape, decoded and rebuilt once, under some variants: plain data, so that any thread can do it. */
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

/** Cells in the order of the variants. A broken tape is an answer, not an accident. */
export type SweepOutcome =
  | { readonly is: 'done'; readonly cells: readonly TapeCells[] }
  | { readonly is: 'fault'; readonly message: string }

export async function runSweepJob(
  job: SweepJob,
  onEvents: (events: number) => void = () => {},
): Promise<SweepOutcome> {
  const { configs, model, latency, maxSilenceMs, part } = job
  const salvaged: string[] = []
  try {
    const source = await openSource(job.file, {
      ...job,
      onSalvaged: job.salvage ? (fault) => salvaged.push(`played up to a fault: ${fault.message}`) : null,
    })
    const payoutMicros = resolvedPayout(source.header, job.resolved)
    const cutMs = part.is === 'cut' ? part.atMs : null
    const common = { model, latency, maxSilenceMs }
    const sides = await runVariants(source, {
      variants: configs.map((config) => ({ ...common, payoutMicros, config })),
      cutMs,
      maxSilenceMs,
      onEvents,
    })
    const cells = sides.map((runs) => runs.map((run) => cellOf(run, salvaged)))
    return {
      is: 'done',
      cells: configs.map((_, index) =>
        cellsOf(
          part,
          cells.map((side) => side[index] ?? null),
        ),
      ),
    }
  } catch (error) {
    if (error instanceof InputError) return { is: 'fault', message: error.message }
    throw error
  }
}

function cellsOf(part: Part, [first = null, second = null]: readonly (Cell | null)[]): TapeCells {
  if (part.is === 'cut') return { search: first, heldOut: second }
  return part.is === 'search' ? { search: first, heldOut: null } : { search: null, heldOut: first }
}
