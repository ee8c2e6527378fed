import { availableParallelism } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import { workTree } from './copyTree.ts'
import { mutantReport, scoresOf, survives } from './mutantReport.ts'
import { mutatedFiles } from './mutatedFiles.ts'
import { runMutants } from './runMutants.ts'

/** Exit statuses: every mutant is found; some survive; the user's mistake, or no judgement. */
const OK = 0
const SURVIVORS = 1
const USAGE = 2
const MAX_PROCESSES = 64

const program = new Command('npm run mutants --')
  .description(
    'What the tests would miss: changes the code in one place at a time and runs the quick tests that reach it. A change ' +
      'that no test finds survives, and is printed. Without a file: machine, accounting and reconcile, which take two minutes ' +
      'on two cores. Works in a temporary copy of this folder, where it installs what makes the changes. Exit ' +
      'status 1: some survive.',
  )
  .argument('[file...]', 'files or folders of shared, such as shared/machine/stuck.ts')
  .option('--processes <number>', 'how many at once', processes, availableParallelism())
  .option('--json', 'print the report as JSON: every mutant with its outcome')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? OK : USAGE))

async function main(): Promise<number> {
  program.parse()
  const { processes: at, json } = program.opts<{ processes: number; json?: true }>()
  const known = workTree()
  const files = mutatedFiles(program.args, known)
  if (typeof files === 'string') {
    console.error(files)
    return USAGE
  }
  const run = await runMutants(files, { known, processes: at, tell: (line) => console.error(line) })
  if (run.broken.length > 0) {
    console.error(
      `${run.broken.join('\n')}\nthese fail without a change, so nothing was judged: correct them first`,
    )
    return USAGE
  }
  console.log(json ? JSON.stringify({ ...run, scores: scoresOf(run.mutants) }) : mutantReport(run))
  return run.mutants.some(survives) ? SURVIVORS : OK
}

function processes(text: string): number {
  const value = Number(text)
  if (/^\d{1,2}$/.test(text) && value >= 1 && value <= MAX_PROCESSES) return value
  throw new InvalidArgumentError(`use a whole number from 1 to ${MAX_PROCESSES}`)
}

process.exitCode = await main()
