import type { Command } from 'commander'
import type { ReplayJob } from '../../desk/replay/replayJob.ts'
import { isResolution } from '../../desk/replay/resolvedPayout.ts'
import { runJobs } from '../../desk/replay/runJobs.ts'
import type { JobsProgress } from '../../desk/replay/threads.ts'
import { documentOf } from '../../desk/report/documentOf.ts'
import { DEFAULT_REPORT, type ReportOptions, wantedReport } from '../../desk/report/reportFile.ts'
import type { ReplayResult } from '../../desk/report/result.ts'
import { formatResult } from '../../desk/report/terminalSummary.ts'
import { writeReport } from '../../desk/report/writeReport.ts'
import { parseOptions } from '../../desk/session/parseOptions.ts'
import { sessionConfig } from '../../desk/session/sessionConfig.ts'
import { UsageError } from '../../desk/session/usageError.ts'
import { tokenId } from '../../shared/domain/units.ts'
import { FILL_MODELS, type FillModel } from '../../shared/simulator/fillModel.ts'
import { failed, type Outcome, succeeded } from '../outcome.ts'
import type { Act } from '../runCommand.ts'
import { choiceOf, factsOf, type TapeOptions, withTape } from '../tapeOptions.ts'

/** A wallet that is nobody's: a replay signs nothing. */
const WALLET = '0x0000000000000000000000000000000000000001'
const MAX_LATENCY_MS = 30_000
const MAX_SILENCE_SECONDS = 86_400

interface ReplayOptions extends TapeOptions, Pick<ReportOptions, 'report'> {
  readonly fill: string
  readonly latencyMs: string
  readonly maxSilence: string
  readonly resolved: readonly string[]
  readonly config?: string
  readonly cadence?: string
}

export const addReplay = (program: Command, act: Act): void => {
  withTape(program.command('replay'))
    .argument('<tape...>', 'tapes or recordings')
    .option('--fill <model>', `${FILL_MODELS.join(', ')} or all`, 'all')
    .option(
      '--latency-ms <book,cancel>',
      'until an order is on the book, until a cancel takes effect',
      '300,300',
    )
    .option(
      '--resolved <outcome>',
      'what it came to: yes, no, a price from 0 to 1, or TOKEN=PRICE; may be given several times',
      (text: string, before: readonly string[]) => [...before, text],
      [] as readonly string[],
    )
    .option('--max-silence <seconds>', 'a longer silence is a gap, not calm', '600')
    .option('--config <file>', 'your configuration; wallet and hosts are not used')
    .option('--cadence <seconds>', '2 to 40, or once: a tick a minute')
    .option('--report <file>', `the report, one page (default: ${DEFAULT_REPORT}; with --json none)`)
    .option('--no-report', 'write no report')
    .description('the bot over recorded markets, in virtual time, by three fill models')
    .action(act(run))
}

async function run(files: readonly string[], options: ReplayOptions): Promise<Outcome> {
  const jobs = jobsOf(files, options)
  const report = wantedReport(options)
  const outcomes = await runJobs(jobs, showProgress)
  endProgress()
  const faults = outcomes.flatMap((outcome) => (outcome.is === 'fault' ? [outcome.message] : []))
  if (faults.length > 0) {
    const text = [...new Set(faults)].join('\n')
    return { exit: 2, text, json: { error: text } }
  }
  const runs = outcomes.flatMap((outcome) => (outcome.is === 'done' ? [outcome.run] : []))
  const result = documentOf('replay', runs)
  const text = formatResult(result)
  sayUntoldGameStart(result)
  if (report !== null) {
    const { page, json } = await writeReport(report, result)
    process.stderr.write(`report: ${page}, its figures: ${json}\n`)
  }
  return runs.some(({ failures, stop }) => failures.length > 0 || stop !== null)
    ? failed(text, result)
    : succeeded(text, result)
}

function jobsOf(files: readonly string[], options: ReplayOptions): readonly ReplayJob[] {
  const { config, cadenceSeconds } = parseOptions({
    ...(options.config === undefined ? {} : { config: options.config }),
    ...(options.cadence === undefined ? {} : { cadence: options.cadence }),
  })
  const common = {
    config: sessionConfig({ config, cadenceSeconds }, { wallet: WALLET, token: tokenId('1') }),
    facts: factsOf(options),
    ...choiceOf(options),
    salvage: options.salvage === true,
    latency: parseLatency(options.latencyMs),
    maxSilenceMs: parseSilence(options.maxSilence),
    resolved: parseResolved(options.resolved),
    ...(options.marketFile === undefined ? {} : { marketFile: options.marketFile }),
  }
  const models = parseModels(options.fill)
  return files.flatMap((file) => models.map((model) => ({ ...common, file, model })))
}

function parseModels(text: string): readonly FillModel[] {
  if (text === 'all') return FILL_MODELS
  const model = FILL_MODELS.find((each) => each === text)
  if (model !== undefined) return [model]
  throw new UsageError({ field: '--fill', value: text, remedy: `use ${FILL_MODELS.join(', ')} or all` })
}

function parseResolved(said: readonly string[]): readonly string[] {
  const wrong = said.find((text) => !isResolution(text))
  if (wrong === undefined) return said
  const remedy = 'use yes, no, a price from 0 to 1, or TOKEN=PRICE'
  throw new UsageError({ field: '--resolved', value: wrong, remedy })
}

function parseLatency(text: string): ReplayJob['latency'] {
  const [book, cancel] = /^(\d{1,5}),(\d{1,5})$/.exec(text)?.slice(1).map(Number) ?? []
  if (book !== undefined && cancel !== undefined && Math.max(book, cancel) <= MAX_LATENCY_MS) {
    return { book, cancel }
  }
  const remedy = `use two whole numbers up to ${MAX_LATENCY_MS}, such as 300,300`
  throw new UsageError({ field: '--latency-ms', value: text, remedy })
}

function parseSilence(text: string): number {
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (seconds > 0 && seconds <= MAX_SILENCE_SECONDS) return seconds * 1_000
  const remedy = `use whole seconds from 1 to ${MAX_SILENCE_SECONDS}`
  throw new UsageError({ field: '--max-silence', value: text, remedy })
}

/** Recordings of games seldom tell when they began; without it the strategy trades on as if nothing had. */
function sayUntoldGameStart({ runs }: ReplayResult): void {
  const untold = runs.filter(({ tape }) => tape.gameStartMs === null).map(({ tape }) => tape.file)
  for (const file of new Set(untold)) {
    process.stderr.write(
      `${file}: tells no game start, so nothing counts as in play: say it by --game-start\n`,
    )
  }
}

const ERASE_LINE = '\r\u001b[2K'

function showProgress({ done, of, events }: JobsProgress): void {
  if (process.stderr.isTTY !== true) return
  process.stderr.write(`${ERASE_LINE}${done} of ${of} replays, ${(events / 1e6).toFixed(2)} million events`)
}

function endProgress(): void {
  if (process.stderr.isTTY === true) process.stderr.write(ERASE_LINE)
}
