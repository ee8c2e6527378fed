import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyTree } from './copyTree.ts'
import { instrument } from './instrument.ts'
import { judgeInParts } from './judgeInParts.ts'
import type { Mutant, Outcome } from './mutant.ts'
import { testsFor } from './mutatedFiles.ts'

export interface JudgedMutant extends Mutant {
  readonly outcome: Outcome
}

export interface MutantRun {
  readonly tests: number
  /** Tests that fail without a change: with one of them nothing is judged. */
  readonly broken: readonly string[]
  readonly mutants: readonly JudgedMutant[]
}

interface How {
  /** Of the work tree. */
  readonly known: readonly string[]
  readonly processes: number
  readonly tell: (line: string) => void
}

/** Judges every mutant of the files, in a copy of the work tree that goes afterwards. */
export async function runMutants(
  files: readonly string[],
  { known, processes, tell }: How,
): Promise<MutantRun> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mutants-')))
  try {
    copyTree(known, root)
    tell('installing the instrumenter')
    const mutants = await instrument(root, files)
    const tests = testsFor(files, known).map((test) => join(root, test))
    tell(`${mutants.length} mutants in ${files.length} files, ${tests.length} files of tests`)
    const ids = mutants.map(({ id }) => id)
    const parts = await judgeInParts(root, { tests, mutants: ids, processes, tell })
    const outcomes = new Map(parts.flatMap((part) => Object.entries(part.outcomes)))
    return {
      tests: Math.min(...parts.map((part) => part.tests)),
      broken: [...new Set(parts.flatMap((part) => part.broken))].map((each) =>
        each.replaceAll(`${root}/`, ''),
      ),
      mutants: mutants.map((mutant) => ({ ...mutant, outcome: outcomes.get(mutant.id) ?? 'unreached' })),
    }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
