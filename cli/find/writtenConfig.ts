import { existsSync, writeFileSync } from 'node:fs'
import type { Plan, PlannedMarket } from '../../desk/find/plan.ts'
import { marketWords } from '../../shared/config/marketSettings.ts'
import { parseConfigFile } from '../../shared/config/parseConfigFile.ts'
import { formatConfigProblems } from '../../shared/config/problem.ts'
import { InputError } from '../../shared/domain/inputError.ts'
import { replaceFile } from '../terminal/rewritableFile.ts'

/** As long as a name may be, and of what it may be made. */
const MAX_NAME = 80
const NOT_IN_A_NAME = /[^\w .,:?'()/-]+/g

/**
 * A configuration for paper of the planned markets: what is risked live is for a person to decide.
 * @throws InputError where it would be no configuration.
 */
export function writtenConfig(plan: Plan): string {
  const markets = plan.markets.map(writtenMarket)
  const capsCents = plan.markets.reduce((sum, { maxUsdcLocked }) => sum + Math.round(maxUsdcLocked * 100), 0)
  const json = { $schema: './config.schema.json', stage: 'paper', accountUsdc: capsCents / 100, markets }
  const text = `${JSON.stringify(json, null, 2)}\n`
  const parsed = parseConfigFile(text)
  if (parsed.ok) return text
  const remedy = `these options give no valid configuration:\n${formatConfigProblems(parsed.problems)}`
  throw new InputError({ field: '--write', value: 'no valid configuration', remedy })
}

/** One market of it. */
export const writtenMarket = ({ row, maxUsdcLocked, entryUsdc, maxDailyLossUsdc }: PlannedMarket) => ({
  ...wordsFor(row.question, row.outcomes[row.outcome]),
  market: row.market,
  token: row.tokens[row.outcome],
  maxUsdcLocked,
  entryUsdc,
  maxDailyLossUsdc,
})

/** As the venue writes them; a name where the file cannot hold them. */
export function wordsFor(question: string, outcome: string): Readonly<Record<string, string>> {
  const isWritable = marketWords.question.read(question).ok && marketWords.outcome.read(outcome).ok
  return isWritable ? { question, outcome } : { name: nameFor(question, outcome) }
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
    throw new InputError({ field, value: file, remedy })
  }
  try {
    if (replace) replaceFile(file, text)
    else writeFileSync(file, text, { flag: 'wx' })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new InputError({ field, value: file, remedy: `name a file that can be written (${code})` })
  }
}
