import { basename } from 'node:path'
import { assert } from '../../shared/domain/assert.ts'
import type { TapeTerms } from '../replay/playTape.ts'
import { type JobsProgress, runOnThreads, threadsFor } from '../replay/threads.ts'
import type { TapeInfo } from '../tape/tapeInfo.ts'
import { codeFingerprint } from './fingerprints.ts'
import { type FoundTape, lookAtTapes, spanOf } from './lookAtTapes.ts'
import { type ResultsFolder, resultKeyOf } from './resultsFolder.ts'
import { type Part, type Split, splitTapes } from './splitTapes.ts'
import type { SweepJob, SweepOutcome, TapeCells } from './sweepJob.ts'
import type { Variant } from './variants.ts'

/** A variant holds what a report of it would draw, some megabytes: a thread must hold those of all that run at once. */
const MOST_AT_ONCE = 64

const NOTHING_TO_HOLD_OUT =
  'All tapes show one market at overlapping times, so none of them can be held out. ' +
  'Give one of them alone, or add a tape of another time.'

export interface SweepRunOptions {
  readonly files: readonly string[]
  readonly terms: TapeTerms
  readonly variants: readonly Variant[]
  readonly heldOutPercent: number
  readonly folder: ResultsFolder
  readonly onProgress: (progress: SweepProgress) => void
}

export type SweepProgress =
  | { readonly is: 'looking'; readonly done: number; readonly of: number }
  | (JobsProgress & { readonly is: 'running'; readonly stored: number })

export interface SweptTape {
  readonly file: string
  readonly info: TapeInfo
  readonly part: Part
  /** In the order of the variants. */
  readonly cells: readonly TapeCells[]
}

export type Swept =
  | { readonly is: 'done'; readonly tapes: readonly SweptTape[]; readonly split: Split }
  | { readonly is: 'fault'; readonly messages: readonly string[] }

/** All variants over all tapes, what is stored already left out; each result is stored as soon as it is there. */
export async function runSweep(of: SweepRunOptions): Promise<Swept> {
  const looked = await lookAtTapes(of.files, of.terms, (done) =>
    of.onProgress({ is: 'looking', done, of: of.files.length }),
  )
  if ('messages' in looked) return { is: 'fault', messages: looked.messages }
  const { tapes } = looked
  const split = splitTapes(tapes.map(spanOf), of.heldOutPercent)
  if (split === null) return { is: 'fault', messages: [NOTHING_TO_HOLD_OUT] }
  const keys = await keysOf(of, tapes, split)
  const stored = await Promise.all(tapes.map(({ fingerprint }) => of.folder.of(fingerprint)))
  const cells = keys.map((own, tape) => own.map((key) => stored[tape]?.get(key)))
  const jobs = jobsOf(of, tapes, split, cells)
  const faults = await runJobs(of, jobs, { cells, keys, tapes })
  if (faults.length > 0) return { is: 'fault', messages: faults }
  return {
    is: 'done',
    split,
    tapes: tapes.map(({ file, info }, tape) => ({
      file: basename(file),
      info,
      part: split.parts[tape] ?? { is: 'search' },
      cells: (cells[tape] ?? []).map((each) => {
        assert(each !== undefined, 'every variant has been run')
        return each
      }),
    })),
  }
}

/** For each tape and variant, by all that its figures are a function of. */
async function keysOf(
  { terms, variants }: SweepRunOptions,
  tapes: readonly FoundTape[],
  { parts }: Split,
): Promise<readonly (readonly string[])[]> {
  const code = await codeFingerprint()
  return tapes.map(({ fingerprint, info, payoutMicros }, tape) =>
    variants.map(({ config }) =>
      resultKeyOf(code, fingerprint, info.header, payoutMicros, parts[tape], terms, config.stack),
    ),
  )
}

interface Piece {
  readonly tape: number
  /** Places of its variants. */
  readonly places: readonly number[]
  readonly job: SweepJob
}

type Cells = readonly (TapeCells | undefined)[][]

/** What is missing of each tape in one pass over it; in several where there are fewer tapes than threads. */
function jobsOf(
  { terms, variants }: SweepRunOptions,
  tapes: readonly FoundTape[],
  { parts }: Split,
  cells: Cells,
): readonly Piece[] {
  const missing = cells.map((own) => own.flatMap((each, place) => (each === undefined ? [place] : [])))
  const whole = missing.reduce((sum, { length }) => sum + length, 0)
  const share = Math.max(1, Math.ceil(whole / Math.max(1, threadsFor(whole))))
  const most = Math.min(MOST_AT_ONCE, share)
  return tapes.flatMap(({ file }, tape) => {
    const own = missing[tape] ?? []
    const passes = Math.ceil(own.length / most)
    const length = Math.ceil(own.length / Math.max(1, passes))
    return Array.from({ length: passes }, (_, pass) => {
      const places = own.slice(pass * length, (pass + 1) * length)
      const configs = places.flatMap((place) => variants[place]?.config ?? [])
      return { tape, places, job: { ...terms, file, part: parts[tape] ?? { is: 'search' }, configs } }
    })
  })
}

/** Fills the cells. @returns what was wrong with tapes. */
async function runJobs(
  { folder, onProgress, variants }: SweepRunOptions,
  pieces: readonly Piece[],
  of: {
    readonly cells: Cells
    readonly keys: readonly (readonly string[])[]
    readonly tapes: readonly FoundTape[]
  },
): Promise<readonly string[]> {
  const stored =
    of.tapes.length * variants.length - pieces.reduce((sum, { places }) => sum + places.length, 0)
  const faults = new Set<string>()
  let writing = Promise.resolve()
  const keep = (outcome: SweepOutcome, index: number): void => {
    const piece = pieces[index]
    if (piece === undefined) return
    if (outcome.is === 'fault') {
      faults.add(outcome.message)
      return
    }
    const { tape, places } = piece
    const lines = places.flatMap((place, at) => {
      const cell = outcome.cells[at]
      const own = of.cells[tape]
      if (cell === undefined || own === undefined) return []
      own[place] = cell
      return [{ key: of.keys[tape]?.[place] ?? '', ...cell }]
    })
    // One after the other: lines of two jobs must not mix.
    writing = writing.then(() => folder.add(of.tapes[tape]?.fingerprint ?? '', lines))
  }
  if (pieces.length > 0) {
    await runOnThreads<SweepJob, SweepOutcome>({
      worker: new URL('./sweepWorker.ts', import.meta.url),
      jobs: pieces.map(({ job }) => job),
      onProgress: (progress) => onProgress({ is: 'running', stored, ...progress }),
      onOutcome: keep,
    })
  }
  await writing
  return [...faults]
}
