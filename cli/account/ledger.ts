import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { counted } from '../../shared/domain/counted.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import type { MarketId } from '../../shared/domain/units.ts'
import type { Connection } from '../aws/connection.ts'
import { connected } from '../aws/withConnection.ts'
import { onlyMarket } from '../find/stackMarket.ts'
import { checked } from '../terminal/checked.ts'
import { type StackOptions, withBot } from '../terminal/options.ts'
import { type CommandResult, failed, succeeded } from '../terminal/outcome.ts'
import type { Act } from '../terminal/runCommand.ts'
import { say } from '../terminal/say.ts'
import { formatCsv } from './csv.ts'
import { firstMs, readPayments } from './readIncome.ts'
import { bookedMarkets, readLedgers } from './readLedgers.ts'
import { statementOf } from './statement.ts'
import { paymentFields, STATEMENT_COLUMNS, statementFields } from './statementFields.ts'
import { createZonedTime, parseYear, type ZonedTime } from './zonedTime.ts'

export interface PeriodOptions extends StackOptions {
  readonly year?: string
  readonly timeZone: string
  readonly market?: string
}

interface LedgerOptions extends PeriodOptions {
  readonly out?: string
}

export const withPeriod = (command: Command): Command =>
  withBot(command)
    .option('--year <year>', 'one calendar year of that time zone (default: everything)', checked(parseYear))
    .option(
      '--time-zone <zone>',
      'time zone of the tz database, such as Europe/Berlin',
      checked(createZonedTime),
      'UTC',
    )
    .option('--market <id>', 'one market by its condition id, address, slug or words')

export const addLedger = (program: Command, act: Act): void => {
  withPeriod(program.command('ledger'))
    .description(
      'every fill, payout, reward and rebate as CSV, with realised profit, fee and transaction hash',
    )
    .option('--out <file>', 'write to this file; an existing file is not overwritten')
    .action(act(connected(run)))
}

async function run(connection: Connection, options: LedgerOptions): Promise<CommandResult> {
  const local = createZonedTime(options.timeZone)
  const exported = await exportLedger(connection, {
    local,
    year: options.year === undefined ? null : parseYear(options.year),
    market: await onlyMarket(options, connection.config),
  })
  if (typeof exported === 'string') return failed(exported)
  const json = { rows: exported.rows, columns: STATEMENT_COLUMNS }
  if (options.out === undefined) return succeeded(exported.csv.trimEnd(), json)
  writeNew(options.out, exported.csv)
  return succeeded(`${counted(exported.rows.length, 'line')} written to ${options.out}`, {
    ...json,
    file: options.out,
  })
}

/** The lines and their CSV; a text where they cannot be read. */
export async function exportLedger(
  connection: Connection,
  of: { readonly local: ZonedTime; readonly year: string | null; readonly market: MarketId | null },
): Promise<{ readonly rows: readonly (readonly string[])[]; readonly csv: string } | string> {
  const ledgers = await readLedgers(connection, of.market)
  if (!ledgers.ok) return `the ledger cannot be read: ${ledgers.unknown}`
  const { payments, notes } = await readPayments(connection, {
    markets: bookedMarkets(ledgers.value),
    fromMs: firstMs(ledgers.value, connection.clock.nowMs()),
    inPeriod: () => true,
  })
  for (const note of notes) say(`not in the list: ${note}`)
  const rows = [
    ...ledgers.value
      .flatMap((each) => statementOf(each))
      .map((line) => ({ atMs: line.atMs, fields: statementFields(line, of.local) })),
    ...payments
      .filter(({ market }) => of.market === null || market === of.market)
      .map((paid) => ({ atMs: paid.atMs, fields: paymentFields(paid, of.local) })),
  ]
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ fields }) => fields)
    .filter(([time = '']) => of.year === null || time.startsWith(`${of.year}-`))
  return { rows, csv: formatCsv(STATEMENT_COLUMNS, rows) }
}

/** Never over another file; one that holds the same already is as good as written. */
export function writeNew(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' })
  } catch {
    if (existsSync(file) && readFileSync(file, 'utf8') === text) return
    throw wrongValue('--out', file, 'it already exists or cannot be written: choose another name')
  }
}
