import type { Command } from 'commander'
import { createVenue } from '../../functions/coldStart.ts'
import { tickLabel } from '../../shared/config/marketLabel.ts'
import { counted } from '../../shared/domain/counted.ts'
import { formatMicros } from '../../shared/domain/decimal.ts'
import type { SeenLeg } from '../../shared/domain/leg.ts'
import { known, type Read } from '../../shared/domain/read.ts'
import { epochMs } from '../../shared/domain/units.ts'
import { storedFills } from '../../shared/paper/storedFills.ts'
import { createRedactor } from '../../shared/telemetry/redactor.ts'
import type { Connection } from '../aws/connection.ts'
import { createLocalSecrets } from '../aws/secrets.ts'
import { connected } from '../aws/withConnection.ts'
import { onlyMarket } from '../find/stackMarket.ts'
import { type KeyOptions, withKeys } from '../terminal/options.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { type Comparison, compareTrades } from './compareTrades.ts'
import { incomeText, incomeTotals } from './incomeText.ts'
import { type PeriodOptions, withPeriod } from './ledger.ts'
import { type MarketPnl, pnlOf, pnlText } from './pnlOf.ts'
import { firstMs, type Income, readIncome } from './readIncome.ts'
import { bookedMarkets, type OutcomeLedger, readLedgers } from './readLedgers.ts'
import { createZonedTime, parseYear } from './zonedTime.ts'

type PnlOptions = PeriodOptions & KeyOptions

export const addPnl = (program: Command, act: Act): void => {
  withKeys(withPeriod(program.command('pnl')))
    .description(
      'profit and loss: realised, fees, payouts, rewards and rebates; compared with the venue’s own trades',
    )
    .action(act(connected(run)))
}

async function run(connection: Connection, options: PnlOptions): Promise<CommandResult> {
  const local = createZonedTime(options.timeZone)
  const year = options.year === undefined ? null : parseYear(options.year)
  const ledgers = await readLedgers(connection, await onlyMarket(options, connection.config))
  if (!ledgers.ok) return failed(`the ledger cannot be read: ${ledgers.unknown}`)
  const inPeriod = (atMs: number): boolean => year === null || local(atMs).startsWith(`${year}-`)
  const markets = ledgers.value.map((each) => pnlOf(each, inPeriod))
  const [comparison, income] = await Promise.all([
    compare(connection, options, ledgers.value),
    readIncome(connection, options, {
      markets: bookedMarkets(ledgers.value),
      fromMs: firstMs(ledgers.value, connection.clock.nowMs()),
      inPeriod,
    }),
  ])
  return report(
    connection.config,
    markets,
    comparison,
    income,
    `${year ?? 'all years'}, ${options.timeZone}${connection.config.stage === 'paper' ? ', on paper' : ''}`,
  )
}

/** Unknown where the venue's trades cannot be read: then nothing is proven. */
async function compare(
  connection: Connection,
  options: PnlOptions,
  ledgers: readonly OutcomeLedger[],
): Promise<Comparison | string> {
  const legs = await venueLegs(connection, options)
  if (!legs.ok) return legs.unknown
  return compareTrades(
    ledgers.flatMap((each) => each.legs),
    legs.value,
    { markets: bookedMarkets(ledgers), nowMs: connection.clock.nowMs() },
  )
}

/** A run on this machine looks at the feed itself: what it has stored is read, and nothing else. */
async function venueLegs(
  { config, aws, clock, paper, folder }: Connection,
  options: PnlOptions,
): Promise<Read<readonly SeenLeg[]>> {
  if (folder !== null) return await storedFills(paper, epochMs(0), clock.nowMs())
  const load = createLocalSecrets(config, aws, options)
  const venue = createVenue(config, { signing: null, redactor: createRedactor(), load, paper })
  const trades = await venue.trades(epochMs(0))
  return trades.ok ? known(trades.value.legs, trades.asOf) : trades
}

function report(
  config: Connection['config'],
  markets: readonly MarketPnl[],
  comparison: Comparison | string,
  income: Income,
  period: string,
): CommandResult {
  const sum = (of: (market: MarketPnl) => number): string =>
    formatMicros(markets.reduce((total, market) => total + of(market), 0))
  const totals = {
    realised: sum(({ realisedMicros }) => realisedMicros),
    fees: sum(({ feeMicros }) => feeMicros),
    payouts: sum(({ payoutMicros }) => payoutMicros),
    ...incomeTotals(income),
  }
  const isProven = typeof comparison !== 'string' && comparison.differences.length === 0
  const proof =
    typeof comparison === 'string'
      ? [`not compared with the venue's trades: ${comparison}`]
      : isProven
        ? [`${counted(comparison.agreeing, 'fill agrees', 'fills agree')} with the venue's trades`]
        : [
            `${counted(comparison.differences.length, 'difference')} from the venue's trades:`,
            ...comparison.differences,
          ]
  const odd = markets.flatMap(({ problems }) => problems)
  const text = [
    `P&L, ${period} (USDC)`,
    ...markets.map((market) => pnlText(market, tickLabel(config, market))),
    `realised ${totals.realised} (including payouts ${totals.payouts} and fees ${totals.fees})`,
    ...incomeText(income),
    ...proof,
    ...odd,
  ].join('\n')
  const json = { period, totals, markets, income, comparison, problems: odd }
  return isProven && odd.length === 0 ? succeeded(text, json) : failed(text, json)
}
