import type { Command } from 'commander'
import { LIST_PRICES } from '../../shared/config/listPrices.ts'
import {
  type CostSettings,
  MEASURED,
  type MonthlyCost,
  monthlyCost,
} from '../../shared/config/monthlyCost.ts'
import { MAX_MARKETS } from '../../shared/config/parseConfig.ts'
import { hasOwnKey } from '../../shared/config/secretNames.ts'
import { parseWhole } from '../../shared/domain/wholeNumber.ts'
import { type CommandResult, succeeded } from '../terminal/outcome.ts'
import { readLocalConfig } from '../terminal/readLocalConfig.ts'
import type { Act } from '../terminal/runCommand.ts'

export const addCost = (program: Command, act: Act): void => {
  program
    .command('cost')
    .description('what AWS costs a month at list prices, for these settings and for others')
    .option('--config <file>', 'the configuration', 'config.json')
    .option('--markets <n>', 'compute for this many markets instead of those configured')
    .action(act(run))
}

interface CostOptions {
  readonly config: string
  readonly markets?: string
}

export const MEMORIES_MB = [256, 512, 1_024, 1_769] as const
const CADENCES_MS = [null, 30_000, 10_000, 5_000] as const

async function run(options: CostOptions): Promise<CommandResult> {
  const { config } = readLocalConfig(options.config)
  const markets = marketsOf(options) ?? config.stack.markets.length
  const own: CostSettings = {
    memoryMb: config.memoryMb,
    cadenceMs: config.stack.cadenceMs,
    markets,
    marketMetrics: config.marketMetrics,
    kmsKeys: (hasOwnKey(config) ? 1 : 0) + (config.wallet?.kmsKeyId === undefined ? 0 : 1),
  }
  const others = CADENCES_MS.flatMap((cadenceMs) =>
    MEMORIES_MB.map((memoryMb): CostSettings => ({ ...own, memoryMb, cadenceMs })),
  )
  const rows = [own, ...others].map((settings) => ({ ...settings, ...monthlyCost(settings) }))
  const { name, date } = LIST_PRICES
  const text = [
    `USD a month, ${own.markets} market${own.markets === 1 ? '' : 's'}: ${name}, of ${date}; use measured on ${MEASURED.date}`,
    rowOf(COLUMNS),
    ...rows.map((row, index) => lineOf(row, index === 0 ? 'as configured' : '')),
  ].join('\n')
  return succeeded(text, { prices: LIST_PRICES, measured: MEASURED, rows })
}

function marketsOf({ markets }: CostOptions): number | null {
  if (markets === undefined) return null
  return parseWhole('--markets', markets, { least: 1, most: MAX_MARKETS })
}

const COLUMNS = ['cadence', 'memory', 'Lambda', 'table', 'logs', 'metrics, alarms', 'together'] as const
const LEAST_WIDTH = 8

const rowOf = (cells: readonly string[]): string =>
  COLUMNS.map((name, index) => (cells[index] ?? '').padStart(Math.max(LEAST_WIDTH, name.length))).join('  ')

function lineOf(row: CostSettings & MonthlyCost, note: string): string {
  const cadence = row.cadenceMs === null ? 'once' : `${row.cadenceMs / 1_000} s`
  const usd = [row.lambdaUsd, row.tableUsd, row.logsUsd, row.fixedUsd, row.totalUsd]
  return `${rowOf([cadence, `${row.memoryMb} MB`, ...usd.map((value) => value.toFixed(2))])}  ${note}`.trimEnd()
}
