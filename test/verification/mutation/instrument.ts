import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Mutant } from './mutant.ts'

interface Place {
  /** From 0. */
  readonly line: number
  readonly column: number
}

/** Of Stryker's instrumenter 10, what is used here. */
interface Instrumenter {
  instrument(
    files: readonly { readonly name: string; readonly content: string; readonly mutate: true }[],
    options: object,
  ): Promise<{
    readonly files: readonly { readonly name: string; readonly content: string }[]
    readonly mutants: readonly {
      readonly id: string
      readonly fileName: string
      readonly mutatorName: string
      readonly replacement: string
      readonly location: { readonly start: Place; readonly end: Place }
    }[]
  }>
}

const OPTIONS = { plugins: null, excludedMutations: [], ignorers: [], noHeader: false }

/** Writes all mutants into the files, each behind a switch. `root` is a copy of the repository. */
export async function instrument(root: string, files: readonly string[]): Promise<readonly Mutant[]> {
  const sources = new Map(files.map((file) => [join(root, file), readFileSync(join(root, file), 'utf8')]))
  const instrumenter = await loadInstrumenter(join(root, 'instrumenter'))
  const done = await instrumenter.instrument(
    [...sources].map(([name, content]) => ({ name, content, mutate: true as const })),
    OPTIONS,
  )
  for (const { name, content } of done.files) writeFileSync(name, content)
  return done.mutants.map(({ id, fileName, mutatorName, replacement, location }) => ({
    id,
    file: fileName.slice(root.length + 1),
    line: location.start.line + 1,
    mutator: mutatorName,
    was: textAt(sources.get(fileName) ?? '', location),
    becomes: replacement,
  }))
}

/** Installed next to the copy, pinned by a lock file of its own: 78 packages are too many for every installation. */
async function loadInstrumenter(folder: string): Promise<Instrumenter> {
  cpSync(join(import.meta.dirname, 'instrumenter'), folder, { recursive: true })
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const load = createRequire(join(folder, 'package.json'))
  const { createInjector } = load('typed-inject')
  const { createInstrumenter } = load('@stryker-mutator/instrumenter')
  return createInjector().provideValue('logger', silent).injectFunction(createInstrumenter)
}

const silent = {
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  isInfoEnabled: () => false,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: console.error,
  error: console.error,
}

function textAt(source: string, { start, end }: { readonly start: Place; readonly end: Place }): string {
  const lines = source.split('\n').slice(start.line, end.line + 1)
  const cut = lines.map((line, nth) =>
    line.slice(nth === 0 ? start.column : 0, nth === lines.length - 1 ? end.column : undefined),
  )
  return cut.join('\n')
}
