import type { Command } from 'commander'
import { downloadHistory, type HistoryProgress } from '../../desk/tape/history/downloadHistory.ts'
import { makeFolder } from '../../desk/tape/makeFolder.ts'
import { systemClock } from '../../functions/systemClock.ts'
import { counted } from '../../shared/domain/counted.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { CLOB_HOST, DATA_HOST, GAMMA_HOST } from '../../shared/domain/venueRules.ts'
import { outcomeNamed } from '../find/outcomeNamed.ts'
import { type CommandResult, succeeded } from '../terminal/outcome.ts'
import { parsePeriod } from '../terminal/period.ts'
import type { Act } from '../terminal/runCommand.ts'
import { say } from '../terminal/say.ts'
import { marketFactsOf, type TapeFlags, withFacts } from './tapeOptions.ts'

const HOUR_MS = 3_600_000
/** A month: more is several tapes. */
const MAX_HOURS = 744

interface HistoryCommand extends TapeFlags {
  readonly token: string
  readonly from: string
  readonly to: string
  readonly archive: string
  readonly gamma: string
  readonly out: string
}

export const addHistory = (program: Command, act: Act): void => {
  withFacts(program.command('history'))
    .argument('<market>', 'condition id, address, slug or words')
    .requiredOption('--token <id>', 'the outcome to make a tape of, by its token or its name')
    .requiredOption('--from <utc>', 'the first hour, such as 2026-05-01T10')
    .requiredOption('--to <utc>', 'the end, such as 2026-05-01T16, exclusive')
    .requiredOption('--archive <address>', 'address of the archive; the names of the hours are appended')
    .option('--gamma <url>', 'the catalogue’s API, for a market that is named by words', GAMMA_HOST)
    .option('--out <folder>', 'folder of the tape', '.')
    .description(
      'download hours of a public archive as one tape; only the market’s part of them is transferred',
    )
    .action(act(run))
}

async function run(market: string, options: HistoryCommand): Promise<CommandResult> {
  const { fromMs, toMs } = hoursOf(options)
  const address = addressOf(options.archive)
  const named = { field: 'MARKET', market, token: options.token ?? '' }
  const of = {
    ...(await outcomeNamed(named, {
      clob: CLOB_HOST,
      gamma: options.gamma.replace(/\/$/, ''),
      data: DATA_HOST,
    })),
    fromMs,
    toMs,
    address,
  }
  const facts = marketFactsOf(options)
  makeFolder('--out', options.out)
  const history = await downloadHistory({
    ...of,
    facts,
    folder: options.out,
    sleep: (ms) => systemClock.sleep(ms),
    onHour: (progress) => say(describe(progress)),
  })
  const { file, events, rows, missing, hours, bytes } = history
  const text = [
    `${file}: ${counted(events, 'event')} in ${counted(rows, 'row')}, of ${counted(hours, 'hour')}; ${megabytes(bytes)} transferred`,
    ...(missing.length === 0 ? [] : [`the archive has no ${missing.join(', ')}`]),
  ].join('\n')
  return succeeded(text, { ...history })
}

function describe({ hour, of, name, came, events, bytes }: HistoryProgress): string {
  const words = {
    brought: `${counted(events ?? 0, 'event')}, ${megabytes(bytes)} transferred`,
    kept: 'downloaded by an earlier run',
    missing: 'not in the archive',
  }
  return `${hour} of ${of} hours, ${name}: ${words[came]}`
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`

function hoursOf({ from, to }: HistoryCommand): { readonly fromMs: number; readonly toMs: number } {
  // An hour alone is none to a parser of instants.
  const whole = (text: string): string => (/T\d{2}$/.test(text) ? `${text}:00Z` : text)
  const period = parsePeriod({ from: whole(from), to: whole(to), last: '1h' }, systemClock.nowMs())
  const fromMs = Math.floor(period.fromMs / HOUR_MS) * HOUR_MS
  const toMs = Math.ceil(period.toMs / HOUR_MS) * HOUR_MS
  if (toMs - fromMs <= MAX_HOURS * HOUR_MS) return { fromMs, toMs }
  throw wrongValue('--to', to, `at most ${MAX_HOURS} hours fit on one tape: download them in parts`)
}

function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:')) return text
  const remedy = 'use the address of a folder of the archive, such as https://archive.example/v2'
  throw wrongValue('--archive', text, remedy)
}
