import type { Command } from 'commander'
import { type Candidate, candidateOf } from '../../desk/find/candidateOf.ts'
import { chosen } from '../../desk/find/chosen.ts'
import { type Compared, compared } from '../../desk/find/compared.ts'
import { judgingSettings } from '../../desk/find/defaultConfig.ts'
import { plan } from '../../desk/find/plan.ts'
import type { Snapshot } from '../../desk/find/seenMarket.ts'
import { systemClock } from '../../functions/systemClock.ts'
import type { Config } from '../../shared/config/config.ts'
import { marketLabel } from '../../shared/config/marketLabel.ts'
import { MAX_MARKETS } from '../../shared/config/parseConfig.ts'
import { counted } from '../../shared/domain/counted.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { TRY_AGAIN } from '../../shared/operator/finding.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import { readLocalConfig } from '../terminal/readLocalConfig.ts'
import type { Act } from '../terminal/runCommand.ts'
import { applyRotation } from './applyRotation.ts'
import { cachedScan } from './cachedScan.ts'
import { type FindOptions, type FindRequest, parseFindOptions } from './findOptions.ts'
import { candidateJson, findTable, nameOf } from './findText.ts'
import { publicVenue, withHosts } from './hosts.ts'
import { writeConfig, writtenConfig } from './writtenConfig.ts'

export const addFind = (program: Command, act: Act): void => {
  withHosts(
    program
      .command('find')
      .description('rank the markets that pay a maker, from public data only; see docs/find.md')
      .option('--usdc <amount>', 'cost of one bid', '20')
      .option('--sides <one|two>', 'rank by one bid, or by one for each outcome', 'one')
      .option('--sort <column>', 'net, reward, pool, spread, sd or end', 'net')
      .option('--top <count>', 'markets to show or to write', '20')
      .option('--tag <name>', 'only markets with this tag, such as Politics')
      .option('--min-reward <usdc>', 'only markets with at least this reward a day')
      .option(
        '--max-sd <cents>',
        'only markets whose one-minute changes have at most this standard deviation',
      )
      .option('--min-mid <price>', 'only markets with at least this mid')
      .option('--max-mid <price>', 'only markets with at most this mid')
      .option('--min-days <days>', 'only markets that end in at least this many days')
      .option('--all', 'also show markets that the bot would not enter now, with the reasons')
      .option('--cache <file>', 'where the data of the last run is stored', 'find-cache.json')
      .option('--max-age <minutes>', 'how old that data may be; 0: read again', '10')
      .option('--write <file>', 'write a new paper configuration with the best markets, within --budget')
      .option('--budget <usdc>', 'the sum of the limits of all markets written')
      .option('--compare <file>', 'show which markets to remove from this configuration, and which to add')
      .option(
        '--apply',
        'with --compare: apply those changes to the file, within --budget (default: its accountUsdc); a dry run without --yes',
      )
      .option('--yes', 'apply the changes (default: dry run)')
      .option('--table <name>', 'with --apply: the table of the bot, if there is no stack')
      .option('--region <region>', 'with --apply: AWS region of the bot (default: that of the configuration)')
      .option('--endpoint-url <url>', 'with --apply: a custom AWS endpoint, such as an emulator')
      .option('--config <file>', 'use the filters and hosts of this configuration'),
  ).action(act(run))
}

async function run(options: FindOptions): Promise<CommandResult> {
  const wish = parseFindOptions(options)
  requireBudget(options, wish)
  const configured = options.compare === undefined ? null : readLocalConfig(options.compare).config
  const { config, hosts } = publicVenue({ ...options, config: options.config ?? options.compare })
  const read = await cachedScan(options.cache, wish, hosts)
  if (!read.ok)
    return failed(`the markets cannot be read (${read.unknown}): ${TRY_AGAIN}`, { unknown: read.unknown })
  const snapshot = read.value
  const nowMs = snapshot.readAtMs
  const terms = { nowMs, usdcMicros: wish.usdcMicros, settings: judgingSettings(config) }
  const all = snapshot.markets.map((seen) => candidateOf(seen, terms))
  const passing = chosen(all, { ...wish, nowMs })
  const head = headOf(snapshot, { all, passing, wish })
  const json = {
    readAt: new Date(nowMs).toISOString(),
    ageSeconds: ageSeconds(snapshot),
    calls: snapshot.calls,
    notes: snapshot.notes,
    passing: passing.length,
  }
  if (options.write !== undefined) return write(options.write, passing, { wish, head, json, hosts })
  const best = passing.slice(0, wish.top)
  if (configured !== null) {
    const change = compared(configured.stack.markets, best, all)
    if (options.apply === true) return await applyRotation(options, wish, { change, head, json })
    return succeeded(`${head}\n${changeText(change, configured)}`, { ...json, ...changeJson(change, wish) })
  }
  const markets = best.map((candidate) => candidateJson(candidate, wish.quoting))
  return succeeded(`${head}\n${findTable(best, { ...wish, nowMs })}`, { ...json, markets })
}

function requireBudget(
  { write: file, compare, apply }: FindOptions,
  { budgetMicros, top, quoting }: FindRequest,
): void {
  if (apply === true && compare === undefined) {
    throw wrongValue('--apply', 'without --compare', 'name the configuration to change with --compare FILE')
  }
  if (file === undefined) return
  if (budgetMicros === null) {
    throw wrongValue('--budget', 'missing', 'state the sum that all limits may reach')
  }
  const most = quoting === 'two' ? MAX_MARKETS / 2 : MAX_MARKETS
  if (top > most) {
    const remedy = `a configuration has at most ${most} markets${quoting === 'two' ? ' with both outcomes' : ''}: use --top ${most}`
    throw wrongValue('--top', String(top), remedy)
  }
}

const ageSeconds = ({ readAtMs }: Snapshot): number =>
  Math.max(0, Math.round((systemClock.nowMs() - readAtMs) / 1_000))

function headOf(
  snapshot: Snapshot,
  of: {
    readonly all: readonly Candidate[]
    readonly passing: readonly Candidate[]
    readonly wish: FindRequest
  },
): string {
  const open = of.all.filter(({ refusals }) => refusals.length === 0).length
  return [
    `read ${ageSeconds(snapshot)} s ago with ${counted(snapshot.calls, 'request')}`,
    `${counted(of.all.length, 'market')} with a programme, ${open} that the bot would enter, ${of.passing.length} that pass your filters`,
    `USDC a day for bids of ${formatMicros(of.wish.usdcMicros)} USDC at the touch, as the books are now; an estimate, not a promise`,
    ...snapshot.notes.map((note) => `note: ${note}`),
  ].join('\n')
}

function write(
  file: string,
  passing: readonly Candidate[],
  of: {
    readonly wish: FindRequest
    readonly head: string
    readonly json: CommandResult['json']
    readonly hosts: Config['hosts']
  },
): CommandResult {
  const { top, usdcMicros, budgetMicros, quoting } = of.wish
  const planned = plan(passing, { top, usdcMicros, quoting, budgetMicros: budgetMicros ?? 0 })
  const left = planned.left.map(({ candidate, why }) => `left out: ${nameOf(candidate)}: ${why}`)
  const json = {
    ...of.json,
    left: planned.left.map(({ candidate, why }) => ({ market: candidate.market, why })),
  }
  if (planned.markets.length === 0) {
    return failed([of.head, 'nothing was written: no market fits the limits', ...left].join('\n'), json)
  }
  writeConfig(
    { field: '--write', file, replace: false },
    writtenConfig(planned, quoting, { file, hosts: of.hosts }),
  )
  const markets = planned.markets.map(
    ({ candidate, maxUsdcLocked, entryUsdc }) =>
      `${nameOf(candidate)}: entries of ${entryUsdc} USDC, at most ${maxUsdcLocked}${quoting === 'two' ? ' in each outcome' : ''}`,
  )
  const done = `wrote ${file}: ${counted(markets.length, 'market')}, for paper`
  return succeeded([of.head, done, ...markets, ...left].join('\n'), {
    ...json,
    file,
    markets: markets.length,
  })
}

const changeText = ({ stays, leaves, comes }: Compared, config: Pick<Config, 'stack' | 'words'>): string =>
  [
    ...stays.map((candidate) => `stays   ${nameOf(candidate)}`),
    ...leaves.map(
      ({ market, candidate, why }) =>
        `leaves  ${candidate === null ? marketLabel(config, market) : nameOf(candidate)}: ${why}`,
    ),
    ...comes.map((candidate) => `comes   ${nameOf(candidate)}`),
  ].join('\n')

const changeJson = ({ stays, leaves, comes }: Compared, { quoting }: FindRequest) => ({
  stays: stays.map((candidate) => candidateJson(candidate, quoting)),
  leaves: leaves.map(({ market, why }) => ({ market, why })),
  comes: comes.map((candidate) => candidateJson(candidate, quoting)),
})
