import { existsSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { QuotingSides } from '../../desk/find/chosen.ts'
import type { Plan, PlannedMarket } from '../../desk/find/plan.ts'
import type { Config } from '../../shared/config/config.ts'
import { marketWords } from '../../shared/config/marketSettings.ts'
import { parseConfigFile } from '../../shared/config/parseConfigFile.ts'
import { formatConfigProblems } from '../../shared/config/problem.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import type { CatalogueMarket } from '../../shared/ports/catalogue.ts'
import { replaceFile } from '../terminal/rewritableFile.ts'
import { writtenHosts } from './hosts.ts'

/** As long as a name may be, and of what it may be made. */
const MAX_NAME = 80
const SCHEMA = join(import.meta.dirname, '../../config.schema.json')
const NOT_IN_A_NAME = /[^\w .,:?'()/-]+/g

interface WrittenTo {
  readonly file: string
  /** Where the markets were found. */
  readonly hosts: Config['hosts']
}

/**
 * A configuration for paper of the planned markets: what is risked live is for a person to decide.
 * @throws InputError where it would be no configuration.
 */
export function writtenConfig(plan: Plan, quoting: QuotingSides, of: WrittenTo): string {
  const markets = plan.markets.map((each) => plannedMarket(each, quoting))
  const caps = plan.markets.reduce((sum, { maxUsdcLocked }) => sum + Math.round(maxUsdcLocked * 100), 0)
  const capsCents = quoting === 'two' ? 2 * caps : caps
  const text = configText(of, { stage: 'paper', accountUsdc: capsCents / 100, markets })
  const parsed = parseConfigFile(text)
  if (parsed.ok) return text
  const remedy = `these options give no valid configuration:\n${formatConfigProblems(parsed.problems)}`
  throw wrongValue('--write', 'no valid configuration', remedy)
}

/** What a file says, before it is checked. */
export const configText = (
  { file, hosts }: WrittenTo,
  {
    markets,
    ...rest
  }: Pick<Config, 'stage'> & {
    readonly accountUsdc: number
    readonly markets: readonly object[]
  },
): string =>
  `${JSON.stringify({ $schema: schemaFrom(file), ...rest, ...writtenHosts(hosts), markets }, null, 2)}\n`

/** An editor looks for the schema next to the file. */
function schemaFrom(file: string): string {
  const path = relative(dirname(resolve(file)), SCHEMA).replaceAll('\\', '/')
  return path.startsWith('.') ? path : `./${path}`
}

/** One market of it, with its limits. */
export interface MarketChoice extends Omit<PlannedMarket, 'candidate'> {
  readonly market: Pick<CatalogueMarket, 'market' | 'tokens' | 'question' | 'outcomes'>
  readonly nth: 0 | 1
  /** Both outcomes are quoted, each under the same limits. */
  readonly isBoth: boolean
}

export const plannedMarket = ({ candidate, ...limits }: PlannedMarket, quoting: QuotingSides) =>
  writtenMarket({ market: candidate, nth: candidate.outcome, isBoth: quoting === 'two', ...limits })

export function writtenMarket(choice: MarketChoice) {
  const { market, nth, isBoth, maxUsdcLocked, entryUsdc, maxDailyLossUsdc } = choice
  return {
    ...wordsFor(choice),
    market: market.market,
    token: market.tokens[nth],
    ...(isBoth ? { outcomes: 'both', otherToken: market.tokens[nth === 0 ? 1 : 0] } : {}),
    maxUsdcLocked,
    entryUsdc,
    maxDailyLossUsdc,
  }
}

/** As the venue writes them; a name where the file cannot hold them. */
function wordsFor({
  market: { question, outcomes },
  nth,
  isBoth,
}: MarketChoice): Readonly<Record<string, string>> {
  const [outcome, otherOutcome] = [outcomes[nth], outcomes[nth === 0 ? 1 : 0]]
  const isWritable =
    marketWords.question.read(question).ok &&
    [outcome, otherOutcome].every((each) => marketWords.outcome.read(each).ok)
  if (!isWritable) return { name: nameFor(question, isBoth ? 'both outcomes' : outcome) }
  return isBoth ? { question, outcome, otherOutcome } : { question, outcome }
}

/** The outcome must stay readable, however long the question. */
function nameFor(question: string, outcome: string): string {
  const clean = (text: string): string => text.replace(NOT_IN_A_NAME, ' ').trim()
  const end = ` - ${clean(outcome).slice(0, 30)}`
  return `${clean(question).slice(0, MAX_NAME - end.length)}${end}`
}

/**
 * Whole or not at all, and over a file that is there only where that is wanted.
 * @throws InputError where it cannot be written.
 */
export function writeConfig(
  of: { readonly field: string; readonly file: string; readonly replace: boolean },
  text: string,
): void {
  const { field, file, replace } = of
  if (!replace && existsSync(file)) {
    const remedy = 'it already exists: name a new file; --compare shows what would change in this one'
    throw wrongValue(field, file, remedy)
  }
  try {
    if (replace) replaceFile(file, text)
    else writeFileSync(file, text, { flag: 'wx' })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    throw wrongValue(field, file, `name a file that can be written (${code})`)
  }
}
