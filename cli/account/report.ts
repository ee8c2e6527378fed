import { readFile, stat } from 'node:fs/promises'
import type { Command } from 'commander'
import { parseReplayResult } from '../../desk/report/parseResult.ts'
import { DEFAULT_REPORT, reportFile } from '../../desk/report/reportFile.ts'
import type { ReplayResult } from '../../desk/report/result.ts'
import { formatResult } from '../../desk/report/terminalSummary.ts'
import { writeReport } from '../../desk/report/writeReport.ts'
import { type InputError, wrongValue } from '../../shared/domain/inputError.ts'
import { withConnection } from '../aws/withConnection.ts'
import { withKeys } from '../terminal/options.ts'
import { type CommandResult, succeeded } from '../terminal/outcome.ts'
import { withJournal } from '../terminal/period.ts'
import type { Act } from '../terminal/runCommand.ts'
import { type LiveReportOptions, liveReport } from './liveReport.ts'

/** More than a few hundred full replays: beyond it a file is not one of ours. */
const MAX_BYTES = 512 * 1024 * 1024
const MAX_PROBLEMS = 5

export const addReport = (program: Command, act: Act): void => {
  withJournal(withKeys(program.command('report')), '1d')
    .argument(
      '[result.json]',
      'the output of replay --json, or the .json next to a report (default: the running bot)',
    )
    .description(
      'write a report, one page that needs no network: of a stored result, or of the running bot by day and market',
    )
    .option('--report <file>', 'file of the page; its data is written next to it', DEFAULT_REPORT)
    .action(
      act((file: string | undefined, options: LiveReportOptions) =>
        file === undefined
          ? withConnection(options, (connection) => liveReport(connection, options))
          : storedReport(file, options),
      ),
    )
}

async function storedReport(file: string, options: LiveReportOptions): Promise<CommandResult> {
  const result = await readResult(file)
  const { page, json } = await writeReport(reportFile('--report', options.report), result)
  return succeeded(`${formatResult(result)}\n\nreport: ${page}, its figures: ${json}`, {
    page,
    document: json,
  })
}

async function readResult(file: string): Promise<ReplayResult> {
  const wrong = (value: string, remedy: string): InputError => wrongValue('RESULT.json', value, remedy)
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
