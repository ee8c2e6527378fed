import { readFile, stat } from 'node:fs/promises'
import type { Command } from 'commander'
import { parseReplayResult } from '../../desk/report/parseResult.ts'
import { DEFAULT_REPORT, reportFile } from '../../desk/report/reportFile.ts'
import type { ReplayResult } from '../../desk/report/result.ts'
import { formatResult } from '../../desk/report/terminalSummary.ts'
import { writeReport } from '../../desk/report/writeReport.ts'
import { InputError } from '../../shared/domain/inputError.ts'
import { type CommandResult, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'

/** More than a few hundred full replays: beyond it a file is not one of ours. */
const MAX_BYTES = 512 * 1024 * 1024
const MAX_PROBLEMS = 5

interface ReportOptions {
  readonly report: string
  readonly json?: true
}

export const addReport = (program: Command, act: Act): void => {
  program
    .command('report')
    .argument('<result.json>', 'what replay --json printed, or the .json beside a report')
    .option('--report <file>', 'file of the page; its data is written beside it', DEFAULT_REPORT)
    .option('--json', 'print one line of JSON')
    .description('write the report of a stored result: one page that needs no network')
    .action(act(run))
}

async function run(file: string, options: ReportOptions): Promise<CommandResult> {
  const result = await readResult(file)
  const { page, json } = await writeReport(reportFile('--report', options.report), result)
  return succeeded(`${formatResult(result)}\n\nreport: ${page}, its figures: ${json}`, {
    page,
    document: json,
  })
}

async function readResult(file: string): Promise<ReplayResult> {
  const wrong = (value: string, remedy: string): InputError =>
    new InputError({ field: 'RESULT.json', value, remedy })
  const found = await stat(file).catch(() => null)
  if (found === null || !found.isFile())
    throw wrong(file, 'there is no such file: give the output of replay --json')
  if (found.size > MAX_BYTES) throw wrong(file, `it is larger than ${MAX_BYTES} bytes: give one result`)
  let json: unknown
  try {
    json = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw wrong(file, `it is not JSON (${why}): give the output of replay --json`)
  }
  const parsed = parseReplayResult(json)
  if (parsed.ok) return parsed.result
  const listed = parsed.problems.slice(0, MAX_PROBLEMS).map((problem) => `\n  ${problem}`)
  const more =
    parsed.problems.length > MAX_PROBLEMS ? `\n  and ${parsed.problems.length - MAX_PROBLEMS} more` : ''
  throw wrong(
    file,
    `it is not a result of this version:${listed.join('')}${more}\nRun the replay or the session again.`,
  )
}
