import type { Command } from 'commander'
import { stackSettings } from '../../shared/config/stackSettings.ts'
import { counted } from '../../shared/domain/counted.ts'
import type { TickAudit } from '../../shared/ports/telemetry.ts'
import { documentOf } from '../report/documentOf.ts'
import { DEFAULT_REPORT, type ReportOptions, wantedReport } from '../report/reportFile.ts'
import type { ReplayRun } from '../report/result.ts'
import { noForecast, WITH_INFORMED } from '../report/words.ts'
import { SYNTHETIC_KINDS } from '../tape/feed/syntheticKinds.ts'
import { allDifferences, type ManyResult } from './manyResult.ts'
import { formatMany } from './manySummary.ts'
import type { SessionOnlooker } from './onlooker.ts'
import { parseOptions, type RawOptions } from './parseOptions.ts'
import { createProgress } from './progress.ts'
import type { SessionOptions } from './sessionOptions.ts'
import { formatSummary, profitOf } from './summary.ts'

/** What the command line has. */
export type SessionCommandOptions = RawOptions & ReportOptions

export interface PlayedSession {
  /** In a screenful, and a line for each outcome where there are several. */
  readonly text: string
  readonly json: Readonly<Record<string, unknown>>
  /** The session and its ledger are right. A STOP may be part of one; one that does not get done may not. */
  readonly isRight: boolean
  /** The same in a sentence for who looked on, and what to type next. */
  readonly over: { readonly said: string; readonly next: string | null }
}

export const withSession = (command: Command): Command =>
  command
    .description(
      'a simulated session; the real handlers against an embedded DynamoDB and a simulated Polymarket, on a virtual clock. ' +
        'A generated market shows how the bot works: it says nothing about what it would earn in a real one',
    )
    .option('--seed <number>', 'seed of the market and the settlements (default: 1)')
    .option('--hours <number>', 'market hours (default: 8; a tape: to its end)')
    .option('--market <kind>', `one of ${SYNTHETIC_KINDS.join(', ')} (default: calm)`)
    .option('--markets <number>', 'made-up markets, each from a seed of its own (default: 1)')
    .option('--outcomes <one|both>', 'quote one outcome of each market, or both (default: one)')
    .option('--tape <file>', 'play a recording (*.events.jsonl) instead')
    .option('--game-start <utc>', 'when the game of the tape starts, such as 2025-06-25T01:38:00Z')
    .option('--cadence <seconds>', `${stackSettings.cadenceMs.bound}: a tick a minute`)
    .option('--config <file>', 'your configuration; wallet and hosts are replaced by simulated ones')
    .option('--entry <usdc>', 'cost of one entry; the limits scale with it (default: 20)')
    .option(
      '--crowd <times>',
      'size of the crowd of a generated market, as a multiple of the usual (default: 1)',
    )
    .option('--halt-at <time>', 'STOP after this time (to the minute), such as 30m or 1h30m')
    .option(
      '--inject-position <time>',
      'after this time a seller fills the next entry, so that the bot holds a position',
    )
    .option('--report <file>', `the report, one page (default: ${DEFAULT_REPORT}; with --json none)`)
    .option('--no-report', 'write no report')
    .option('--json', 'print the result as JSON')

/**
 * Plays what was asked for and draws its report. Where that went is printed on stderr: stdout is a function of the options
 * alone. @param print once the result is known, before the report is drawn. @param looking who looks on, and whether
 * the usual line of progress is left out. @throws InputError
 */
export async function playSession(
  { json, report, ...raw }: SessionCommandOptions,
  print: (played: PlayedSession) => void = () => {},
  looking: { readonly onlooker?: SessionOnlooker; readonly isQuiet?: boolean } = {},
): Promise<PlayedSession> {
  const options = parseOptions(raw)
  const to = wantedReport({ ...(report === undefined ? {} : { report }), ...(json === true ? { json } : {}) })
  // The clients of AWS and the venue take a second to load: a mistyped option need not wait for them.
  const { recordMarkets } = await import('./recordSession.ts')
  const progress = createProgress(looking.isQuiet === true ? { write: () => {} } : process.stderr)
  const onTick = (record: TickAudit): void => {
    progress.tick(record)
    looking.onlooker?.tick(record)
  }
  const { result, runs } = await recordMarkets(options, onTick, looking.onlooker?.begin).finally(progress.end)
  const played = { ...shown(result, runs), isRight: isRight(result), over: overOf(result, options) }
  print(played)
  if (to !== null) await draw(to, runs)
  if (json !== true && hasNobodyInformed(options))
    process.stderr.write(`with informed traders: ${WITH_INFORMED}\n`)
  return played
}

function shown(result: ManyResult, runs: readonly ReplayRun[]): Pick<PlayedSession, 'text' | 'json'> {
  const [only, ...more] = result.outcomes
  if (only === undefined || more.length > 0) return { text: formatMany(result), json: { ...result } }
  const one = { ...only, differences: [...only.differences, ...result.differences] }
  const verdict = runs[0]?.verdict
  return { text: formatSummary(one, verdict), json: { ...one, verdict } }
}

function overOf(result: ManyResult, options: SessionOptions): PlayedSession['over'] {
  const { totals } = result
  const differences = allDifferences(result).length
  const said = [
    `${counted(totals.roundTrips, 'round trip')}, ${profitOf(totals)}.`,
    ...(options.market.from === 'seed' ? [noForecast(options.market.kind)] : []),
    ...(differences === 0 ? [] : [`Ledger and venue DISAGREE in ${counted(differences, 'point')}.`]),
  ]
  return { said: said.join('\n'), next: hasNobodyInformed(options) ? WITH_INFORMED : null }
}

const hasNobodyInformed = ({ market }: SessionOptions): boolean =>
  market.from === 'seed' && market.kind !== 'informed'

async function draw(file: string, runs: readonly ReplayRun[]): Promise<void> {
  const { writeReport } = await import('../report/writeReport.ts')
  const { page, json } = await writeReport(file, documentOf('session', runs))
  process.stderr.write(`report: ${page}, its figures: ${json}\n`)
}

const isRight = (result: ManyResult): boolean =>
  allDifferences(result).length === 0 &&
  result.outcomes.every(({ failures, stop }) => failures.length === 0 && stop?.done !== false)
