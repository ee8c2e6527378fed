import type { Command } from 'commander'
import { UsageError } from '../../desk/session/usageError.ts'
import { CLOB_HOST, recordMarket } from '../../desk/tape/recordMarket.ts'
import { systemClock } from '../../functions/systemClock.ts'
import { parseMarket } from '../options.ts'
import { failed, type Outcome, succeeded } from '../outcome.ts'
import type { Act } from '../runCommand.ts'

const MAX_HOURS = 720
const HOUR_MS = 3_600_000

interface RecordOptions {
  readonly market: string
  readonly token: string
  readonly every: string
  readonly hours?: string
  readonly host: string
  readonly gamma?: string
  readonly json?: true
}

export const addRecord = (program: Command, act: Act): void => {
  program
    .command('record')
    .argument('<file>', 'the tape; one that is there is gone on with')
    .requiredOption('--market <id>', 'condition id')
    .requiredOption('--token <id>', 'the outcome token to follow')
    .option('--every <seconds>', 'between two looks at the book, 0.2 to 60', '1')
    .option('--hours <number>', 'stop after so long (default: until Ctrl-C or the market’s end)')
    .option('--host <url>', 'the public API', CLOB_HOST)
    .option('--gamma <url>', 'the catalogue’s API (default: the venue’s, or that of --host)')
    .option('--json', 'print one line of JSON')
    .description('follows a live market by the public API into a tape')
    .action(act(run))
}

async function run(file: string, options: RecordOptions): Promise<Outcome> {
  const market = parseMarket(options.market)
  if (!/^\d{1,78}$/.test(options.token)) {
    throw new UsageError({ field: '--token', value: options.token, remedy: 'use the token id, digits only' })
  }
  const everyMs = within('--every', options.every, { least: 0.2, most: 60 }) * 1_000
  const hours =
    options.hours === undefined
      ? MAX_HOURS
      : within('--hours', options.hours, { least: 0.01, most: MAX_HOURS })
  const endMs = systemClock.nowMs() + hours * HOUR_MS
  let interrupted = false
  process.once('SIGINT', () => {
    interrupted = true
  })
  const recorded = await recordMarket({
    ...{ file, market, token: options.token, everyMs, host: options.host.replace(/\/$/, '') },
    ...(options.gamma !== undefined && { gammaHost: options.gamma.replace(/\/$/, '') }),
    clock: systemClock,
    isOver: () => interrupted || systemClock.nowMs() >= endMs,
    onNews: (news) => process.stderr.write(`${new Date(systemClock.nowMs()).toISOString()} ${news}\n`),
  })
  if (recorded.is === 'refused') return failed(`not recorded: ${recorded.why}`, { why: recorded.why })
  const { events, gaps, gone } = recorded
  const end = gone ? ', to the market’s end' : ''
  return succeeded(`${file}: ${events} events, ${gaps} gaps${end}`, { file, events, gaps, gone })
}

function within(field: string, text: string, of: { readonly least: number; readonly most: number }): number {
  const value = Number(text)
  if (/^\d{1,4}(\.\d{1,3})?$/.test(text) && value >= of.least && value <= of.most) return value
  throw new UsageError({ field, value: text, remedy: `use a number from ${of.least} to ${of.most}` })
}
