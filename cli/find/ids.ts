import type { Command } from 'commander'
import { parseConfigFile, readJsonFile } from '../../shared/config/parseConfigFile.ts'
import { formatConfigProblems, showValue } from '../../shared/config/problem.ts'
import { counted } from '../../shared/domain/counted.ts'
import { wrongValue } from '../../shared/domain/inputError.ts'
import { isObject } from '../../shared/domain/jsonObject.ts'
import type { Catalogue, CatalogueMarket } from '../../shared/ports/catalogue.ts'
import { editedJson, type JsonEdit } from '../terminal/editedJson.ts'
import { withYes, type YesOption } from '../terminal/options.ts'
import { type CommandResult, succeeded, unconfirmed } from '../terminal/outcome.ts'
import { readWritable, replaceFile } from '../terminal/rewritableFile.ts'
import type { Act } from '../terminal/runCommand.ts'
import { type HostOptions, publicVenue, withHosts } from './hosts.ts'
import { catalogueAt, marketNamed } from './marketNamed.ts'
import { tokenNamed } from './outcomeNamed.ts'

interface IdsOptions extends Omit<HostOptions, 'config'>, YesOption {
  readonly config: string
}

/** A market of the file that is named by a person's words, and what the venue calls it. */
interface Named {
  readonly index: number
  readonly said: string
  readonly found: CatalogueMarket
  readonly nth: 0 | 1
  /** The entry means both outcomes. */
  readonly isBoth: boolean
}

/** The bot never looks a name up while it trades: the ids that a person has seen are in the file. */
export const addIds = (program: Command, act: Act): void => {
  withHosts(
    withYes(program.command('ids'))
      .description('write the ids of the markets that a configuration names by address, slug or words')
      .requiredOption('--config <file>', 'your configuration'),
  ).action(act(run))
}

async function run({ config: file, ...options }: IdsOptions): Promise<CommandResult> {
  const text = readWritable(file)
  const { hosts } = publicVenue({ ...hostsIn(text), ...options })
  const named = await namedIn(text, catalogueAt(hosts))
  const json = {
    markets: named.map((each) => ({ index: each.index, ...writtenOf(each) })),
  }
  if (named.length === 0) return succeeded(`${file}: every market is named by its ids`, json)
  const lines = named.map(
    ({ index, said, found, nth, isBoth }) =>
      `markets[${index}]: "${said}" is ${found.question} – ${found.outcomes[nth]}, market ${found.market}, token ${found.tokens[nth]}` +
      (isBoth ? `, and ${found.outcomes[nth === 0 ? 1 : 0]}, token ${found.tokens[nth === 0 ? 1 : 0]}` : ''),
  )
  if (options.yes !== true) {
    return unconfirmed([`would write into ${file}`, ...lines].join('\n'), json)
  }
  const edited = editedJson(text, named.flatMap(editsOf))
  replaceFile(file, edited)
  const parsed = parseConfigFile(edited)
  const left = parsed.ok ? [] : ['still to correct:', formatConfigProblems(parsed.problems)]
  const done = `wrote the ids of ${counted(named.length, 'market')} into ${file}`
  return succeeded([done, ...lines, ...left].join('\n'), json)
}

/** Where the file says that the venue is; what is wrong with that is said by the rules for the whole file. */
function hostsIn(text: string): Omit<HostOptions, 'config'> {
  const read = readJsonFile(text)
  const said = read.ok && isObject(read.json) ? read.json['hosts'] : null
  const at = (name: string, of: 'host' | 'gamma' | 'data') => {
    const url = isObject(said) ? said[name] : null
    return typeof url === 'string' && URL.canParse(url) ? { [of]: url } : {}
  }
  return { ...at('clob', 'host'), ...at('gamma', 'gamma'), ...at('data', 'data') }
}

/** One by one: a person may have to choose. */
async function namedIn(text: string, catalogue: Catalogue): Promise<readonly Named[]> {
  const read = readJsonFile(text)
  if (!read.ok) {
    const { path: field, value, remedy } = read.problem
    throw wrongValue(field, value, remedy)
  }
  const markets = isObject(read.json) ? read.json['markets'] : undefined
  if (!Array.isArray(markets)) {
    throw wrongValue('markets', showValue(markets), 'use a list of markets')
  }
  const named: Named[] = []
  for (const [index, entry] of markets.entries()) {
    const of = isObject(entry) ? entry : {}
    const said = of['market']
    const isBoth = of['outcomes'] === 'both'
    const hasTokens = isToken(of['token']) && (!isBoth || isToken(of['otherToken']))
    if (typeof said !== 'string' || (isId(said) && hasTokens)) continue
    const found = await marketNamed(`markets[${index}].market`, said, catalogue)
    const nth = outcomeOf(index, of, found)
    if (isBoth) requireOther(index, of, { found, nth })
    named.push({ index, said, found, nth, isBoth })
  }
  return named
}

const isId = (text: string): boolean => /^0x[0-9a-fA-F]{62}(?:[0-9a-fA-F]{2})?$/.test(text)
const isToken = (token: unknown): boolean => typeof token === 'string' && /^\d+$/.test(token)

/** By its token or name where either is written. @throws InputError where it is not, and for a market that has ended. */
function outcomeOf(index: number, entry: Readonly<Record<string, unknown>>, found: CatalogueMarket): 0 | 1 {
  if (found.closed) {
    throw wrongValue(`markets[${index}].market`, found.question, 'this market has ended: remove it')
  }
  const said = [entry['token'], entry['outcome']].find((each) => typeof each === 'string')
  // Both are quoted: which of them the entry names first decides nothing.
  if (typeof said !== 'string' && entry['outcomes'] === 'both') return 0
  if (typeof said !== 'string') {
    const [first, second] = found.outcomes
    const remedy = `state which outcome of "${found.question}" to quote: "${first}" or "${second}"`
    throw wrongValue(`markets[${index}].outcome`, 'missing', remedy)
  }
  return found.tokens.indexOf(tokenNamed(found, said)) === 0 ? 0 : 1
}

/** @throws InputError where the file names a second outcome that the market does not have. */
function requireOther(
  index: number,
  entry: Readonly<Record<string, unknown>>,
  { found, nth }: Pick<Named, 'found' | 'nth'>,
): void {
  const other = nth === 0 ? 1 : 0
  const is = { otherToken: found.tokens[other], otherOutcome: found.outcomes[other] }
  for (const name of ['otherToken', 'otherOutcome'] as const) {
    const said = entry[name]
    if (said === undefined || (typeof said === 'string' && isSameWord(said, is[name]))) continue
    const remedy = `next to "${found.outcomes[nth]}", the other outcome of "${found.question}" is "${is[name]}": write that, or leave it out`
    throw wrongValue(`markets[${index}].${name}`, showValue(said), remedy)
  }
}

const isSameWord = (one: string, other: string): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase()

/** What the file says of the market from now on. */
const writtenOf = ({ found, nth, isBoth }: Named): Readonly<Record<string, string>> => ({
  market: found.market,
  token: found.tokens[nth],
  ...(isBoth ? { otherToken: found.tokens[nth === 0 ? 1 : 0] } : {}),
  question: found.question,
  outcome: found.outcomes[nth],
  ...(isBoth ? { otherOutcome: found.outcomes[nth === 0 ? 1 : 0] } : {}),
})

const editsOf = (named: Named): readonly JsonEdit[] =>
  Object.entries(writtenOf(named)).map(([name, value]) => ({ path: ['markets', named.index, name], value }))
