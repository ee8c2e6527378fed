import type { Command } from 'commander'
import type { ReplayJob } from '../../desk/replay/replayJob.ts'
import { runJobs } from '../../desk/replay/runJobs.ts'
import type { JobsProgress } from '../../desk/replay/threads.ts'
import { documentOf } from '../../desk/report/documentOf.ts'
import { DEFAULT_REPORT, type ReportOptions, wantedReport } from '../../desk/report/reportFile.ts'
import type { ReplayResult, ReplayRun } from '../../desk/report/result.ts'
import { tapesOf } from '../../desk/report/tapesOf.ts'
import { formatResult } from '../../desk/report/terminalSummary.ts'
import { writeReport } from '../../desk/report/writeReport.ts'
import { sessionConfig } from '../../desk/session/sessionConfig.ts'
import { givenTwice } from '../../desk/tape/givenTwice.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { tokenId } from '../../shared/domain/units.ts'
import { FILL_MODELS, type FillModel } from '../../shared/simulator/fillModel.ts'
import { namedBook } from '../data/namedBook.ts'
import { type TapeFlags, withTape } from '../data/tapeOptions.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { say } from '../terminal/say.ts'
import {
  configOf,
  createProgressLine,
  playedBy,
  REPLAY_WALLET,
  type ReplayTerms,
  withTerms,
} from './replayTerms.ts'

interface ReplayOptions extends TapeFlags, ReplayTerms, Pick<ReportOptions, 'report'> {
  readonly fill: string
  readonly outcomes?: string
}

export const addReplay = (program: Command, act: Act): void => {
  withTerms(withTape(program.command('replay')))
    .argument('<tape...>', 'tapes or recordings')
    .option('--fill <model>', `${FILL_MODELS.join(', ')} or all`, 'all')
    .option('--outcomes <one|both>', 'trade one outcome of the market, or both (default: one)')
    .option('--report <file>', `the report, one page (default: ${DEFAULT_REPORT}; with --json none)`)
    .option('--no-report', 'write no report')
    .description('run the bot over recorded markets, in virtual time, with three fill models')
    .action(act(run))
}

async function run(files: readonly string[], given: ReplayOptions): Promise<CommandResult> {
  const options = await namedBook(given)
  const jobs = jobsOf(files, options)
  const report = wantedReport(options)
  const twice = await givenTwice(files)
  if (twice.length > 0) return refused(twice)
  const line = createProgressLine()
  const outcomes = await runJobs(jobs, (progress) => line.show(progressText(progress)))
  line.end()
  const faults = outcomes.flatMap((outcome) => (outcome.is === 'fault' ? [outcome.message] : []))
  if (faults.length > 0) {
    return refused([...new Set(faults)])
  }
  const runs = byOutcome(outcomes.flatMap((outcome) => (outcome.is === 'done' ? [outcome.runs] : [])))
  const result = documentOf('replay', runs)
  const text = formatResult(result)
  warnOfMissingGameStart(result)
  if (report !== null) {
    const { page, json } = await writeReport(report, result)
    say(`report: ${page}, its figures: ${json}`)
  }
  return runs.some(({ failures, stop }) => failures.length > 0 || stop !== null)
    ? failed(text, result)
    : succeeded(text, result)
}

/** Of each job the outcomes; of each tape, one outcome after the other, each with all fill models. */
function byOutcome(jobs: readonly (readonly ReplayRun[])[]): readonly ReplayRun[] {
  const tapes = tapesOf({ runs: jobs.flatMap(([first]) => first ?? []) })
  const [{ length: outcomes } = []] = jobs
  return tapes.flatMap((models) =>
    Array.from({ length: outcomes }, (_, nth) =>
      models.flatMap(({ index }) => jobs[index]?.[nth] ?? []),
    ).flat(),
  )
}

function refused(messages: readonly string[]): CommandResult {
  const text = messages.join('\n')
  return { exit: 2, text, json: { error: text } }
}

function jobsOf(files: readonly string[], options: ReplayOptions): readonly ReplayJob[] {
  const tokens = { token: tokenId('1'), otherToken: tokenId('2') }
  const config = sessionConfig(configOf(options), { wallet: REPLAY_WALLET, ...tokens })
  const common = { config, ...playedBy(options) }
  const models = parseModels(options.fill)
  return files.flatMap((file) => models.map((model) => ({ ...common, file, model })))
}

function parseModels(text: string): readonly FillModel[] {
  if (text === 'all') return FILL_MODELS
  const model = FILL_MODELS.find((each) => each === text)
  if (model !== undefined) return [model]
  throw wrongValue('--fill', text, `use ${FILL_MODELS.join(', ')} or all`)
}

/** Recordings of games seldom say when they began; without it the strategy trades on as if nothing had. */
function warnOfMissingGameStart({ runs }: ReplayResult): void {
  const without = runs.filter(({ tape }) => tape.gameStartMs === null).map(({ tape }) => tape.file)
  for (const file of new Set(without)) {
    say(`${file}: states no game start, so nothing counts as in play: set it with --game-start`)
  }
}

const progressText = ({ done, of, events }: JobsProgress): string =>
  `${done} of ${of} replays, ${(events / 1e6).toFixed(2)} million events`
