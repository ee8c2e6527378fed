import type { Command } from 'commander'
import { onInterrupt } from '../../desk/paper/interrupted.ts'
import { runPaper } from '../../desk/paper/runPaper.ts'
import { documentOf } from '../../desk/report/documentOf.ts'
import { wantedReport } from '../../desk/report/reportFile.ts'
import type { ReplayRun } from '../../desk/report/result.ts'
import { writeReport } from '../../desk/report/writeReport.ts'
import { formatSummary } from '../../desk/session/summary.ts'
import { systemClock } from '../../functions/systemClock.ts'
import type { Config } from '../../shared/config/config.ts'
import { counted } from '../../shared/domain/counted.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { parseTimeSpan } from '../../shared/domain/timeSpan.ts'
import { parseWhole } from '../../shared/domain/wholeNumber.ts'
import { barsArming, formatProblem, problemsOf } from '../../shared/operator/finding.ts'
import { channelOf } from '../data/channelOption.ts'
import { lookAtMarketWords } from '../find/lookAtMarketWords.ts'
import { tradedLines } from '../find/tradedLines.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import { quoted } from '../terminal/quoted.ts'
import { readLocalConfig } from '../terminal/readLocalConfig.ts'
import type { Act } from '../terminal/runCommand.ts'
import { say } from '../terminal/say.ts'
import { parseLatency, withLatency } from './replayTerms.ts'

interface PaperOptions {
  readonly config?: string
  readonly folder: string
  readonly hours?: string
  readonly for?: string
  readonly resume?: string
  readonly report?: string | false
  readonly json?: true
  readonly channel?: string | false
  readonly latencyMs: string
}

const MAX_HOURS = 10_000
const HOUR_MS = 3_600_000

export const addPaper = (program: Command, act: Act): void => {
  withLatency(program.command('paper'))
    .description('the same bot on the live market, on this machine, with simulated orders; no money')
    .option('--config <file>', 'the configuration, of stage "paper" (default: config.json)')
    .option('--folder <folder>', 'folder of its table: a later run continues from it', '.paper')
    .option('--hours <number>', 'end after this time (default: until Ctrl-C)')
    .option('--for <time>', 'end after this time, such as 10m or 1h30m')
    .option('--resume <seq>', 'end the STOP of this number first')
    .option('--channel <url>', 'source of exact trades (default: the venue’s market channel)')
    .option('--no-channel', 'take trades only from the index of the chain, as the deployed bot does')
    .option('--report <file>', 'file of the report (default: report.html)')
    .option('--no-report', 'write no report')
    .option('--json', 'print one line of JSON at the end, and a line for each event to stderr')
    .action(act(run))
}

async function run(options: PaperOptions): Promise<CommandResult> {
  const { config, json: asDeployed } = readLocalConfig(options.config)
  if (config.stage !== 'paper') {
    const remedy = 'set it to "paper" here, or name another file: this command sends no order anywhere'
    throw wrongValue('stage', config.stage, remedy)
  }
  const refused = await showWords(config)
  if (refused !== null) return refused
  const report = wantedReport(options)
  const out = options.json === true ? process.stderr : process.stdout
  let end = (): void => {}
  const stop = (): void => end()
  using _ = onInterrupt(stop)
  const ran = await runPaper({
    config,
    written: asDeployed,
    folder: options.folder,
    clock: systemClock,
    forMs: lengthOf(options),
    channel: options.channel === false ? null : channelOf(options.channel, config.hosts.clob),
    latency: parseLatency(options.latencyMs),
    resumeSeq: options.resume === undefined ? null : sequence(options.resume),
    print: (line) => out.write(`${line}\n`),
    onStart: (ending) => {
      end = ending
      out.write(
        `on paper in ${options.folder}; Ctrl-C ends it, and the next run continues from there\n` +
          `watch it: npx bot watch --folder ${quoted(options.folder)}\n`,
      )
    },
  })
  const written =
    report === null || ran.runs.length === 0 ? null : await writeReport(report, documentOf('paper', ran.runs))
  const text = [
    ...ran.results.map((result) => formatSummary(result, verdictIn(ran.runs, result))),
    ...(ran.unseen === 0
      ? []
      : [`${counted(ran.unseen, 'fill')} came after the last tick: the next run will book them`]),
    ...(written === null ? [] : [`report: ${written.page}, its figures: ${written.json}`]),
  ].join('\n\n')
  const results = ran.results.map((result) => ({
    ...result,
    verdict: verdictIn(ran.runs, result) ?? null,
  }))
  const json = { results, unseen: ran.unseen, report: written?.page ?? null }
  const isRight = ran.results.every(
    ({ differences, stop: halt }) => differences.length === 0 && halt?.done !== false,
  )
  return isRight ? succeeded(text, json) : failed(text, json)
}

/**
 * What is traded, in words; or why nothing is: the configuration and the venue call a market differently, or the venue
 * has none of the markets. A catalogue that cannot be read is no reason not to try on paper.
 */
async function showWords(config: Config): Promise<CommandResult | null> {
  const findings = await lookAtMarketWords(config)
  const problems = problemsOf(findings)
  const known = findings.filter(({ problem }) => problem?.kind !== 'outside')
  if (barsArming(known, config.stack)) {
    const wrong = problemsOf(known)
    const text = wrong.map(formatProblem).join('\n')
    return { exit: 2, text, json: { error: text, problems: wrong } }
  }
  for (const problem of problems) {
    const how = problem.kind === 'outside' ? 'not compared' : 'not traded'
    say(`${how}: ${formatProblem(problem)}`)
  }
  for (const line of tradedLines(config, findings)) say(line)
  return null
}

/** A market whose facts could not be read has no run. */
const verdictIn = (
  runs: readonly ReplayRun[],
  of: { readonly market: string; readonly token: string },
): ReplayRun['verdict'] | undefined =>
  runs.find(({ tape }) => tape.market === of.market && tape.token === of.token)?.verdict

function lengthOf({ hours, for: time }: PaperOptions): number {
  if (hours !== undefined && time !== undefined) {
    throw wrongValue('--for', time, 'leave it out: --hours says how long')
  }
  if (hours !== undefined) {
    const value = Number(hours)
    if (/^\d{1,5}(\.\d{1,3})?$/.test(hours) && value >= 0.01 && value <= MAX_HOURS) return value * HOUR_MS
    throw wrongValue('--hours', hours, `use a number from 0.01 to ${MAX_HOURS}`)
  }
  if (time === undefined) return MAX_HOURS * HOUR_MS
  return parseTimeSpan('--for', time)
}

const sequence = (text: string): number =>
  parseWhole('--resume', text, {
    least: 0,
    most: 999_999_999,
    remedy: 'use the number of the STOP that was shown',
  })
