import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { onInterrupt } from '../../desk/paper/interrupted.ts'
import { makeFolder } from '../../desk/tape/makeFolder.ts'
import {
  MAX_RECORDED_MARKETS,
  type RecordedTape,
  recordChannel,
} from '../../desk/tape/record/recordChannel.ts'
import { recordMarket } from '../../desk/tape/recordMarket.ts'
import { systemClock } from '../../functions/systemClock.ts'
import type { Config } from '../../shared/config/config.ts'
import { counted } from '../../shared/domain/counted.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import type { MarketId, TokenId } from '../../shared/domain/units.ts'
import { CLOB_HOST, DATA_HOST, GAMMA_HOST } from '../../shared/domain/venueRules.ts'
import { outcomeNamed } from '../find/outcomeNamed.ts'
import { several } from '../terminal/options.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { say } from '../terminal/say.ts'
import { channelOf } from './channelOption.ts'

const MAX_HOURS = 720
const HOUR_MS = 3_600_000
const FEEDS = ['channel', 'book'] as const

interface RecordOptions {
  readonly market: readonly string[]
  readonly token: readonly string[]
  readonly feed: string
  readonly every: string
  readonly hours?: string
  readonly host: string
  readonly gamma?: string
  readonly channel?: string
}

export const addRecord = (program: Command, act: Act): void => {
  program
    .command('record')
    .argument(
      '<file>',
      'the tape, or with several markets the folder of their tapes; an existing tape is continued',
    )
    .requiredOption(
      '--market <id>',
      'condition id, address, slug or words; may be repeated, each with its token',
      several,
    )
    .requiredOption(
      '--token <id>',
      'the outcome to follow, by its token or its name, in the order of the markets',
      several,
    )
    .option(
      '--feed <kind>',
      'channel: the market WebSocket, with the public book as a fallback; book: the public book only',
      'channel',
    )
    .option('--every <seconds>', 'seconds between two reads of the public book, 0.2 to 60', '1')
    .option('--hours <number>', 'stop after this time (default: until Ctrl-C or the market’s end)')
    .option('--host <url>', 'the public API', CLOB_HOST)
    .option('--gamma <url>', 'the catalogue’s API (default: the venue’s, or that of --host)')
    .option('--channel <url>', 'the market channel (default: the venue’s, or /ws/market of --host)')
    .description('record live markets on tapes: exact trades, every change, gaps where a connection broke')
    .action(act(run))
}

async function run(file: string, options: RecordOptions): Promise<CommandResult> {
  const feed = FEEDS.find((each) => each === options.feed)
  if (feed === undefined) {
    throw wrongValue('--feed', options.feed, `use ${FEEDS.join(' or ')}`)
  }
  const everyMs = within('--every', options.every, { least: 0.2, most: 60 }) * 1_000
  const hours =
    options.hours === undefined
      ? MAX_HOURS
      : within('--hours', options.hours, { least: 0.01, most: MAX_HOURS })
  const endMs = systemClock.nowMs() + hours * HOUR_MS
  let interrupted = false
  using _ = onInterrupt(() => {
    interrupted = true
  })
  const host = options.host.replace(/\/$/, '')
  const gammaHost = options.gamma?.replace(/\/$/, '') ?? (host === CLOB_HOST ? GAMMA_HOST : host)
  const data = host === CLOB_HOST ? DATA_HOST : gammaHost
  const markets = await marketsOf(file, options, { clob: host, gamma: gammaHost, data })
  const common = {
    host,
    gammaHost,
    everyMs,
    clock: systemClock,
    isOver: () => interrupted || systemClock.nowMs() >= endMs,
    onNotice: (notice: string) => {
      say(`${new Date(systemClock.nowMs()).toISOString()} ${notice}`)
    },
  }
  return feed === 'channel'
    ? await byChannel(markets, { ...common, channel: channelOf(options.channel, host) })
    : await byBook(markets, common)
}

type Markets = Parameters<typeof recordChannel>[0]['markets']
type Common = Omit<Parameters<typeof recordChannel>[0], 'markets' | 'channel' | 'clock'> & {
  readonly clock: typeof systemClock
}

async function byChannel(
  markets: Markets,
  of: Common & { readonly channel: string },
): Promise<CommandResult> {
  const recorded = await recordChannel({ ...of, markets })
  if (recorded.is === 'refused') return notRecorded(recorded.why)
  const [only, ...more] = recorded.tapes
  const text = recorded.tapes.map(describe).join('\n')
  return succeeded(text, more.length === 0 && only !== undefined ? { ...only } : { tapes: recorded.tapes })
}

async function byBook(markets: Markets, of: Common): Promise<CommandResult> {
  const [only, ...more] = markets
  if (only === undefined || more.length > 0) {
    throw wrongValue('--feed', 'book', 'record one market, or use the channel')
  }
  const recorded = await recordMarket({ ...of, ...only })
  if (recorded.is === 'refused') return notRecorded(recorded.why)
  const { events, gaps, gone } = recorded
  const end = gone ? ', to the market’s end' : ''
  return succeeded(`${only.file}: ${counted(events, 'event')}, ${counted(gaps, 'gap')}${end}`, {
    file: only.file,
    events,
    gaps,
    gone,
  })
}

const describe = ({ file, events, trades, gaps, gone }: RecordedTape): string =>
  `${file}: ${counted(events, 'event')}, ${counted(trades, 'trade')}, ${counted(gaps, 'gap')}${gone ? ', to the market’s end' : ''}`

/** Nothing was recorded: that is no success, and the reason is for stderr. */
function notRecorded(why: string): CommandResult {
  const text = `not recorded: ${why}`
  return failed(text, { error: text, why })
}

async function marketsOf(file: string, options: RecordOptions, hosts: Config['hosts']): Promise<Markets> {
  const { market: named, token: tokens } = options
  if (named.length !== tokens.length) {
    const remedy = `give one for each of ${counted(named.length, 'market')}, in their order`
    throw wrongValue('--token', `${tokens.length} of them`, remedy)
  }
  if (named.length > MAX_RECORDED_MARKETS) {
    const remedy = `record at most ${MAX_RECORDED_MARKETS} markets at once`
    throw wrongValue('--market', `${named.length} of them`, remedy)
  }
  const pairs: { readonly market: MarketId; readonly token: TokenId }[] = []
  // One by one: a person may have to choose.
  for (const [index, market] of named.entries()) {
    pairs.push(await outcomeNamed({ field: '--market', market, token: tokens[index] ?? '' }, hosts))
  }
  if (new Set(pairs.map(({ token }) => token)).size < pairs.length) {
    throw wrongValue('--token', 'listed twice', 'record each token once')
  }
  if (pairs.length === 1) {
    makeFolder('FILE', dirname(file))
    return pairs.map((pair) => ({ file, ...pair }))
  }
  makeFolder('FILE', file)
  return pairs.map(({ market, token }) => ({
    market,
    token,
    file: join(file, `${market.slice(0, 10)}_${token.slice(0, 8)}.tape`),
  }))
}

function within(field: string, text: string, of: { readonly least: number; readonly most: number }): number {
  const value = Number(text)
  if (/^\d{1,4}(\.\d{1,3})?$/.test(text) && value >= of.least && value <= of.most) return value
  throw wrongValue(field, text, `use a number from ${of.least} to ${of.most}`)
}
